"""What the tab keeps of a session, and what comes back when the next one begins: all of it, once, and only in order."""

import base64
import io
import json
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn_steps import read_picture, sample_photo
from tests.hostile import MARK
from tests.pages.app import component_data, open_page, trigger, warnings
from tests.pages.test_text_of_others import leaks
from tests.pages.test_training_page import trained, wait_until
from tests.ui.picture.test_sidebar import png
from ui.picture import keeping
from ui.picture.current import CurrentImage
from ui.training.own_digits import OwnDigit, packed
from ui.training.sabotages import SABOTAGES

PAGE, IMAGE, TRAINING = "2_convolution.py", "1_image.py", "12_training.py"
NOT_IN_IT = (
    "The picture of whoever made this link is not in it: pictures stay in the tab they were chosen in. Upload one in"
)
DROPPED = "Some of what this tab had kept"
NOTHING = {"digest": "", "content": None}  # what a tab is told of a parcel that there is none of
DIGITS = tuple(OwnDigit(np.arange(64.0).reshape(8, 8) % 17, label) for label in (3, 3, 7))


def told(app: AppTest) -> dict[str, Any]:
    """What the tab was told in the last run."""
    return component_data(app, "frame")


def kept(app: AppTest) -> dict[str, Any]:
    """What a tab would bring back after the last run, had it been told only that."""
    down = told(app)
    parcels = {name: parcel["content"] for name, parcel in down["parcels"].items() if parcel["content"]}
    return {"record": down["record"], "parcels": parcels, "refused": False}


def bring(app: AppTest, answer: dict[str, Any]) -> AppTest:
    """Have the tab answer the session of an app with what it had kept."""
    return trigger(app, "frame", "back", {"refused": False, **answer, "session": told(app)["session"]})


def image(app: AppTest) -> CurrentImage:
    return app.session_state["kept image of this run"]


def uploaded(file: str = PAGE, picture: bytes | None = None, **query: str) -> AppTest:
    app = open_page(file, image="upload", **query)
    app.sidebar.get("file_uploader")[0].upload("cat.png", picture or png(sample_photo())).run()
    assert not app.exception, app.exception
    return app


def all_warnings(app: AppTest) -> str:
    return "\n".join(warnings(app))


def test_the_record_has_what_differs_from_the_defaults_on_any_page() -> None:
    app = open_page("3_filters.py", kernel="1_0~0_-1", stride="2", network="c3.3~r", step="4")
    assert told(app)["record"] == {
        "settings": {"kernel": "1_0~0_-1", "stride": "2", "network": "c3.3~r"},
        "steps": {"filters": {"step": "4"}},
    }


def test_a_first_visit_has_nothing_to_keep() -> None:
    down = told(open_page(PAGE))
    assert down["record"] == {} and not down["asks"] and not down["answered"]
    assert down["parcels"] == {name: NOTHING for name in ("upload", "camera", "digits")}


def test_a_later_run_sends_less_than_a_kilobyte_more() -> None:
    app = uploaded(kernel="1_0~0_-1", rows="20", columns="24", step="3")
    app.run()
    assert len(json.dumps(told(app))) < 700


def test_a_picture_goes_down_once_and_again_only_where_it_is_wanted() -> None:
    app = uploaded()
    first = told(app)["parcels"]["upload"]
    assert len(base64.b64decode(first["content"]["bytes"])) <= keeping.MOST_KEPT
    app.run()
    assert told(app)["parcels"]["upload"] == {"digest": first["digest"], "content": None}
    trigger(app, "frame", "wanted", ["upload", "no such parcel"])
    assert told(app)["parcels"]["upload"] == first
    app.run()
    assert told(app)["parcels"]["upload"]["content"] is None


def test_another_picture_goes_down_as_another() -> None:
    app = uploaded()
    before = told(app)["parcels"]["upload"]["digest"]
    app.sidebar.get("file_uploader")[0].upload("other.png", png(sample_photo()[:100])).run()
    assert told(app)["parcels"]["upload"]["digest"] != before and told(app)["parcels"]["upload"]["content"]


