"""Training: every step as it is defined, records that stay, refusals that say why."""

import copy
import dataclasses
import itertools
import pickle

import numpy as np
import pytest

from cnn_steps import (
    Conv,
    Dense,
    Epoch,
    Flatten,
    Relu,
    TrainingDiverged,
    accuracy,
    confusion_matrix,
    cross_entropy,
    forward,
    init_parameters,
    line_images,
    predict,
    train,
)
from tests.networks import LINES, LINES_SHAPE
from tests.plain_training import slow_epoch


def lines(n=40, seed=0):
    return line_images(n, rng=np.random.default_rng(seed))


def first_parameters(layers=LINES, shape=LINES_SHAPE, seed=0, **options):
    return init_parameters(layers, shape, rng=np.random.default_rng(seed), **options)


def trained(epochs=3, *, layers=LINES, parameters=None, data=None, seed=0, rng=None, **options):
    images, labels = data or lines()
    settings = {"learning_rate": 0.02, "batch_size": 8, "rng": rng or np.random.default_rng(seed), **options}
    parameters = first_parameters(layers) if parameters is None else parameters
    return list(train(layers, parameters, images, labels, epochs=epochs, **settings))


def assert_same_parameters(got, wanted, **tolerance):
    assert list(got) == list(wanted)
    for name in wanted:
        np.testing.assert_allclose(got[name], wanted[name], err_msg=name, **{"rtol": 0, "atol": 0, **tolerance})


def test_an_epoch_of_single_images_is_that_of_plain_loops():
    (images, labels), parameters = lines(60), first_parameters()
    order = np.random.default_rng(7).permutation(60)
    wanted, loss = slow_epoch(parameters, images, labels, order, 0.05)
    (epoch,) = trained(1, data=(images, labels), batch_size=1, learning_rate=0.05, seed=7)
    assert_same_parameters(epoch.parameters, wanted, atol=1e-12)
    assert epoch.loss == pytest.approx(loss, abs=1e-12)
    assert max(np.abs(wanted[name] - parameters[name]).max() for name in wanted) > 0.01


@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_epochs_in_batches_agree_with_pytorchs_sgd(torch, momentum, reduction):
    (images, labels), parameters = lines(40), first_parameters()
    model = torch.nn.Sequential(
        torch.nn.Conv2d(1, 4, 3), torch.nn.ReLU(), torch.nn.MaxPool2d(2), torch.nn.Flatten(), torch.nn.Linear(36, 2)
    ).double()
    theirs = dict(zip(parameters, model.parameters(), strict=True))
    for name, tensor in theirs.items():
        tensor.data = torch.from_numpy(
            parameters[name].T.copy() if name == "dense1.weights" else parameters[name].copy()
        )
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=momentum)
    rng, losses = np.random.default_rng(4), []
    for _ in range(2):
        order, total = rng.permutation(40), 0.0
        for first in range(0, 40, 16):  # the last batch has 8
            batch = order[first : first + 16]
            optimizer.zero_grad()
            logits = model(torch.from_numpy(images[batch][:, None]))
            loss = torch.nn.functional.cross_entropy(logits, torch.from_numpy(labels[batch]), reduction=reduction)
            loss.backward()
            optimizer.step()
            total += loss.item() * (len(batch) if reduction == "mean" else 1)
        losses.append(total / 40)
    records = trained(
        2, data=(images, labels), batch_size=16, learning_rate=0.01, momentum=momentum, reduction=reduction, seed=4
    )
    assert [record.loss for record in records] == pytest.approx(losses, abs=1e-12)
    wanted = {name: tensor.detach().numpy() for name, tensor in theirs.items()}
    wanted["dense1.weights"] = wanted["dense1.weights"].T
    assert_same_parameters(records[-1].parameters, wanted, atol=1e-12)


