"""“Plain steps” and the GIF box, on every page that has a step card."""

import html
import json
import re
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.app import card_on_page, charts, open_box, open_page, said, sent_card, warnings
from tests.pages.test_formulas import WAY_BACK
from ui.steps import take_along
from ui.steps.views import step_count, step_view

CARDS = {
    "2_convolution.py": {},
    "3_filters.py": {},
    "4_stride-padding.py": {"answer": "on", "padding": "same", "dilation": "2"},
    "5_activations.py": {"activation": "tanh"},
    "6_pooling.py": {"map": "vertical"},
    "7_dense.py": {"view": "dense"},
    "8_softmax.py": {},
    "11_backpropagation.py": {},
}
EVERY_CARD = [*CARDS.items(), ("7_dense.py", {"view": "flatten"}), *(("11_backpropagation.py", at) for at in WAY_BACK)]
PHOTO = ("2_convolution.py", {"image": "photo", "rows": "12", "columns": "14", "bias": "0.5"})


def card_key(app: AppTest) -> str:
    """The key of the step card of a page, which those of the plain steps and the GIF box begin with."""
    return next(slider.key for slider in app.main.slider if slider.key.endswith(" plain step"))[: -len(" plain step")]


def has_card(app: AppTest) -> bool:
    return any(item.proto.component_name.startswith("cnn_explorer_stepper_") for item in app.main.get("bidi_component"))


def written_out(app: AppTest) -> list[str]:
    return [item.proto.body for item in app.main.get("html")]


@pytest.mark.parametrize(("file", "query"), [*EVERY_CARD, PHOTO])
def test_plain_steps_take_the_place_of_the_card_and_show_its_step(file: str, query: dict[str, str]) -> None:
    data = sent_card(open_page(file, step="3", **query))
    app = open_page(file, step="3", plain="on", **query)
    assert not has_card(app)
    assert app.slider(key=f"{card_key(app)} plain step").value == 4
    view = step_view(data, 3)
    assert any(view.sentence == plain_text(body) for body in written_out(app)), written_out(app)
    assert view.at in [caption.value for caption in app.main.caption]
    shown = charts(app)
    for panel in view.panels:
        if panel.values.shape[-2:] == (1, 1) or panel.values.shape[-2] == 1:
            continue  # vectors stand in pieces
        title = f"{panel.title} · {panel.note}"
        if panel.values.ndim == 2:
            values = panel.values if panel.blank is None else np.where(panel.blank, np.nan, panel.values)
            np.testing.assert_allclose(shown[title if title in shown else f"↓ {title}"], values)