def test_an_uploaded_picture_comes_back_with_the_same_numbers_and_facts() -> None:
    before = uploaded(rows="30", columns="40")
    app = open_page(PAGE, image="upload", rows="30", columns="40")
    assert told(app)["asks"] and image(app).name == "The 9"
    bring(app, kept(before))
    np.testing.assert_array_equal(image(app).array, image(before).array)
    assert image(app).name == "Your picture" and not app.main.info and not app.main.warning
    digest = told(before)["parcels"]["upload"]["digest"]
    assert told(app)["answered"] and told(app)["parcels"]["upload"] == {"digest": digest, "content": None}


def test_settings_of_other_pages_drawings_and_steps_come_back() -> None:
    before = open_page("3_filters.py", image="draw", pixels="3a5c00001", kernel="1_0~0_-1", stride="2", step="4")
    before.switch_page("pages/6_pooling.py").run()
    app = open_page("6_pooling.py", **dict(before.query_params))
    assert "kernel" not in app.session_state
    bring(app, kept(before))
    app.switch_page("pages/3_filters.py").run()
    assert dict(app.query_params) == {
        "image": "draw", "pixels": "3a5c00001", "kernel": "1_0~0_-1", "step": "4"
    }  # fmt: skip
    assert app.session_state["stride"] == 2


def test_what_the_address_names_wins() -> None:
    app = open_page(PAGE, bias="0.5", stride="1")
    bring(app, {"record": {"settings": {"bias": "2", "stride": "3", "pad": "2"}}, "parcels": {}})
    assert (app.session_state["bias"], app.session_state["pad"]) == (0.5, 2)
    assert app.session_state["stride"] == 1


def test_a_pixel_changed_by_hand_waits_for_the_picture_to_come_back() -> None:
    before = uploaded(rows="20", columns="24", color="gray")
    before.session_state["changes"] = "pixel.15.16.0.5"
    before.run()
    assert image(before).changes
    app = open_page(PAGE, **dict(before.query_params))
    assert not image(app).changes
    bring(app, kept(before.run()) | {"parcels": kept(uploaded())["parcels"]})
    assert image(app).changes == image(before).changes


def test_what_was_changed_before_the_answer_came_stays() -> None:
    app = open_page(PAGE)
    app.number_input(key="bias").set_value(0.25).run()
    bring(app, {"record": {"settings": {"bias": "2"}}, "parcels": {}})
    assert app.session_state["bias"] == 0.25


def test_digits_of_ones_own_come_back_and_are_a_data_set() -> None:
    parcel = {"facts": "{}", "bytes": base64.b64encode(packed(DIGITS)).decode()}
    app = open_page(TRAINING, data="drawings")
    bring(app, {"record": {}, "parcels": {"digits": parcel}})
    back = app.session_state["kept own digits"]
    assert [digit.label for digit in back] == [3, 3, 7]
    np.testing.assert_array_equal([digit.counts for digit in back], [digit.counts for digit in DIGITS])
    assert back[0].counts.dtype == DIGITS[0].counts.dtype
    assert not app.main.error and told(app)["parcels"]["digits"]["content"] is None


def test_digits_go_down_when_there_are_others_and_not_when_they_are_gone() -> None:
    app = open_page(TRAINING)
    app.session_state["kept own digits"] = DIGITS
    app.run()
    assert base64.b64decode(told(app)["parcels"]["digits"]["content"]["bytes"]) == packed(DIGITS)
    app.session_state["kept own digits"] = DIGITS[:1]
    app.run()
    assert base64.b64decode(told(app)["parcels"]["digits"]["content"]["bytes"]) == packed(DIGITS[:1])
    app.session_state["kept own digits"] = ()
    app.run()
    assert told(app)["parcels"]["digits"] == NOTHING


def test_a_tab_answers_once_and_only_its_own_session() -> None:
    app = open_page(PAGE)
    answer = {"session": "another", "refused": False, "record": {"settings": {"bias": "2"}}, "parcels": {}}
    trigger(app, "frame", "back", answer)
    assert app.session_state["bias"] == 0 and not told(app)["answered"]
    bring(app, {"record": {"settings": {"bias": "2"}}, "parcels": {}})
    bring(app, {"record": {"settings": {"pad": "2"}}, "parcels": {}})
    assert app.session_state["bias"] == 2 and "pad" not in app.session_state


def test_no_session_hands_down_what_another_has() -> None:
    one, other = uploaded(), open_page(PAGE, image="upload")
    assert told(other)["parcels"]["upload"] == NOTHING
    assert told(one)["session"] != told(other)["session"]