def test_lines_are_learned():
    data, held_out = lines(200, seed=1), lines(40, seed=2)
    records = trained(15, data=data, validation=held_out, batch_size=1, learning_rate=0.02)
    assert [record.epoch for record in records] == list(range(1, 16))
    assert records[0].loss > 10 * records[-1].loss
    assert records[-1].validation_accuracy == 1.0 == records[-1].accuracy


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_going_on_from_a_record_is_never_having_stopped(momentum):
    straight = trained(5, momentum=momentum)
    rng = np.random.default_rng(0)
    half = trained(2, rng=rng, momentum=momentum)[-1]
    rest = trained(3, rng=rng, momentum=momentum, start=half)
    assert [record.epoch for record in rest] == [3, 4, 5]
    assert_same_parameters(rest[-1].parameters, straight[-1].parameters)
    assert rest[-1].loss == straight[-1].loss


def test_any_record_can_be_gone_on_from_by_its_state_of_the_random_numbers():
    straight = trained(5, momentum=0.5)
    rng = np.random.default_rng(99)
    rng.bit_generator.state = straight[1].rng_state
    again = trained(3, rng=rng, momentum=0.5, start=straight[1])
    assert_same_parameters(again[-1].parameters, straight[-1].parameters)
    assert_same_parameters(again[-1].velocity, straight[-1].velocity)


def test_momentum_can_begin_where_there_was_none():
    plain = trained(1)[-1]
    assert plain.velocity == {}
    assert trained(1, start=plain, momentum=0.9)[0].epoch == 2


def test_being_told_to_stop_ends_it_before_the_next_batch():
    asked = []

    def should_stop():
        asked.append(True)
        return len(asked) == 8  # 5 batches an epoch: within the second one

    assert [record.epoch for record in trained(4, should_stop=should_stop)] == [1]
    assert len(asked) == 8


def test_what_a_record_holds_stays_as_it_was():
    images, labels = lines()
    epochs = train(
        *(LINES, first_parameters(), images, labels),
        **{"epochs": 3, "learning_rate": 0.02, "batch_size": 8, "rng": np.random.default_rng(0), "momentum": 0.9},
    )
    first = next(epochs)
    kept = copy.deepcopy((dict(first.parameters), dict(first.velocity)))
    list(epochs)
    for arrays, before in zip((first.parameters, first.velocity), kept, strict=True):
        assert_same_parameters(arrays, before)
        for array in arrays.values():
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 0
    with pytest.raises(AttributeError):
        first.loss = 0


def test_nothing_that_goes_in_is_changed():
    (images, labels), parameters = lines(), first_parameters()
    before = copy.deepcopy((images, labels, parameters))
    trained(2, parameters=parameters, data=(images, labels), momentum=0.9)
    np.testing.assert_array_equal(images, before[0])
    np.testing.assert_array_equal(labels, before[1])
    assert_same_parameters(parameters, before[2])


def test_what_a_caller_changes_meanwhile_is_not_seen():
    (images, labels), held_out = lines(), lines(30, seed=5)
    settings = {"epochs": 2, "learning_rate": 0.02, "batch_size": 8, "rng": np.random.default_rng(0)}
    epochs = train(LINES, first_parameters(), images, labels, validation=held_out, **settings)
    next(epochs)
    for array in (images, labels, *held_out):
        array[...] = 0
    changed, right = next(epochs), trained(2, validation=lines(30, seed=5), learning_rate=0.02, batch_size=8)[-1]
    assert_same_parameters(changed.parameters, right.parameters)
    assert changed.validation_loss == right.validation_loss


def test_validation_is_looked_at_and_never_trained_on():
    held_out = lines(30, seed=5)
    with_it, without = trained(2, validation=held_out), trained(2)
    assert_same_parameters(with_it[-1].parameters, without[-1].parameters)
    assert without[-1].validation_loss is without[-1].validation_accuracy is None
    parameters = with_it[-1].parameters
    assert with_it[-1].validation_accuracy == accuracy(LINES, parameters, *held_out)
    logits = forward(LINES, parameters, held_out[0][:, None])[-1]
    assert with_it[-1].validation_loss == pytest.approx(cross_entropy(logits, held_out[1])[0], rel=1e-12)


def test_the_loss_is_measured_before_each_step():
    images, labels = lines()
    (epoch,) = trained(1, data=(images, labels), batch_size=len(images))
    before = forward(LINES, first_parameters(), images[:, None])[-1]
    assert epoch.loss == pytest.approx(cross_entropy(before, labels)[0], rel=1e-12)
    assert epoch.accuracy == (before.argmax(axis=1) == labels).mean()


