"""The training page: what is asked for, what comes of it, and what is refused."""

import base64
import io
import json
import math
import re
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnn_steps import (
    DIGITS,
    Conv,
    Dense,
    Flatten,
    Pool,
    Relu,
    digit_stages,
    forward,
    init_parameters,
    load_parameters,
    save_parameters,
    softmax,
)
from tests.pages.app import component_data, decoded, numbers, open_box, open_page, report, run_listing, said, warnings
from ui.address.codes import code_from_kernel
from ui.figures.numbers import percent
from ui.networks.codes import PRESETS
from ui.networks.weights_file import weights_bytes
from ui.training.runs import Run

PAGE = "12_training.py"
LINES = PRESETS["lines"].plan.layers


def card(app: AppTest) -> dict:
    return component_data(app, "training")


def run_of(app: AppTest) -> Run:
    return app.session_state["kept training run"]


def buttons(app: AppTest) -> list[str]:
    """The keys of the buttons that steer the training."""
    wanted = ("start training", "pause training", "stop training", "resume training", "start again")
    return [button.key for button in app.main.button if button.key in wanted]


def click(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception, app.exception
    return app


def wait_until(app: AppTest, condition: Callable[[], bool], seconds: float = 60) -> AppTest:
    """Run the page as its fragment does until it has come to that."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, card(app)["status"]
        time.sleep(0.05)
        app.run()
        assert not app.exception, app.exception
    return app


def trained(**query: str) -> AppTest:
    app = click(open_page(PAGE, **query), "start training")
    return wait_until(app, lambda: not card(app)["running"])


def test_on_arrival_there_is_one_button_and_an_empty_chart() -> None:
    app = open_page(PAGE)
    assert buttons(app) == ["start training"]
    told = card(app)
    assert told["status"].startswith("Nothing is trained yet")
    assert (told["epochs"], told["loss"]["trained"], told["picture"]) == (10, [], None)


def examples(app: AppTest) -> str:
    """The line of example pictures; empty without one."""
    return "".join(item.proto.body for item in app.main.get("html") if "It learns from" in item.proto.body)


def test_before_training_a_few_pictures_of_each_class_stand_over_its_name() -> None:
    line = examples(open_page(PAGE))
    assert "It learns from 200 pictures such as these, and is tested on 40 others" in line
    assert [figure.count("<img") for figure in line.split("<figure")[1:]] == [3, 3]
    assert re.findall("<figcaption[^>]*>([^<]*)<", line) == ["vertical", "horizontal"]
    pictures = [load_data_uri(part.split('"')[0]) for part in line.split('src="')[1:]]
    across, down = (sum((levels > 127).all(axis=axis).any() for levels in pictures) for axis in (1, 0))
    assert (down, across) == (3, 3), "the first three have a white column, the others a white row"
    line = examples(open_page(PAGE, data="digits"))
    assert [figure.count("<img") for figure in line.split("<figure")[1:]] == [1] * 10
    assert examples(open_page(PAGE, data="drawings")) == ""


def load_data_uri(uri: str) -> np.ndarray:
    """The picture of an <img>, as gray levels."""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))).convert("L"))


def test_lines_are_learned_within_the_epochs_asked_for() -> None:
    app = trained()
    told = card(app)
    assert told["status"] == "Lines: 10 of 10 epochs"
    assert len(told["loss"]["trained"]) == len(told["accuracy"]["held"]) == 11
    assert told["accuracy"]["held"][0] < 0.75
    assert told["accuracy"]["held"][-1] == 1
    assert told["loss"]["trained"][-1] < 0.05 < told["loss"]["trained"][0]
    assert buttons(app) == ["start training"]


def test_the_card_has_filters_maps_and_the_answer_of_every_epoch() -> None:
    app = trained(epochs="3")
    told, run = card(app), run_of(app)
    filters = decoded(told["filters"]["values"])
    assert filters.shape == (4, 4, 3, 3)
    for record, shown in zip(run.records, filters, strict=True):
        np.testing.assert_array_equal(shown, record.parameters["conv1.kernels"][:, 0])
    assert decoded(told["maps"]["values"]).shape == (4, 4, 6, 6)
    assert len(told["answers"]) == 4
    assert told["filters"]["limit"] == pytest.approx(np.abs(filters).max())
    for name, curve in (("loss", "trained"), ("validation_loss", "held")):
        assert told["loss"][curve] == pytest.approx([getattr(record, name) for record in run.records], abs=1e-6)
    for name, curve in (("accuracy", "trained"), ("validation_accuracy", "held")):
        assert told["accuracy"][curve] == pytest.approx([getattr(record, name) for record in run.records], abs=1e-6)
    picture = run.plan.data.test_images[0, 0]
    np.testing.assert_array_equal(decoded(told["picture"]["grid"]), picture)


def test_the_settings_steer_the_training() -> None:
    query = {"epochs": "2", "rate": "0.01", "momentum": "0.5", "batch": "8", "reduction": "sum", "seed": "7"}
    plan = run_of(trained(**query)).plan
    steering = (plan.epochs, plan.learning_rate, plan.momentum, plan.batch_size, plan.reduction, plan.seed)
    assert steering == (2, 0.01, 0.5, 8, "sum", 7)


def test_a_field_that_is_left_with_the_click_on_train_counts() -> None:
    app = open_page(PAGE)
    app.number_input(key="epochs").set_value(2)
    click(app, "start training")
    assert run_of(app).plan.epochs == 2


def test_a_click_on_train_with_what_cannot_be_trained_is_one_sentence() -> None:
    app = open_page(PAGE)
    app.session_state["train"], app.session_state["network"] = "stack", "i8.8~f~d3"
    click(app, "start training")
    assert len(app.main.error) == 1
    assert "kept training run" not in app.session_state


def test_a_training_can_be_paused_resumed_and_stopped() -> None:
    app = click(open_page(PAGE, data="digits", epochs="100"), "start training")
    assert buttons(app) == ["pause training", "stop training"]
    wait_until(app, lambda: run_of(app).epoch > 0)
    click(app, "pause training")
    assert buttons(app) == ["resume training", "start again"]
    epoch = run_of(app).epoch
    assert card(app)["status"] == f"Handwritten digits: {epoch} of 100 epochs, paused"
    click(app, "resume training")
    wait_until(app, lambda: run_of(app).epoch > epoch)
    click(app, "stop training")
    assert buttons(app) == ["start training"]
    assert card(app)["status"].endswith("stopped")
    assert [record.epoch for record in run_of(app).records] == list(range(run_of(app).epoch + 1))


def test_a_rate_that_blows_up_is_said_and_the_page_goes_on() -> None:
    app = trained(train="stack", network="i8.8~c4.3~f~d2", rate="100")  # without ReLU nothing holds it back
    assert len(app.main.error) == 1
    assert app.main.error[0].value.startswith("Training ran away in epoch ")
    assert "Train again with a learning rate of 0.02." in app.main.error[0].value
    assert card(app)["advice"] == ""  # it is said already
    assert buttons(app) == ["start training"]


def test_steps_that_are_too_long_are_said_until_a_shorter_rate_is_tried() -> None:
    app = trained(rate="20", seed="1", epochs="2")
    assert "far above that of guessing, 0.69. The steps are too long" in card(app)["advice"]
    assert card(app)["advice"].endswith("Train again with a learning rate of 0.02 and 8 epochs.")
    app.number_input(key="rate").set_value(0.05)
    click(app, "start training")
    wait_until(app, lambda: not card(app)["running"])
    assert card(app)["advice"] == ""


def test_the_card_says_what_the_network_was_before_training_and_how_it_answered() -> None:
    app = trained(seed="3", epochs="1")
    assert card(app)["first"] == "random, seed 3"
    assert card(app)["beginning"].startswith("It has learned nothing yet, and calls ")
    open_box(app, "question sabotage")
    click(app, "sabotage zeros")
    wait_until(app, lambda: not card(app)["running"])
    assert card(app)["first"] == "all 0"
    assert "calls 100 % of the held-out pictures “vertical”" in card(app)["beginning"]


def test_a_network_of_ones_own_is_trained() -> None:
    app = trained(train="stack", network="i8.8~c2.3~t~f~d2", epochs="2")
    assert run_of(app).plan.layers[0] == Conv(2)
    assert decoded(card(app)["filters"]["values"]).shape == (3, 2, 3, 3)


def test_a_network_without_filters_has_curves_and_a_picture() -> None:
    told = card(trained(train="stack", network="i8.8~f~d2", epochs="2"))
    assert told["filters"] is None and told["maps"] is None
    assert len(told["loss"]["trained"]) == 3


@pytest.mark.parametrize(
    ("network", "words"),
    [
        ("nine", "The network takes 1×7×5, the pictures of the data set “Lines” are 1×8×8: choose another network."),
        ("i8.8~f~d3", "The network ends with 3 numbers, the data set “Lines” has 2 classes"),
        ("empty", "The network has no layers"),
        ("i8.8~c1.9~f~d2", "onv1: kernel"),
    ],
)
def test_a_network_that_does_not_fit_is_one_sentence_and_what_was_trained_stays(network: str, words: str) -> None:
    app = trained(epochs="2")
    app.session_state["network"] = network
    app.session_state["train"] = "stack"
    app.run()
    assert not app.exception
    assert len(app.main.error) == 1 and words in app.main.error[0].value
    assert app.button(key="start training").disabled
    assert len(card(app)["loss"]["trained"]) == 3


def test_weights_are_saved_as_they_were_after_the_epoch_in_view() -> None:
    app = trained(epochs="3")
    app.session_state["kept epoch of the training in view"] = 1
    app.run()
    assert "Weights: trained on lines, 1 epoch." in [caption.value for caption in app.main.caption]
    record = run_of(app).records[1]
    loaded = load_parameters(io.BytesIO(weights_bytes(record.parameters)), LINES, (1, 8, 8))
    for name, array in loaded.items():
        np.testing.assert_array_equal(array, record.parameters[name])


def test_the_epoch_gone_back_to_is_the_one_to_save_in_every_training_anew() -> None:
    app = trained(epochs="3")
    for _ in range(2):
        report(app, "training", epoch={"run": card(app)["run"], "epoch": 1})
        assert "Weights: trained on lines, 1 epoch." in [caption.value for caption in app.main.caption]
        assert card(app)["view"] == 1
        report(app, "training", epoch={"run": card(app)["run"], "epoch": None})
        assert "Weights: trained on lines, 3 epochs." in [caption.value for caption in app.main.caption]
        report(app, "training", epoch={"run": card(app)["run"], "epoch": 1})
        wait_until(click(app, "start training"), lambda: not card(app)["running"])
        assert card(app)["view"] is None


def test_the_epoch_gone_back_to_is_still_in_view_on_coming_back() -> None:
    app = trained(epochs="3")
    report(app, "training", epoch={"run": card(app)["run"], "epoch": 1})
    app.switch_page("pages/6_pooling.py").run()
    app.switch_page(f"pages/{PAGE}").run()
    assert card(app)["view"] == 1
    assert "Weights: trained on lines, 1 epoch." in [caption.value for caption in app.main.caption]


def test_an_epoch_of_an_earlier_training_changes_nothing() -> None:
    app = trained(epochs="2")
    report(app, "training", epoch={"run": "another", "epoch": 1})
    assert "Weights: trained on lines, 2 epochs." in [caption.value for caption in app.main.caption]


@pytest.mark.parametrize("epoch", [-1, 3, 10**30])
def test_an_epoch_that_a_training_does_not_have_changes_nothing(epoch: int) -> None:
    app = trained(epochs="2")
    report(app, "training", epoch={"run": card(app)["run"], "epoch": epoch})
    assert card(app)["view"] is None
    report(app, "training", epoch={"run": card(app)["run"], "epoch": 1})
    assert card(app)["view"] == 1


def test_another_held_out_picture_goes_through_every_epoch() -> None:
    app = trained(epochs="2")
    maps = decoded(card(app)["maps"]["values"])
    click(app, "another picture")
    told, data = card(app), run_of(app).plan.data
    np.testing.assert_array_equal(decoded(told["picture"]["grid"]), data.test_images[1, 0])
    assert told["picture"]["title"].endswith(data.classes[data.test_labels[1]])
    assert decoded(told["maps"]["values"]).shape == maps.shape and not np.array_equal(
        decoded(told["maps"]["values"]), maps
    )


def test_trained_weights_are_used_on_the_other_pages() -> None:
    app = click(trained(epochs="2"), "use weights")
    assert app.session_state["network"] == "lines"
    kept = app.session_state["kept weights of networks"][tuple(LINES), (1, 8, 8)]
    assert kept.words == "trained on lines, 2 epochs"
    np.testing.assert_array_equal(kept.parameters["conv1.kernels"], run_of(app).parameters["conv1.kernels"])
    assert any("In use on the pages about networks" in caption.value for caption in app.main.caption)


def test_weights_that_were_let_go_of_are_not_in_use_any_more() -> None:
    app = click(trained(epochs="2"), "use weights")
    in_use = (
        "In use on the pages about networks, its filters in the menus of kernels, its answer beside that of the walk"
    )
    assert in_use in captions(app)
    app.switch_page("pages/9_stack.py").run()
    click(app, "forget weights")
    app.switch_page(f"pages/{PAGE}").run()
    assert "In use" not in captions(app)
    assert "Weights: trained on lines, 2 epochs." in captions(app)


def test_random_weights_from_before_a_training_stay_random_on_the_other_pages() -> None:
    app = trained(epochs="1")
    report(app, "training", epoch={"run": card(app)["run"], "epoch": 0})
    click(app.run(), "use weights")
    assert "In use on the pages about networks: random, seed 0." in captions(app)
    app.switch_page("pages/9_stack.py").run()
    assert "Nobody has **trained** the network" in said(app)
    assert app.button(key="forget weights")
    app.switch_page("pages/8_softmax.py").run()
    assert "**Your network**" not in said(app)
    app.switch_page("pages/3_filters.py").run()
    assert not any("learned filter" in option for option in app.selectbox(key="kernel").options)


def captions(app: AppTest) -> str:
    return "\n".join(caption.value for caption in app.main.caption)


def test_ten_classes_without_names_are_units_on_the_other_pages() -> None:
    file = io.BytesIO()
    layers, own = (Flatten(), Dense(10)), {"train": "stack", "network": "i8.8~f~d10", "data": "digits"}
    save_parameters(file, init_parameters(layers, (1, 8, 8), rng=np.random.default_rng(5)))
    app = click(upload(open_page(PAGE, **own), file.getvalue()), "use weights")
    app.switch_page("pages/8_softmax.py").run()
    assert re.search(r"loaded from mine.npz, gives \*\*unit \d\*\* the largest share: ", said(app))
    app.switch_page("pages/11_backpropagation.py").run()
    assert app.selectbox(key="truth").options[0] == "unit 9, to begin with"
    assert re.search(r"It says \*\*unit \d\*\*", said(app))
    assert re.search(r" Unit 9 gets \S+ % of the whole", said(app))


def test_a_learned_filter_can_be_looked_at_on_the_pages_of_filters() -> None:
    app = click(trained(), "use weights")
    learned = run_of(app).records[-1].parameters["conv1.kernels"][1, 0]
    app.switch_page("pages/3_filters.py").run()
    (choice,) = [box for box in app.selectbox if box.key == "kernel"]
    assert choice.options[-4:] == [f"learned filter {number}" for number in (0, 1, 2, 3)]
    choice.select(code_from_kernel(learned)).run()
    assert not app.exception, app.exception
    np.testing.assert_allclose(component_data(app, "kernel_editor")["weights"], learned, rtol=1e-5)
    assert "average" in app.query_params, "a learned filter is not divided by its cells"


@pytest.mark.parametrize("page", ["0_overview", "7_dense", "8_softmax"])
def test_the_answer_of_trained_weights_stands_beside_that_of_the_walk(page: str) -> None:
    app = click(trained(epochs="2"), "use weights")
    parameters = run_of(app).records[-1].parameters
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception, app.exception
    image = digit_stages(DIGITS[9])[-1].array / 16  # 8×8, from 0 to 1
    shares = softmax(forward(LINES, parameters, image)[-1])
    name = ("vertical", "horizontal")[shares.argmax()]
    (line,) = [text.value for text in app.main.markdown if "**Your network**" in text.value]
    assert f"trained on lines, 2 epochs, takes this image for **{name}**: {percent(shares.max(), words=True)}." in line


def test_a_walk_without_weights_of_ones_own_is_alone() -> None:
    app = open_page("8_softmax.py")
    assert not any("**Your network**" in text.value for text in app.main.markdown)


def test_a_learned_filter_that_no_page_can_show_leaves_the_others_their_numbers() -> None:
    kernels = np.arange(36.0).reshape(4, 1, 3, 3)
    kernels[1] = 5000  # more than the kernel of an address may have
    app = click(upload(open_page(PAGE), weights_file(**{"conv1.kernels": kernels})), "use weights")
    app.switch_page("pages/3_filters.py").run()
    assert app.selectbox(key="kernel").options[-3:] == [f"learned filter {number}" for number in (0, 2, 3)]


def test_what_a_network_trained_here_tells_apart_has_its_names_on_the_other_pages() -> None:
    own = {"train": "stack", "network": "i8.8~c2.3~r~f~d2"}
    app = click(trained(epochs="2", **own), "use weights")
    app.switch_page("pages/9_stack.py").run()
    assert re.search(r"the largest for \*\*(vertical\*\*, unit 0|horizontal\*\*, unit 1): ", said(app))
    app.switch_page("pages/11_backpropagation.py").run()
    assert not app.exception, app.exception
    assert app.selectbox(key="truth").options[-2:] == ["vertical", "horizontal"]
    app.switch_page("pages/14_frameworks.py").run()
    assert "each of them prints these 2 numbers, for vertical and horizontal:" in said(app)


def test_weights_from_a_file_come_without_names() -> None:
    app = click(upload(open_page(PAGE), weights_file()), "use weights")
    app.switch_page("pages/9_stack.py").run()
    assert "the largest at unit **" in said(app)


def upload(app: AppTest, contents: bytes, name: str = "mine.npz") -> AppTest:
    open_box(app, "question load weights")
    app.file_uploader[0].upload(name, contents, "application/octet-stream").run()
    assert not app.exception, app.exception
    return app


def weights_file(**changes: np.ndarray) -> bytes:
    arrays = init_parameters(LINES, (1, 8, 8), rng=np.random.default_rng(5)) | changes
    file = io.BytesIO()
    save_parameters(file, arrays)
    return file.getvalue()


def test_weights_from_a_file_are_looked_at_and_trained_on() -> None:
    kernels = np.full((4, 1, 3, 3), 0.25)
    app = upload(open_page(PAGE, epochs="2"), weights_file(**{"conv1.kernels": kernels}))
    told = card(app)
    assert told["status"] == "Lines: weights loaded from mine.npz"
    np.testing.assert_array_equal(decoded(told["filters"]["values"])[0], kernels[:, 0])
    assert len(told["loss"]["trained"]) == 1
    assert app.button(key="resume training").label == "Train on from these weights"
    click(app, "resume training")
    wait_until(app, lambda: not card(app)["running"])
    assert [record.epoch for record in run_of(app).records] == [0, 1, 2]
    np.testing.assert_array_equal(run_of(app).records[0].parameters["conv1.kernels"], kernels)


@pytest.mark.parametrize("contents", [b"", b"not a file of weights", b"PK\x03\x04 and then nothing"])
def test_a_file_that_is_none_is_refused_and_nothing_is_lost(contents: bytes) -> None:
    app = trained(epochs="2")
    before = run_of(app)
    upload(app, contents)
    assert len(app.main.error) == 1
    assert "damaged, or not an .npz file" in app.main.error[0].value
    assert run_of(app) is before


def plain_file(**arrays: object) -> bytes:
    """What NumPy itself makes of arrays, fitting or not."""
    file = io.BytesIO()
    np.savez(file, **(init_parameters(LINES, (1, 8, 8), rng=np.random.default_rng(5)) | arrays))
    return file.getvalue()


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        (plain_file(**{"dense1.bias": np.zeros(3)}), "In the file, dense1.bias is 3, but the network needs 2"),
        (
            plain_file(**{"dense1.bias": np.array([{}, 1])}),
            "In the file, dense1.bias has type object, but float32 or float64",
        ),
        (
            plain_file(**{"dense1.bias": np.array([1, 2])}),
            "In the file, dense1.bias has type int64, but float32 or float64",
        ),
        (
            plain_file(**{"dense1.bias": np.array([np.nan, 2])}),
            "In the file, dense1.bias has infinity or not-a-number in it",
        ),
        (
            plain_file(**{"dense1.bias": np.array([1e300, 2])}),
            "too large for float32, dense1.bias has numbers of up to 1e300",
        ),
        (plain_file(extra=np.zeros(3)), "The file also has 'extra' (3), but the network needs only conv1.kernels"),
    ],
)
def test_weights_that_do_not_fit_are_refused_and_those_in_use_stay(contents: bytes, sentence: str) -> None:
    app = click(trained(epochs="2"), "use weights")
    before, used = run_of(app), app.session_state["kept weights of networks"]
    upload(app, contents)
    assert len(app.main.error) == 1
    assert sentence in app.main.error[0].value.replace("\\", "")
    assert run_of(app) is before
    assert app.session_state["kept weights of networks"] is used


def test_weights_of_another_shape_are_refused_with_what_is_needed() -> None:
    app = upload(open_page(PAGE), weights_file(**{"conv1.kernels": np.zeros((5, 1, 3, 3))}))
    assert len(app.main.error) == 1
    assert "is 5×1×3×3, but the network needs 4×1×3×3" in app.main.error[0].value
    app = upload(app, weights_file())
    assert not app.main.error
    assert card(app)["status"].startswith("Lines: weights loaded")


def test_what_was_said_of_a_file_ends_with_the_network_it_was_for() -> None:
    app = upload(open_page(PAGE), weights_file(**{"conv1.kernels": np.zeros((5, 1, 3, 3))}))
    assert len(app.main.error) == 1
    app.segmented_control(key="data").set_value("digits").run()
    assert not app.main.error
    app.segmented_control(key="data").set_value("lines").run()
    assert not app.main.error


def test_a_training_that_runs_is_found_again_on_coming_back() -> None:
    app = click(open_page(PAGE, data="digits", epochs="100"), "start training")
    wait_until(app, lambda: run_of(app).epoch > 0)
    app.switch_page("pages/6_pooling.py").run()
    app.switch_page(f"pages/{PAGE}").run()
    assert not app.exception
    assert buttons(app) == ["pause training", "stop training"]
    click(app, "stop training")


def test_a_training_left_alone_is_paused_with_its_epochs_and_goes_on() -> None:
    app = click(open_page(PAGE, data="digits", epochs="100", batch="1"), "start training")
    wait_until(app, lambda: run_of(app).epoch > 0)
    time.sleep(6.5)
    app.run()
    assert app.main.info[0].value.startswith("Nobody was looking at this page")
    assert buttons(app) == ["resume training", "start again"]
    click(click(app, "resume training"), "stop training")


@pytest.mark.parametrize(("size", "text", "top"), [(math.inf, "∞", 2), (math.nan, "NaN", 2), (1e28, "1.00e+28", 2e28)])
def test_a_loss_that_is_huge_or_has_no_size_is_on_the_curves_as_it_is(size: float, text: str, top: float) -> None:
    app = trained(epochs="1")
    run = run_of(app)
    lost = replace(run.records[-1], loss=size, validation_loss=size)
    app.session_state["kept training run"] = replace(run, records=(*run.records, replace(lost, epoch=2)))
    app = open_box(app, "question figures")
    (loss, _) = [item.proto for item in app.main.get("plotly_chart") if "over the epochs" in item.proto.alt]
    assert (
        loss.alt == f"Loss over the epochs, at the end {text} on the pictures trained with, {text} on those held out."
    )
    assert json.loads(loss.spec)["layout"]["yaxis"]["range"][1] < top


def test_the_curves_can_be_taken_along() -> None:
    app = open_box(trained(epochs="3"), "question figures")
    specs = {item.proto.id: json.loads(item.proto.spec) for item in app.main.get("plotly_chart")}
    loss = next(spec for key, spec in specs.items() if "training loss" in key)
    records = run_of(app).records
    shown = [numbers(trace["y"]) for trace in loss["data"]]
    np.testing.assert_allclose(shown[0], [record.loss for record in records])
    np.testing.assert_allclose(shown[1], [record.validation_loss for record in records])
    app = open_box(app, "training figures table")
    table = next(frame.value for frame in app.main.dataframe if "held-out loss" in frame.value)
    assert table["epoch"].tolist() == [0, 1, 2, 3]
    np.testing.assert_allclose(table["held-out accuracy"], [record.validation_accuracy for record in records])


@pytest.mark.parametrize(
    "query",
    [
        {"epochs": "2", "seed": "3"},
        {"data": "digits", "epochs": "1", "reduction": "sum", "rate": "0.001"},
        {"train": "stack", "network": "i8.8~c2.3s2p1~t~p2a~f~d2n", "epochs": "1"},
    ],
)
def test_the_listing_trains_to_the_same_numbers(query: dict[str, str]) -> None:
    app = trained(**query)
    variables, printed = run_listing(app)
    last = run_of(app).records[-1]
    for name, array in last.parameters.items():
        np.testing.assert_array_equal(variables["epoch"].parameters[name], array)
    assert printed.endswith(f"loss {last.loss:.4f}, held out {last.validation_accuracy:.1%} right\n")


@pytest.mark.parametrize(
    ("name", "text"),
    [("data", "cats"), ("epochs", "0"), ("rate", "nan"), ("momentum", "1"), ("batch", "0"), ("reduction", "none")],
)
def test_nonsense_in_the_address_falls_back_and_says_so(name: str, text: str) -> None:
    app = open_page(PAGE, **{name: text})
    assert len(warnings(app)) == 1
    assert buttons(app) == ["start training"]


def test_the_layers_that_will_be_trained_are_named() -> None:
    assert (Conv(4), Relu(), Pool(2), Flatten(), Dense(2)) == LINES
    captions = [caption.value for caption in open_page(PAGE).main.caption]
    words = "Conv (4 filters 3×3) → ReLU → Pool (max of 2×2) → Flatten → Dense (2 units): 114 numbers to learn"
    assert words in captions
