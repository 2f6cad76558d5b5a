"""The address and the session: what is read, what is written, what is kept from page to page."""

import pytest

from tests.pages.app import card_on_page, open_page, warnings
from ui.address.kinds import Choice, Code, Switch
from ui.address.settings import SETTINGS

PAGE = "2_convolution.py"


def address(app) -> dict[str, str]:
    return dict(app.query_params)


def test_an_untouched_page_has_an_empty_address():
    assert address(open_page(PAGE)) == {}


def test_the_address_names_what_differs_from_the_default_and_the_page_uses():
    asked = {"image": "6", "bias": "0.5", "temperature": "2", "stride": "1", "step": "3"}
    assert address(open_page(PAGE, **asked)) == {"image": "6", "bias": "0.5", "step": "3"}


def test_a_setting_of_another_page_comes_back_there():
    app = open_page(PAGE, stride="2", kernel="emboss")
    assert "stride" not in address(app)
    app.switch_page("pages/4_stride-padding.py").run()
    assert address(app)["stride"] == "2"
    assert address(app)["kernel"] == "emboss"


def test_each_page_keeps_its_own_step():
    app = open_page(PAGE, step="3")
    app.switch_page("pages/6_pooling.py").run()
    assert "step" not in address(app)
    app.switch_page(f"pages/{PAGE}").run()
    assert address(app)["step"] == "3"


def test_a_control_changes_the_address():
    app = open_page(PAGE)
    app.number_input(key="bias").set_value(0.25).run()
    assert address(app) == {"bias": "0.25"}
    app.number_input(key="bias").set_value(0.0).run()
    assert address(app) == {}


def test_choosing_a_kernel_takes_its_convention_along():
    app = open_page(PAGE)
    app.selectbox(key="kernel").select("vertical-edge").run()
    assert address(app) == {"kernel": "vertical-edge", "average": "off"}


def test_a_kernel_of_ones_own_survives_in_the_list():
    app = open_page(PAGE, kernel="1_2~3_4")
    assert app.selectbox(key="kernel").value == "1_2~3_4"
    app.selectbox(key="kernel").select("box").run()
    assert address(app) == {}


def test_an_unknown_name_in_the_address_is_dropped_without_a_word():
    app = open_page(PAGE, utm_source="mail")
    assert address(app) == {}
    assert warnings(app) == []


def test_a_slip_of_the_pen_in_a_name_is_noticed():
    app = open_page(PAGE, kernal="sobel")
    assert warnings(app) == ["In the address, “kernal” means nothing here. Write “kernel” instead."]


def test_a_name_that_stands_twice_is_noticed():
    app = open_page(PAGE, image=["6", "9"])
    assert address(app) == {}
    assert warnings(app) == ["In the address, image stands more than once. The last one counts."]


def test_a_row_the_image_does_not_have_is_noticed():
    app = open_page("1_image.py", row="50", column="4")
    assert address(app) == {"row": "6", "column": "4"}
    sentence = "In the address, there is no row 50. Showing the last one, 6."
    assert warnings(app) == [sentence]
    app.slider(key="row").set_value(2).run()
    assert warnings(app) == [sentence]
    app.switch_page(f"pages/{PAGE}").run()
    assert warnings(app) == []


@pytest.mark.parametrize("plain", ["off", "on"])
@pytest.mark.parametrize(("file", "last"), [(PAGE, 14), ("7_dense.py", 23), ("8_softmax.py", 9)])
def test_a_step_too_large_goes_to_the_last_one_and_says_so(file, last, plain):
    at_last = open_page(file, step=str(last), plain=plain)
    assert (address(at_last)["step"], warnings(at_last)) == (str(last), [])
    for asked in (last + 1, 10**9):
        app = open_page(file, step=str(asked), plain=plain)
        assert address(app)["step"] == str(last)
        sentence = f"In the address, there is no step {asked:,}. Showing the last one, {last}."
        assert warnings(app) == [sentence]
        assert shown_step(app, plain) == shown_step(at_last, plain) == last


def shown_step(app, plain: str) -> int:
    """The step that the card, or the slider of the plain steps, stands at."""
    if plain == "off":
        return card_on_page(app).step
    (slider,) = (slider for slider in app.main.slider if slider.key.endswith(" plain step"))
    assert slider.value <= slider.max
    return slider.value - 1


@pytest.mark.parametrize("text", ["-1", "last", "1.5", "9" * 30])
def test_a_step_that_is_none_falls_back_to_the_first(text):
    app = open_page(PAGE, step=text)
    assert "step" not in address(app) and len(warnings(app)) == 1
    assert card_on_page(app).step == 0


def test_what_is_shown_instead_of_nonsense_is_said_in_words():
    said = dict(zip(SETTINGS, warnings(open_page(PAGE, **dict.fromkeys(SETTINGS, "?"))), strict=True))
    for setting in SETTINGS.values():
        name, instead = setting.name, said[setting.name].partition(". Showing ")[2].removesuffix(" instead.")
        match setting:
            case Choice():
                assert instead == f"{name} “{setting.options[setting.default]}”"
            case Switch():
                assert instead == f"the page with {name} {'on' if setting.default else 'off'}"
            case Code():  # a code says nothing to a person
                assert setting.default_words and instead == setting.default_words
            case _:
                assert instead == f"{name} {setting.default:,.6g}"
    assert said["what-if"].endswith("Showing nothing changed instead.")
    assert said["trail"].endswith("Showing the way it goes by itself instead.")


@pytest.mark.parametrize("text", ["1e999", "nan", "−1", "", "0x10", "9" * 400, "<script>"])
def test_no_text_in_the_address_breaks_the_page(text):
    app = open_page(PAGE, bias=text, step=text, rows=text, image=text, kernel=text, pixels=text, average=text)
    assert address(app) == {}
    assert warnings(app)


def test_what_was_wrong_is_no_longer_said_on_the_next_page():
    app = open_page(PAGE, bias="lots")
    assert len(warnings(app)) == 1
    app.switch_page("pages/0_overview.py").run()
    assert warnings(app) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (None, "Bias must be a number from −100 to 100: type digits."),  # what a field holds when letters were typed
        (500.0, "Bias must be a number from −100 to 100, not 500."),
    ],
)
def test_a_number_that_is_none_is_refused_and_the_one_before_stays(typed, sentence):
    app = open_page(PAGE, bias="2")
    app.number_input(key="bias").set_value(typed).run()
    assert f":small[:red[{sentence}]]" in [text.value for text in app.main.markdown]
    assert address(app) == {"bias": "2"}
    app.number_input(key="bias").set_value(3.0).run()
    assert not [text for text in app.main.markdown if ":red[" in text.value]
    assert address(app) == {"bias": "3"}


def test_a_refusal_is_gone_on_the_next_page():
    app = open_page(PAGE)
    app.number_input(key="bias").set_value(500.0).run()
    app.switch_page("pages/0_overview.py").run()
    app.switch_page(f"pages/{PAGE}").run()
    assert not [text for text in app.main.markdown if ":red[" in text.value]