def test_whoever_opens_the_link_of_an_upload_reads_that_it_is_not_in_it() -> None:
    app = open_page(PAGE, image="upload")
    assert app.main.info[0].value.startswith(NOT_IN_IT)
    bring(app, {"record": {}, "parcels": {}, "refused": False})
    assert app.main.info[0].value.startswith(NOT_IN_IT)


def test_a_browser_that_lets_a_page_keep_nothing_is_named() -> None:
    app = bring(open_page(PAGE, image="upload"), {"record": {}, "parcels": {}, "refused": True})
    assert "this browser lets a page keep none there" in app.main.info[0].value


def test_whoever_chooses_to_upload_is_asked_for_a_picture() -> None:
    app = open_page(PAGE)
    app.sidebar.selectbox(key="image").select("upload").run()
    assert app.main.info[0].value.startswith("No picture yet: upload one")


def test_whoever_opens_a_link_to_train_on_digits_of_others_reads_that_they_are_not_in_it() -> None:
    app = open_page(TRAINING, data="drawings")
    assert "digits this link was made with are not in it" in app.main.error[0].value
    mine = open_page(TRAINING)
    mine.segmented_control(key="data").select("drawings").run()
    assert "no digits of yours yet" in mine.main.error[0].value


SMALL_FACTS, SMALL = (
    json.dumps(keeping.packed(read_picture(png(np.zeros((2, 3), np.uint8))))[0]),
    base64.b64encode(png(np.zeros((2, 3), np.uint8))).decode(),
)
PICTURE = {"facts": json.dumps(keeping.packed(read_picture(png(sample_photo())))[0]), "bytes": "AAAA"}
SABOTAGE = next(iter(SABOTAGES))
NESTED = json.loads("[" * 900 + "]" * 900)
TRAINED_WITH = {"data": "lines", "epochs": "10"}
TRAINED = {"settings": TRAINED_WITH, "done": 10, "source": "", "sabotage": ""}
NO_ANSWERS: list[dict[str, Any]] = [
    {"record": {"settings": []}, "parcels": {}},
    {"record": {"settings": {"bias": 2}}, "parcels": {}},
    {"record": {"settings": {"bias": "two"}}, "parcels": {}},
    {"record": {"settings": {"step": "2"}}, "parcels": {}},
    {"record": {"settings": {MARK: "2"}}, "parcels": {}},
    {"record": {"settings": {str(number): "2" for number in range(200)}}, "parcels": {}},
    {"record": {"settings": {"kernel": "1_" * 10_000}}, "parcels": {}},
    {"record": {"steps": {"filters": {"step": "-1"}}}, "parcels": {}},
    {"record": {"steps": {"filters": {"bias": "1"}}}, "parcels": {}},
    {"record": {"steps": {"filters": "1"}}, "parcels": {}},
    {"record": {"steps": {str(number): {"step": "1"} for number in range(200)}}, "parcels": {}},
    {"record": {"notes": []}, "parcels": {}},
    {"record": {"notes": {"weights": MARK}}, "parcels": {}},
    {"record": {"notes": {"weights": [MARK * 50]}}, "parcels": {}},
    {"record": {"notes": {"weights": [3]}}, "parcels": {}},
    {"record": {"notes": {"weights": ["\ud800"]}}, "parcels": {}},
    {"record": {"notes": {"training": {**TRAINED, "source": "\ud800"}}}, "parcels": {}},
    {"record": {"settings": {"\ud800": "\ud800"}}, "parcels": {}},
    {"record": {"steps": {"\ud800": {"step": "\ud800"}}}, "parcels": {}},
    {"record": {"notes": {"training": MARK}}, "parcels": {}},
    {"record": {"notes": {"training": {**TRAINED, "source": MARK * 50}}}, "parcels": {}},
    {"record": {"notes": {"training": {**TRAINED, "sabotage": MARK}}}, "parcels": {}},
    {"record": {"notes": {"training": {**TRAINED, "done": "1"}}}, "parcels": {}},
    {"record": {"notes": {"training": {**TRAINED, "done": 1e300}}}, "parcels": {}},
    {"record": {"notes": {"training": {**TRAINED, "settings": {"data": "lines"}}}}, "parcels": {}},
    {"record": {"notes": {"training": {**TRAINED, "settings": {"data": "lines", "epochs": 3}}}}, "parcels": {}},
    {"record": {"notes": {"training": {**TRAINED, "settings": {"data": MARK, "epochs": "3"}}}}, "parcels": {}},
    {"record": {"notes": {"training": {**TRAINED, "said": "yes"}}}, "parcels": {}},
    {"record": {"notes": {"training": {**TRAINED, "more": NESTED}}}, "parcels": {}},
    {"record": {"notes": {"training": {**TRAINED, "settings": {**TRAINED_WITH, "more": "3"}}}}, "parcels": {}},
    *(
        {"record": {}, "parcels": {"upload": parcel}}
        for parcel in (
            None,
            "text",
            {},
            {"facts": {}, "bytes": ""},
            {"facts": "{}", "bytes": 3},
            {"facts": "[" * 9_000, "bytes": "AAAA"},
            {"facts": "[]", "bytes": "AAAA"},
            {"facts": "{", "bytes": "AAAA"},
            {"facts": "\ud800", "bytes": "AAAA"},
            {"facts": SMALL_FACTS.replace('""', '"\ud800"'), "bytes": SMALL},
            {"facts": SMALL_FACTS.replace('""', '"\\ud800"'), "bytes": SMALL},
            {"facts": "{}" + " " * 10_000, "bytes": "AAAA"},
            {**PICTURE, "bytes": "A" * 600_000},
            {**PICTURE, "bytes": "ÄÖÜ!"},
            PICTURE,
            {**PICTURE, "bytes": base64.b64encode(png(np.zeros((600, 600), np.uint8))).decode()},
            {"facts": "{}", "bytes": base64.b64encode(png(sample_photo()[:20])).decode()},
        )
    ),
    *(
        {"record": {}, "parcels": {"digits": {"facts": "{}", "bytes": base64.b64encode(data).decode()}}}
        for data in (b"", bytes(64), bytes(65 * 501), bytes([10]) + bytes(64), bytes(64) + b"\x11")
    ),
]


