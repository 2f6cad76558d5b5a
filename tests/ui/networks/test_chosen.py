"""The network in view: what fits, whose weights it has, how the image is made into what it takes."""

from dataclasses import replace

import numpy as np
import pytest

from cnn_steps import (
    DIGIT_9,
    LESSON_KERNELS,
    Conv,
    Dense,
    Flatten,
    Pool,
    Relu,
    forward,
    init_parameters,
    load_bitmap_classifier,
    sample_photo,
    to_channels_first,
)
from cnn_steps.classifier import bitmap_features
from ui.address import settings, state
from ui.networks.answer import class_names
from ui.networks.chosen import (
    MOST_PARAMETERS,
    activations,
    fitting_rows,
    forget_weights,
    gives_learned_kernels,
    has_kept_weights,
    keep_weights,
    learned_kernels,
    network_input,
)
from ui.networks.codes import PRESETS
from ui.picture.changes import Change
from ui.picture.current import CurrentImage, changed_image

NINE = CurrentImage("The 9", DIGIT_9, (-1.0, 1.0), None, (), "image = DIGIT_9", ("DIGIT_9",))
CAT = CurrentImage(
    "The cat",
    to_channels_first(sample_photo()[:20, :30] / 255),
    (0.0, 1.0),
    sample_photo(),
    (),
    "image = to_channels_first(sample_photo()[:20, :30] / 255)",
    ("sample_photo", "to_channels_first"),
    "sample_photo()",
)
BLANK = replace(NINE, name="The blank", array=-np.ones((7, 5)), code="image = -np.ones((7, 5))", code_names=())
GRAY_CAT = replace(CAT, array=CAT.array[0], code="image = sample_photo()[:20, :30, 0] / 255")


def test_fitting_rows_end_before_the_layer_that_does_not_fit():
    rows, problem = fitting_rows((Conv(4), Pool(2), Conv(2, 5), Relu()), (1, 8, 8))
    assert [row.name for row in rows] == ["conv1", "pool1"]
    assert str(problem).startswith("conv2: kernel 5×5 does not fit the padded image 3×3")
    assert fitting_rows((Conv(4), Pool(2)), (1, 8, 8))[1] is None


@pytest.mark.parametrize(
    ("layers", "shape", "words"),
    [
        ((Flatten(), Dense(4096), Dense(4096)), (1, 8, 8), "dense2: with this layer the network has 17,047,552 param"),
        ((Conv(256, 15, padding="same"),), (3, 64, 64), "conv1: with this layer the network has 707,788,800 multiply"),
        ((Conv(200, 1), Relu()), (1, 128, 64), "relu1: with this layer the network has 3,284,992 numbers in its maps"),
    ],
)
def test_what_is_too_large_for_a_page_is_refused_in_the_name_of_its_layer(layers, shape, words):
    rows, problem = fitting_rows(layers, shape)
    assert str(problem).startswith(words)
    assert len(rows) == len(layers) - 1


def test_the_network_of_the_first_lessons_has_its_designed_filters_and_its_classifier(session):
    network = session("nine")
    known = load_bitmap_classifier()
    results = activations(network, network_input(NINE).array)
    np.testing.assert_array_equal(network.parameters["conv1.kernels"][:, 0], LESSON_KERNELS)
    np.testing.assert_allclose(results[4], bitmap_features(DIGIT_9, LESSON_KERNELS), atol=1e-12)
    assert results[-1].argmax() == 9
    assert network.weights == "designed and trained"
    np.testing.assert_allclose(results[-1], results[4] @ known.weights + known.bias, atol=1e-12)


def test_a_filter_changed_on_another_page_is_changed_here_too(session):
    changed = changed_image(NINE, [Change("weight", 1, 1, 0.5, "box")])
    network = session("nine", changed)
    assert network.parameters["conv1.kernels"][0, 0, 1, 1] == 0.5
    assert network.weights == "designed and trained, then changed by hand"
    assert network.digest != session("nine").digest
    untrained, alone = session("j7.5~c3.3an~f~d2", changed), session("j7.5~c3.3an", changed)
    assert untrained.weights == "random, seed 0, behind the three designed filters, then changed by hand"
    assert alone.weights == "designed, then changed by hand"