def test_a_sum_over_a_batch_steps_as_far_as_its_size_times_the_mean():
    summed = trained(2, reduction="sum", learning_rate=0.01, batch_size=8)
    mean = trained(2, reduction="mean", learning_rate=0.08, batch_size=8)
    assert_same_parameters(summed[-1].parameters, mean[-1].parameters, atol=1e-12)


def test_training_computes_in_the_parameters_type():
    single = trained(1, parameters=first_parameters(dtype=np.float32), momentum=0.9)[-1]
    arrays = [*single.parameters.values(), *single.velocity.values()]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}
    mixed = {**first_parameters(), "dense1.bias": np.zeros(2, np.float32)}
    assert {array.dtype for array in trained(1, parameters=mixed)[-1].parameters.values()} == {np.dtype(np.float64)}


def test_layers_without_bias_are_trained_too():
    layers = (Conv(2, bias=False), Relu(), Flatten(), Dense(2, bias=False))
    parameters = first_parameters(layers)
    record = trained(2, layers=layers, parameters=parameters)[-1]
    assert list(record.parameters) == ["conv1.kernels", "dense1.weights"]
    assert all((record.parameters[name] != parameters[name]).any() for name in parameters)


def test_layers_before_the_first_that_learns_need_no_gradient():
    layers = (Relu(), Flatten(), Dense(2))
    record = trained(2, layers=layers, parameters=first_parameters(layers))[-1]
    assert record.loss < trained(1, layers=layers, parameters=first_parameters(layers))[0].loss


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            {"learning_rate": 1e7},
            r"ran away in epoch \d+, .*: with a learning rate of 10000000 every step overshoots",
        ),
        ({"learning_rate": 1.5e300}, r": with a learning rate of 1.5 × 10\^300 every step overshoots"),
        ({"data": (lines()[0] * 1e200, lines()[1])}, r": pixels of up to 1 × 10\^200 make steps far too long"),
        ({"data": (lines()[0] * 1e6, lines()[1])}, r"ran away in epoch \d+, .*: pixels of up to 1000000 make steps"),
    ],
)
def test_training_that_runs_away_ends_with_the_reason(options, sentence):
    images, labels = options.pop("data", lines())
    settings = {"learning_rate": 1.0, "batch_size": 4, "rng": np.random.default_rng(0), "momentum": 0.99, **options}
    epochs = train((Flatten(), Dense(8), Dense(2)), _dense_parameters(), images, labels, epochs=500, **settings)
    records = []
    with pytest.raises(TrainingDiverged, match=sentence) as caught:
        records.extend(epochs)  # keeps what came before
    assert caught.value.epoch == len(records) + 1
    for record in records:
        assert np.isfinite(record.loss) and all(np.isfinite(array).all() for array in record.parameters.values())


def test_training_ends_where_only_the_loss_of_the_validation_images_is_no_number():
    (images, labels), largest = lines(), np.finfo(np.float32).max
    epochs = train(
        *(LINES, first_parameters(dtype=np.float32), images, labels),
        **{"epochs": 1, "learning_rate": 0.01, "batch_size": 4, "rng": np.random.default_rng(0)},
        validation=(np.full((2, 8, 8), largest), [0, 1]),
    )
    with pytest.raises(TrainingDiverged, match="in epoch 1, a number grew beyond all limits"):
        next(epochs)


def test_what_training_gives_and_raises_passes_from_process_to_process():
    error = pickle.loads(pickle.dumps(TrainingDiverged("it ran away", 3)))
    assert (str(error), error.epoch) == ("it ran away", 3)
    record = trained(1, momentum=0.9)[0]
    copied = pickle.loads(pickle.dumps(record))
    assert_same_parameters(copied.parameters, record.parameters)
    assert copied.rng_state == record.rng_state
    for array in (*copied.parameters.values(), *copied.velocity.values()):
        assert not array.flags.writeable