@pytest.mark.parametrize("answer", NO_ANSWERS, ids=lambda answer: json.dumps(answer)[:70])
def test_what_no_tab_had_kept_is_dropped_with_one_sentence(answer: Any) -> None:
    app = open_page(PAGE, image="upload")
    bring(app, answer)
    assert [words.startswith(DROPPED) for words in warnings(app)] == [True]
    assert not leaks(app) and image(app).name == "The 9"
    assert not any(parcel["digest"] for parcel in told(app)["parcels"].values())


@pytest.mark.parametrize(
    "answer",
    [
        {"session": 3},
        {"record": {}},
        {"record": None, "parcels": {}},
        {"record": [], "parcels": {}},
        {"record": {}, "parcels": []},
        {"record": {}, "parcels": {}, "refused": "no"},
        {"record": {}, "parcels": {}, "more": 1},
    ],
    ids=str,
)
def test_what_is_no_answer_is_not_heard(answer: dict[str, Any]) -> None:
    app = bring(open_page(PAGE, image="upload"), answer)
    assert not app.main.warning and not told(app)["answered"]


def test_what_is_in_order_comes_back_beside_what_is_not() -> None:
    before = uploaded(rows="30", columns="40")
    answer = kept(before)
    answer["parcels"]["digits"] = {"facts": "{}", "bytes": "AAAA"}
    answer["record"]["settings"]["bias"] = "two"
    app = bring(open_page(PAGE, image="upload", rows="30", columns="40"), answer)
    np.testing.assert_array_equal(image(app).array, image(before).array)
    assert all_warnings(app).startswith(DROPPED)


def training_note(app: AppTest) -> dict[str, Any]:
    return told(app.run())["record"]["notes"]["training"]


def test_a_training_that_is_gone_is_named_and_one_press_gives_the_same_weights() -> None:
    before = trained(data="lines", epochs="3", rate="0.031", batch="7", seed="5", momentum="0.4", reduction="sum")
    answer = kept(before.run())
    assert training_note(before)["done"] == 3
    app = bring(open_page(TRAINING), {"record": {"notes": answer["record"]["notes"]}, "parcels": {}})
    assert app.main.info[0].value == (
        "This page had to begin anew, so the training on lines (3 epochs) is gone. One press trains "
        "it again: the same settings and seed give the same weights."
    )
    app.button(key="train again").click().run()
    wait_until(app, lambda: not app.session_state["kept training run"].is_running)
    one, other = (each.session_state["kept training run"].parameters for each in (before, app))
    assert all(one[name].tobytes() == other[name].tobytes() for name in one)
    assert not [info for info in app.main.info if "begin anew" in info.value]