def test_a_network_without_weights_is_not_called_random(session):
    network = session("p2~r~f")
    assert (network.weights, network.is_random, network.parameters) == ("none", False, {})


def test_the_network_for_handwritten_digits_is_shipped_trained_and_reads_a_9(session):
    network = session("digits")
    assert (network.weights, network.source) == ("trained on 1,438 handwritten digits", "digits")
    assert activations(network, network_input(NINE).array)[-1].argmax() == 9


def test_random_weights_follow_the_seed_and_say_so(session):
    first = session("c2.3~f~d2")
    state.put(settings.SEED, 7)
    second = session("c2.3~f~d2")
    assert (first.weights, second.weights) == ("random, seed 0", "random, seed 7")
    assert first.is_random and second.is_random and first.digest != second.digest
    again = init_parameters(second.layers, (1, 7, 5), rng=np.random.default_rng(7))
    for name, array in again.items():
        np.testing.assert_array_equal(second.parameters[name], array)


def test_the_three_stages_begin_with_two_edge_filters_and_say_so(session):
    network = session("stages")
    assert network.parameters["conv1.kernels"][0, 0].tolist() == [[-1, 0, 1]] * 3
    assert network.weights == "random, seed 0, behind two edge filters"


def test_kept_weights_are_used_wherever_layers_and_shape_are_the_same(session):
    random = session("lines")
    trained = {name: array + 1 for name, array in random.parameters.items()}
    keep_weights(random.layers, random.input_shape, trained, "trained on lines")
    network = session("lines")
    assert (network.weights, network.is_random) == ("trained on lines", False)
    np.testing.assert_array_equal(network.parameters["dense1.bias"], trained["dense1.bias"])
    assert session("i8.8~c4.3~r~p2~f~d2").weights == "trained on lines"
    assert session("c4.3~r~p2~f~d2").is_random  # takes the 9 at its own size
    session("lines")
    assert has_kept_weights()
    forget_weights()
    assert not has_kept_weights()
    assert session("lines").is_random


def test_what_the_outputs_stand_for_is_kept_with_the_weights(session):
    random = session("lines")
    assert random.classes == ()
    keep_weights(random.layers, random.input_shape, random.parameters, "trained on lines", ("vertical", "horizontal"))
    assert session("lines").classes == ("vertical", "horizontal")
    keep_weights(random.layers, random.input_shape, random.parameters, "loaded")
    assert session("lines").classes == ()


def test_kept_weights_are_copied_and_the_oldest_make_room(session):
    for number in range(6):
        network = session(f"c{number + 1}.3")
        keep_weights(network.layers, network.input_shape, network.parameters, f"trained {number}")
    assert [session(f"c{number + 1}.3").is_random for number in range(6)] == [True, True, False, False, False, False]
    network.parameters["conv1.bias"].flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        session("c6.3").parameters["conv1.bias"][0] = 1


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("image", [NINE, BLANK, CAT, GRAY_CAT], ids=["bitmap", "blank", "color", "gray"])
def test_every_preset_takes_every_image_and_its_code_makes_the_same(session, name, image):
    network = session(name, image)
    made = network_input(image, network)
    assert made.array.shape == network.input_shape
    low, high = made.value_range
    assert low <= made.array.min() <= made.array.max() <= high
    variables = {}
    names = f"from cnn_steps import {', '.join(made.code_names)}\n" if made.code_names else ""
    exec(f"import numpy as np\n{names}{made.code}", variables)
    np.testing.assert_allclose(variables["image"], made.array, atol=1e-12)
    assert activations(network, made.array)[-1].shape[0] >= 1


@pytest.mark.parametrize("image", [NINE, CAT, GRAY_CAT], ids=["bitmap", "color", "gray"])
def test_a_network_without_an_input_of_its_own_takes_the_image_as_it_is(session, image):
    network = session("c2.3~r", image)
    made = network_input(image, network)
    assert network.input_shape == made.array.shape == (image.channels, *image.size)
    assert made.words == ""
    np.testing.assert_array_equal(made.array.reshape(image.array.shape), image.array)