@pytest.mark.parametrize("passed_on", [False, True], ids=["made", "from another process"])
def test_nothing_in_a_record_can_be_changed(passed_on):
    record = trained(1, momentum=0.9)[0]
    record = pickle.loads(pickle.dumps(record)) if passed_on else record
    for arrays in (record.parameters, record.velocity, record.rng_state, record.rng_state["state"]):
        before = dict(arrays)
        changes = (
            *(lambda d: d.update(new=0), lambda d: d.__setitem__("new", 0), lambda d: d.setdefault("new", 0)),
            *(lambda d: d.clear(), lambda d: d.pop(next(iter(d))), lambda d: d.popitem()),
            *(lambda d: d.__delitem__(next(iter(d))), lambda d: d.__ior__({"new": 0})),
        )
        for change in changes:
            with pytest.raises(TypeError, match=r"does not change: change a copy, which dict\(…\) gives"):
                change(arrays)
        assert dict(arrays).keys() == before.keys()
    for array in (*record.parameters.values(), *record.velocity.values()):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_a_record_made_by_hand_keeps_copies_that_stay():
    parameters, state = {"dense1.bias": np.zeros(2)}, np.random.default_rng(0).bit_generator.state
    record = Epoch(0, 1.0, 0.5, None, None, parameters=parameters, velocity={}, rng_state=state)
    parameters["dense1.bias"][...] = 1
    parameters["more"] = np.zeros(1)
    assert list(record.parameters) == ["dense1.bias"] and not record.parameters["dense1.bias"].any()
    again = dataclasses.replace(record, epoch=1)
    assert again.parameters["dense1.bias"] is record.parameters["dense1.bias"]  # what stays need not be copied


def _dense_parameters():
    return init_parameters((Flatten(), Dense(8), Dense(2)), LINES_SHAPE, rng=np.random.default_rng(0))


def test_no_record_says_anything_once_only_the_last_step_overflowed():
    largest = np.finfo(np.float32).max
    parameters = {"dense1.weights": np.array([[largest, 0]], np.float32), "dense1.bias": np.zeros(2, np.float32)}
    epochs = train(
        *((Flatten(), Dense(2)), parameters, [[[1.0]]], [1]),
        **{"epochs": 2, "learning_rate": 2 * float(largest), "batch_size": 1, "rng": np.random.default_rng(0)},
    )
    with pytest.raises(TrainingDiverged, match="in epoch 1, a number grew beyond all limits"):
        next(epochs)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"epochs": 0}, "epochs is 0: give a whole number, 1 or more"),
        ({"batch_size": 0.5}, "batch_size is 0.5: give a whole number, 1 or more"),
        ({"learning_rate": 0}, "learning_rate is 0: give a number above 0"),
        ({"learning_rate": np.nan}, "learning_rate is nan: give a number above 0"),
        ({"learning_rate": "fast"}, "learning_rate is 'fast': give a number above 0"),
        ({"learning_rate": 10**400}, "learning_rate is 1000.*: give a number above 0"),
        ({"momentum": 1}, "momentum is 1: give a number from 0 to below 1"),
        ({"reduction": "max"}, "reduction is 'max': use one of 'mean', 'sum'"),
        ({"rng": 5}, r"rng is 5: give a generator, such as np.random.default_rng\(0\)"),
        ({"images": np.zeros((40, 1, 10, 10))}, "dense1.weights is 36×2, but the network needs 64×2"),
        ({"images": np.zeros((39, 8, 8))}, "labels are 40 but logits are 39×2: give one class index per sample"),
        ({"images": np.zeros((8, 8))}, r"images have 2 axes \(8×8\): give \(N, C, H, W\), or \(N, H, W\)"),
        ({"images": np.full((40, 8, 8), np.nan)}, "images have infinity or not-a-number among their pixels"),
        (
            {"images": np.full((40, 8, 8), 1e300), "parameters": first_parameters(dtype=np.float32)},
            "images have infinity or not-a-number among their pixels",
        ),
        ({"labels": np.full(40, 2)}, "labels have 2 among them, which is not one of the 2 classes"),
        ({"labels": np.zeros(40)}, "labels have type float64: give class indices as whole numbers"),
        ({"layers": (Conv(2),)}, r"the network ends in maps of 2×6×6, but one number per class is needed: end it with"),
        ({"layers": (Flatten(),), "parameters": {}}, r"there is nothing to train: none of the layers has parameters"),
        ({"parameters": {}}, "parameters lack conv1.kernels"),
        ({"parameters": None}, "parameters are NoneType: give a dictionary of arrays by name"),
        (
            {"parameters": {**first_parameters(), "dense1.bias": [np.nan, 0]}},
            "parameters have infinity or not-a-number",
        ),
        (
            {"parameters": {**first_parameters(), "dense1.bias": [np.inf, 0]}, "momentum": 0.9},
            "parameters have infinity or not-a-number",
        ),
        ({"start": 5}, "start is 5: give a record of an epoch to go on from, or None"),
        ({"should_stop": True}, "should_stop is True: give a function to ask, or None"),
        ({"validation": (np.zeros((2, 8, 8)),)}, r"validation is of type tuple: give a pair, \(images, labels\)"),
        ({"validation": False}, r"validation is of type bool: give a pair, \(images, labels\)"),
        ({"validation": (np.zeros((2, 8, 8)), [0])}, "labels are 1 but logits are 2×2"),
        (
            {"validation": (np.zeros((2, 9, 9)), [0, 1])},
            "validation images are 1×9×9 but those to train on 1×8×8: give",
        ),
    ],
)
def test_what_cannot_be_trained_is_refused_at_once(options, sentence):
    images, labels = lines()
    settings = {
        **{"layers": LINES, "parameters": first_parameters(), "images": images, "labels": labels, "epochs": 1},
        **{"learning_rate": 0.1, "batch_size": 4, "rng": np.random.default_rng(0), **options},
    }
    with pytest.raises(ValueError, match=sentence):
        train(**settings)