def test_a_training_of_a_stack_of_layers_is_trained_again_as_it_was() -> None:
    before = trained(data="lines", epochs="1", train="stack", network="i8.8~c2.3~r~f~d2")
    app = bring(open_page(TRAINING), kept(before.run()))
    app.button(key="train again").click().run()
    wait_until(app, lambda: not app.session_state["kept training run"].is_running)
    one, other = (each.session_state["kept training run"] for each in (before, app))
    assert one.plan.layers == other.plan.layers
    assert all(one.parameters[name].tobytes() == other.parameters[name].tobytes() for name in one.parameters)


def test_a_training_that_is_gone_is_named_where_the_person_is_and_only_once() -> None:
    answer = kept(trained(data="lines", epochs="2").run())
    app = bring(open_page(PAGE), answer)
    assert "training on lines (2 epochs) is gone" in all_warnings(app)
    assert "On the page “Train a network”, one press trains it again" in all_warnings(app)
    again = bring(open_page(PAGE), kept(app.run()))
    assert not again.main.warning
    again.switch_page(f"pages/{TRAINING}").run()
    assert "training on lines (2 epochs) is gone" in again.main.info[0].value


def test_weights_that_were_in_use_are_named() -> None:
    before = trained(data="lines", epochs="2")
    before.button(key="use weights").click().run()
    app = bring(open_page("9_stack.py", network="i8.8~c4.3~r~p2~f~d2"), kept(before.run()))
    assert "so the weights (trained on lines, 2 epochs) that were in use on the other pages are" in all_warnings(app)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"done": 4}, "(4 of 10 epochs)"),
        ({"done": -1}, "(set to 10 epochs)"),
        (
            {"done": 0, "source": "loaded from z.npz"},
            "the weights loaded from z.npz are gone. Load",
        ),
        ({"done": 4, "source": "loaded from z.npz"}, "z.npz (then trained on lines, 4 of 10 epochs) are gone"),
        ({"sabotage": SABOTAGE}, f"(with “{SABOTAGES[SABOTAGE].title}”, 10 epochs) is gone. Run"),
    ],
    ids=str,
)
def test_what_went_with_a_training_is_said_as_it_was(changes: dict[str, Any], words: str) -> None:
    app = bring(open_page(TRAINING), {"record": {"notes": {"training": {**TRAINED, **changes}}}, "parcels": {}})
    assert words in app.main.info[0].value
    repeats = "sabotage" not in changes and "source" not in changes
    assert ("train again" in [button.key for button in app.main.button]) == repeats


def test_the_name_of_a_file_in_a_note_is_text() -> None:
    notes = {"training": {**TRAINED, "source": MARK}, "weights": [MARK]}
    for page in (PAGE, TRAINING):
        app = bring(open_page(page), {"record": {"notes": notes}, "parcels": {}})
        assert not leaks(app) and not [words for words in warnings(app) if DROPPED in words]


def test_a_link_made_after_a_training_leads_to_the_same_weights() -> None:
    before = trained(data="digits", epochs="1", rate="0.05", seed="3")
    before.number_input(key="rate").set_value(0.0123456789).run()
    before.button(key="start training").click().run()
    wait_until(before, lambda: not before.session_state["kept training run"].is_running)
    app = trained(**dict(before.query_params))
    one, other = (each.session_state["kept training run"].parameters for each in (before, app))
    assert all(one[name].tobytes() == other[name].tobytes() for name in one)


def test_noise_says_in_its_listing_at_what_size_it_was_read() -> None:
    noise = png(np.random.default_rng(1).integers(0, 256, (480, 480, 3), dtype=np.uint8))
    app = uploaded(IMAGE, noise)
    side = max(image(app).picture.as_taken.shape[:2])
    assert side < 480 and f"max_side={side}," in app.main.code[0].value
    np.testing.assert_array_equal(image(app).picture.upright, read_picture(io.BytesIO(noise), max_side=side).upright)