@pytest.mark.parametrize(
    ("name", "image", "words"),
    [
        ("nine", NINE, ""),
        (
            "nine",
            changed_image(CAT, [Change("pixel", 0, 0, 1.0, "red")]),
            "The changed cat as the network takes it: fitted to 7 × 5 gray cells from −1 to 1. Pixels changed by "
            "hand are not in it.",
        ),
        (
            "lines",
            NINE,
            "The 9 as the network takes it: prepared like the 8 × 8 handwritten digits (cut out, scaled, centered), "
            "values from 0 to 1.",
        ),
        ("lines", BLANK, "The blank as the network takes it: set in the middle of 8 × 8, black 0 instead of −1."),
        (
            "landscape",
            NINE,
            "The 9 as the network takes it: each cell drawn as 9 × 9 pixels, set in the middle of 64 × 64, "
            "black 0 instead of −1, red, green and blue alike.",
        ),
        ("lenet-5", CAT, "The cat as the network takes it: cropped and resized to 32 × 32, gray, values from 0 to 1."),
        ("j20.30.3~r", CAT, "The cat as the network takes it: values from −1 to 1."),
        ("i20.30.3~r", CAT, ""),
    ],
)
def test_what_was_done_to_the_image_is_said_in_a_line(session, name, image, words):
    session(name, image)
    assert network_input(image).words == words


def test_a_picture_prepared_to_the_size_of_the_network_keeps_its_changed_pixels(session):
    changed = changed_image(CAT, [Change("pixel", 0, 0, 0.5, "red")])
    session("j20.30.3~r", changed)
    assert network_input(changed).array[0, 0, 0] == 0


def test_a_forward_pass_is_worked_out_once(session):
    network = session("c2.3~r~f~d3")
    first = activations(network, DIGIT_9[None])
    assert activations(session("c2.3~r~f~d3"), DIGIT_9[None].copy()) is first
    assert activations(network, -DIGIT_9[None]) is not first
    state.put(settings.SEED, 1)
    assert activations(session("c2.3~r~f~d3"), DIGIT_9[None])[-1].tolist() != first[-1].tolist()
    expected = forward(network.layers, network.parameters, DIGIT_9[None])
    np.testing.assert_array_equal(first[-1], expected[-1])


def test_the_first_layers_can_be_run_alone(session):
    network = session("c2.3~r~f~d3")
    results = activations(network, DIGIT_9[None], layers=network.layers[:2])
    assert [array.shape for array in results] == [(1, 7, 5), (2, 5, 3), (2, 5, 3)]
    assert len(activations(network, DIGIT_9[None], layers=())) == 1


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("empty", "the network has no layers: add some on the page “Stack layers”"),
        ("c2.9", "conv1: kernel 9×9 does not fit the padded image 7×5: use a smaller kernel or more padding"),
        ("d10", "dense1: it takes a row of numbers, and gets maps of 1×7×5: put Flatten() before it"),
    ],
)
def test_an_impossible_network_is_refused_with_the_layer_and_the_sizes(session, code, sentence):
    with pytest.raises(ValueError, match=r"\w") as refusal:
        session(code)
    assert str(refusal.value) == sentence


def test_the_limits_leave_room_for_every_preset():
    for preset in PRESETS.values():
        rows, problem = fitting_rows(preset.plan.layers, preset.plan.form.shape)
        assert problem is None
        assert sum(row.parameters for row in rows) < MOST_PARAMETERS


def test_weights_from_before_a_training_stay_random(session):
    random = session("lines")
    keep_weights(random.layers, random.input_shape, random.parameters, "random, seed 5", (), True)
    kept = session("lines")
    assert kept.is_random and learned_kernels() == ()
    keep_weights(random.layers, random.input_shape, random.parameters, "trained")
    assert not session("lines").is_random and gives_learned_kernels(session("lines"))
    other = session("c2.3~f~d2")
    assert len(learned_kernels()) == 4 and not gives_learned_kernels(other)


def test_only_what_is_known_of_the_outputs_gives_them_names(session):
    assert class_names(session("lines")) == ("vertical", "horizontal")
    assert class_names(session("lenet-5")) == tuple("0123456789")
    assert class_names(session("landscape")) == class_names(session("f~d10")) == ()
    random = session("lines")
    keep_weights(random.layers, random.input_shape, random.parameters, "loaded")
    assert class_names(session("lines")) == ()