def plain_text(body: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", body))


def slider_of(app: AppTest) -> Any:
    return app.slider(key=f"{card_key(app)} plain step")


@pytest.mark.parametrize(("file", "query"), EVERY_CARD)
def test_buttons_and_slider_move_the_step_in_the_address(file: str, query: dict[str, str]) -> None:
    app = open_page(file, plain="on", **query)
    key = card_key(app)
    assert app.button(key=f"{key} plain back").disabled
    app.button(key=f"{key} plain next").click().run()
    assert app.query_params["step"] == "1"
    slider = app.slider(key=f"{key} plain step")
    assert slider.value == 2
    slider.set_value(4).run()
    assert (app.query_params["step"], slider_of(app).value) == ("3", 4)
    slider_of(app).set_value(slider.max).run()
    assert not app.exception
    last = int(slider.max) - 1
    assert app.query_params["step"] == str(last)
    assert app.button(key=f"{key} plain next").disabled
    app.button(key=f"{key} plain back").click().run()
    assert app.query_params["step"] == str(last - 1)


def test_the_formula_follows_the_plain_step() -> None:
    app = open_page("2_convolution.py", plain="on")
    app.button(key="convolution stepper plain next").click().run()
    assert any(r"y_{0,\,1} = \frac{9}{9} + 0 = 1" in item.value for item in app.latex)


def test_names_too_long_for_a_cell_stand_beside_the_title() -> None:
    app = open_page("11_backpropagation.py", network="lines", plain="on")
    (figure,) = [json.loads(spec) for spec in specs(app).values() if "Gradient of the logits" in spec]
    assert "vertical, horizontal" in json.dumps(figure["layout"]["annotations"])
    ticks = [axis.get("ticktext") for name, axis in figure["layout"].items() if name.startswith("xaxis")]
    assert ticks and all("vertical" not in (text or []) for text in ticks)
    assert any(r"z_{\text{vertical}}" in item.value for item in app.latex)


def test_the_switch_stands_below_the_card_and_brings_it_back_at_the_step_reached() -> None:
    app = open_page("2_convolution.py", step="2")
    assert card_on_page(app).step == 2
    app.toggle(key="plain").set_value(True).run()
    assert app.query_params["plain"] == "on"
    assert not has_card(app)
    app.button(key="convolution stepper plain next").click().run()
    app.toggle(key="plain").set_value(False).run()
    assert "plain" not in app.query_params
    assert card_on_page(app).step == 3
    assert app.toggle(key="plain").label == "Plain steps"


def test_nonsense_for_the_switch_falls_back_to_the_card_and_says_so() -> None:
    app = open_page("2_convolution.py", plain="yes")
    assert has_card(app)
    assert warnings(app) == [
        "In the address, plain is “on” or “off”, not “yes”. Showing the page with plain off instead."
    ]


def test_a_smaller_image_keeps_the_slider_within_its_steps() -> None:
    app = open_page("6_pooling.py", plain="on", step="7")
    app.number_input(key="pool-size").set_value(3).run()
    assert not app.exception
    slider = app.slider(key="pooling stepper plain step")
    assert (slider.max, slider.value) == (3, 3)


def test_a_single_step_has_no_slider() -> None:
    app = open_page("6_pooling.py", plain="on", pool_size="3", image="photo", rows="5", columns="5", color="gray")
    assert [slider.key for slider in app.main.slider] == []
    assert "stop 1 of 1 · row 0, column 0" in [caption.value for caption in app.main.caption]


@pytest.mark.parametrize(("file", "query"), [*EVERY_CARD, PHOTO])
def test_at_most_four_charts_change_with_a_step(file: str, query: dict[str, str]) -> None:
    app = open_page(file, plain="on", **query)
    before = specs(app)
    app.button(key=f"{card_key(app)} plain next").click().run()
    after = specs(app)
    changed = [key for key in before if " plain " in key and before[key] != after[key]]
    assert 1 <= len(changed) <= 4, changed


def specs(app: AppTest) -> dict[str, Any]:
    """What every chart shows, by its key; Streamlit puts a fingerprint before it."""
    return {item.proto.id.split("-", 2)[2]: item.proto.spec for item in app.main.get("plotly_chart")}


def test_the_window_is_outlined_and_said_for_those_who_do_not_see_it() -> None:
    app = open_page("2_convolution.py", plain="on", step="4")
    image = next(item.proto for item in app.main.get("plotly_chart") if item.proto.id.endswith(" plain 0"))
    spec = json.loads(image.spec)
    assert spec["data"][0]["name"] == "Image · 7 × 5"
    window = next(shape for shape in spec["layout"]["shapes"] if shape["name"] == "window")
    assert [window[end] for end in ("x0", "x1", "y0", "y1")] == [0.5, 3.5, 0.5, 3.5]
    assert "now at window at row 1, column 1" in image.alt


def test_the_numbers_of_a_plain_step_stand_in_tables() -> None:
    app = open_box(open_page("2_convolution.py", plain="on", step="1"), "convolution stepper plain table")
    names = app.main.selectbox(key="convolution stepper plain table name")
    assert names.options == ["Image, 7 × 5", "Kernel, box", "Products, 3 × 3", "Feature map, 5 × 3"]
    names.set_value("Feature map, 5 × 3").run()
    rows = app.main.dataframe[0].value
    assert rows.notna().to_numpy().sum() == 2


GIF = "convolution stepper gif"


def file_button(app: AppTest) -> Any:
    return next(item.proto for item in app.main.get("download_button") if item.proto.label == "Make the GIF")


@pytest.mark.parametrize(("file", "query"), EVERY_CARD)
def test_every_card_has_a_closed_box_that_makes_a_gif(file: str, query: dict[str, str]) -> None:
    app = open_page(file, **query)
    box = next(item for item in app.main.expander if item.label == "Take these steps along as a GIF")
    assert not box.proto.expanded
    assert not app.main.get("image")
    key = card_key(open_page(file, plain="on", **query))
    app = open_box(app, f"{key} gif")
    assert len(app.main.get("image")) == 1
    assert file_button(app).deferred_file_id  # made only when it is pressed
    count = step_count(sent_card(app))
    assert any(caption.value.startswith(f"{count} steps, ") for caption in app.main.caption)


def test_thousands_of_steps_offer_those_around_the_one_in_view_and_refuse_all() -> None:
    app = open_page("2_convolution.py", image="photo", rows="128", columns="128", step="5000")
    app = open_box(app, GIF)
    steps = app.main.get("button_group")
    assert any("The 60 around this one" in str(group.proto) for group in steps)
    assert file_button(app).deferred_file_id
    app.session_state[f"{GIF} steps"] = "some"
    app.run()
    app.number_input(key=f"{GIF} first").set_value(1).run()
    app.number_input(key=f"{GIF} last").set_value(15876).run()
    assert [error.value for error in app.main.error] == [
        "15,876 steps are too many for one GIF: choose at most 60, such as 4,971 to 5,030 around the one in view."
    ]
    assert "Make the GIF" not in [item.proto.label for item in app.main.get("download_button")]
    app.number_input(key=f"{GIF} first").set_value(15870).run()
    assert not app.main.error
    assert file_button(app).deferred_file_id


@pytest.mark.parametrize("kernel", ["box", "~".join(["_".join("1" * 7)] * 7)])
@pytest.mark.parametrize("width", [640, 960, 1280])
def test_a_cell_under_a_pixel_is_drawn_in_every_size(kernel: str, width: int) -> None:
    app = open_page("2_convolution.py", image="photo", rows="128", columns="128", step="2", kernel=kernel)
    app.session_state[f"{GIF} width"] = width
    app = open_box(app, GIF)
    assert len(app.main.get("image")) == 1 and not app.main.error


@pytest.mark.parametrize(
    "failure", [MemoryError(), OSError("disk"), ValueError("y1 must be >= y0"), ZeroDivisionError()]
)
def test_what_fails_in_the_box_ends_in_a_sentence_there_and_the_page_goes_on(
    failure: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr(take_along, "still", fail)
    app = open_box(open_page("2_convolution.py"), GIF)
    assert [error.value for error in app.main.error] == [
        "This step could not be drawn at this size. Choose another size."
    ]
    assert not app.exception
    assert any("Next" in str(link.proto) for link in app.main.get("page_link"))


def test_what_is_said_of_the_page_stays_the_same_with_plain_steps() -> None:
    assert said(open_page("6_pooling.py")) == said(open_page("6_pooling.py", plain="on"))