def test_guesses_are_the_classes_of_the_largest_logits_however_many_images():
    images, _ = lines(300)
    parameters = first_parameters()
    logits = forward(LINES, parameters, images[:, None])[-1]
    np.testing.assert_array_equal(predict(LINES, parameters, images), logits.argmax(axis=1))
    np.testing.assert_array_equal(predict(LINES, parameters, images[:, None]), logits.argmax(axis=1))


def test_many_images_are_looked_at_in_parts(monkeypatch):
    (images, labels), parameters = lines(50), first_parameters()
    whole = predict(LINES, parameters, images), accuracy(LINES, parameters, images, labels)
    monkeypatch.setattr("cnn_steps.training._CHUNK", 2500)  # a few images at a time
    np.testing.assert_array_equal(predict(LINES, parameters, images), whole[0])
    assert accuracy(LINES, parameters, images, labels) == whole[1]


def test_a_confusion_matrix_counts_every_pair():
    rng = np.random.default_rng(0)
    labels, guesses = rng.integers(4, size=(2, 200))
    counts = confusion_matrix(labels, guesses, 4)
    for true, guessed in itertools.product(range(4), repeat=2):
        assert counts[true, guessed] == sum((labels == true) & (guesses == guessed))


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (([0, 1], [0], 2), "labels are 2 and guesses 1: give two rows, one guess per label"),
        (([[0, 1]], [[0, 1]], 2), "labels are 1×2 and guesses 1×2: give two rows"),
        ((0, 0, 2), "labels are a single number and guesses a single number: give two rows"),
        (([0, 2], [0, 1], 2), "labels have 2 among them, which is not one of the 2 classes"),
        (([0, 1], [0, -1], 2), "guesses have -1 among them, which is not one of the 2 classes"),
        (([0, 1], [0, 0.5], 2), "guesses have type float64: give class indices as whole numbers"),
        (([], [], 2), "labels are empty"),
        (([0, 1], [[0], [0, 1]], 2), "guesses are not a rectangular array"),
        (([0, 1], [0, 1], 0), "classes is 0"),
    ],
)
def test_a_confusion_matrix_of_something_else_is_refused(request_, sentence):
    with pytest.raises(ValueError, match=sentence):
        confusion_matrix(*request_)
