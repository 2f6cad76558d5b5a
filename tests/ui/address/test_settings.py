"""Settings: what stands in an address is read, written back the same, and refused with a sentence if it is nonsense."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.address import settings
from ui.address.kinds import Choice, Code, Decimal, RegisteredOptions, Setting, Switch, Whole
from ui.address.settings import SETTINGS
from ui.figures.numbers import readable


def values_of(setting: Setting) -> list:
    """Some values the setting can have, the outermost among them."""
    match setting:
        case Choice():
            return list(setting.options)
        case Whole() | Decimal():
            return [setting.low, setting.default, setting.high]
        case Switch():
            return [False, True]
    return [setting.default]


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=list(SETTINGS))
def test_every_setting_reads_what_it_writes(setting):
    for value in [setting.default, *values_of(setting)]:
        assert setting.read(setting.write(value)) == value


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=list(SETTINGS))
def test_every_setting_holds_its_values_and_nothing_else(setting):
    assert all(map(setting.holds, [setting.default, *values_of(setting)]))
    for foreign in (None, "zebra!", "", [], ["9"], float("nan"), 1e300, -1e300, b"9"):
        assert not setting.holds(foreign)


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=list(SETTINGS))
@pytest.mark.parametrize("text", ["", "zebra!", "nan", "1e999", "None", "<b>", "9" * 400, "\x00", "½"])
def test_every_setting_refuses_nonsense_with_a_short_sentence(setting, text):
    with pytest.raises(ValueError, match=r"\w") as refusal:
        setting.read(text)
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=list(SETTINGS))
@given(text=st.text(max_size=60))
def test_a_setting_reads_a_text_or_refuses_it_and_does_nothing_else(setting, text):
    try:
        value = setting.read(text)
    except ValueError:
        return
    assert setting.read(setting.write(value)) == value or isinstance(setting, Decimal)


def test_names_in_the_address_are_lower_case_and_unique():
    declared = [item for item in vars(settings).values() if isinstance(item, Setting)]
    assert len({item.name for item in declared}) == len(declared) == len(SETTINGS)
    assert all(name == name.lower() and " " not in name and "_" not in name for name in SETTINGS)


@pytest.mark.parametrize("setting", [item for item in SETTINGS.values() if isinstance(item, Whole | Decimal)])
def test_a_number_outside_its_limits_is_refused_with_the_limits(setting):
    low = readable(setting.low)
    for beyond in (setting.low - 1, setting.high + 1):
        with pytest.raises(ValueError, match=f"{setting.name} goes from {low} to ") as refusal:
            setting.read(str(beyond))
        assert str(refusal.value).endswith(f"not {readable(beyond)}")


@pytest.mark.parametrize(
    ("setting", "text", "sentence"),
    [
        (settings.STRIDE, "1.5", "stride must be a whole number, not “1.5”"),
        (settings.STRIDE, "11", "stride goes from 1 to 10, not 11"),
        (settings.BIAS, "lots", "bias must be a number, not “lots”"),
        (settings.BIAS, "nan", "bias goes from −100 to 100, not NaN"),
        (settings.PADDING, "-1", "“-1” is no choice for padding"),
        (settings.STRIDE, "-1", "stride goes from 1 to 10, not −1"),
        (settings.RATE, "-1e-05", "rate goes from 0.00001 to 100, not −0.00001"),
        (settings.AVERAGE, "yes", "average is “on” or “off”, not “yes”"),
        (settings.PADDING, "much", "“much” is no choice for padding"),
        (settings.PIXELS, "12", "pixels is nine hexadecimal digits up to 7ffffffff, not “12”"),
    ],
)
def test_refusals_say_what_is_wrong(setting, text, sentence):
    with pytest.raises(ValueError, match=r"\w") as refusal:
        setting.read(text)
    assert str(refusal.value) == sentence


def test_decimals_are_written_without_superfluous_zeros():
    assert [settings.BIAS.write(value) for value in (0.0, 0.5, -2.0, 0.1 + 0.2)] == ["0", "0.5", "-2", "0.3"]


def test_switches_are_written_as_words():
    assert [settings.AVERAGE.write(value) for value in (True, False)] == ["on", "off"]


def test_the_code_of_a_kernel_is_checked_when_the_address_is_read():
    assert isinstance(settings.KERNEL, Code)
    assert settings.KERNEL.read("emboss") == "emboss"
    with pytest.raises(ValueError, match="equally long"):
        settings.KERNEL.read("1_2~3")


def test_options_that_nobody_registered_name_what_is_missing():
    with pytest.raises(LookupError, match="nothing offers options of the form weather: import the module"):
        Choice("weather", "sun", RegisteredOptions("weather")).read("sun")
