"""Changes of one number: their codes, what fits which image, and what they make of arrays, kernels and listings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_steps import DIGITS, EIGHT_KERNEL_NAMES, LESSON_KERNEL_NAMES, LESSON_KERNELS
from ui.address.codes import NONE
from ui.picture.changes import (
    FILTERS,
    MOST_CHANGES,
    Change,
    array_changes_code,
    change_from_code,
    changed_array,
    changed_kernels,
    changes_from_code,
    changes_words,
    code_from_change,
    code_from_changes,
    dropped_words,
    kernel_changes_code,
    misfit,
    trial_from_code,
    with_change,
)

PLACES = st.integers(0, 127)
THOUSANDTHS = st.integers(-3000, 3000).map(lambda number: number / 1000)
PIXELS = st.builds(Change, st.just("pixel"), PLACES, PLACES, THOUSANDTHS, st.sampled_from(["", "red", "green", "blue"]))
CELLS = st.builds(Change, st.just("cell"), PLACES, PLACES, THOUSANDTHS)
WEIGHTS = st.builds(
    Change, st.just("weight"), st.integers(0, 2), st.integers(0, 2), THOUSANDTHS, st.sampled_from(list(FILTERS))
)
COLOR, GRAY = np.zeros((3, 9, 12)), np.zeros((9, 12))


@given(change=st.one_of(PIXELS, CELLS, WEIGHTS))
def test_every_change_survives_its_code(change):
    assert change_from_code(code_from_change(change)) == change


@given(changes=st.lists(st.one_of(PIXELS, CELLS, WEIGHTS), max_size=8, unique_by=lambda change: change.place))
def test_several_changes_survive_their_code(changes):
    assert changes_from_code(code_from_changes(changes)) == tuple(changes)


def test_no_change_is_written_as_a_word():
    assert code_from_changes([]) == NONE
    assert changes_from_code(NONE) == ()
    assert trial_from_code(NONE) is None


def test_every_filter_of_both_banks_has_a_code():
    assert set(FILTERS.values()) == set(EIGHT_KERNEL_NAMES) >= set(LESSON_KERNEL_NAMES)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("", "a change reads like pixel.3.2.1 or weight.box.1.1.0.5, not “”"),
        ("row.1.2.3", "a change reads like pixel.3.2.1 or weight.box.1.1.0.5, not “row.1.2.3”"),
        ("pixel.3.2", "a change reads like pixel.3.2.1 or weight.box.1.1.0.5, not “pixel.3.2”"),
        ("pixel.-3.2.1", "a change reads like pixel.3.2.1 or weight.box.1.1.0.5, not “pixel.-3.2.1”"),
        ("pixel.3.9999.1", "a change reads like pixel.3.2.1 or weight.box.1.1.0.5, not “pixel.3.9999.1”"),
        ("cell.red.3.2.1", "a change reads like pixel.3.2.1 or weight.box.1.1.0.5, not “cell.red.3.2.1”"),
        ("pixel.3.2.white", "the value of a change is a number, not “white”"),
        ("pixel.3.2.nan", "the value of a change is a number, not “nan”"),
        ("pixel.3.2.1e999", "the value of a change is a number, not “1e999”"),
        ("weight.circle.1.1.1", "there is no filter “circle”"),
        ("pixel", "a change reads like pixel.3.2.1 or weight.box.1.1.0.5, not “pixel”"),
        ("weight", "there is no filter “”"),
        ("weight.box.1.3.1", "a filter has rows and columns 0 to 2, not 3"),
        ("weight.box.1.1.3.5", "a changed weight goes from −3 to 3, not 3.5"),
    ],
)
def test_what_is_no_change_is_refused_with_a_reason(code, sentence):
    with pytest.raises(ValueError, match=r"\w") as refusal:
        change_from_code(code)
    assert str(refusal.value) == sentence


def test_the_same_number_can_not_be_changed_twice():
    with pytest.raises(ValueError, match="the same number is changed twice"):
        changes_from_code("pixel.3.2.1~pixel.3.2.0.5")


def test_a_link_holds_a_limited_number_of_changes():
    codes = [f"pixel.{number}.0.1" for number in range(MOST_CHANGES + 1)]
    assert len(changes_from_code("~".join(codes[:-1]))) == MOST_CHANGES
    with pytest.raises(ValueError, match=f"at most {MOST_CHANGES} changes, not {MOST_CHANGES + 1}"):
        changes_from_code("~".join(codes))


def test_a_second_change_of_a_number_takes_the_place_of_the_first():
    first, other, second = map(change_from_code, ("pixel.3.2.1", "pixel.0.0.1", "pixel.3.2.0.5"))
    assert with_change((first, other), second) == (other, second)


@pytest.mark.parametrize(
    ("code", "array", "is_picture", "reason"),
    [
        ("pixel.8.11.-1", GRAY, True, ""),
        ("pixel.green.8.11.1", COLOR, True, ""),
        ("cell.6.4.0.5", COLOR, True, ""),
        ("weight.box.0.0.3", GRAY, True, ""),
        ("pixel.9.0.1", GRAY, True, "there are 9 rows and 12 columns"),
        ("pixel.0.12.1", GRAY, True, "there are 9 rows and 12 columns"),
        ("pixel.0.0.1.5", GRAY, True, "its values go from −1 to 1, not 1.5"),
        ("pixel.red.0.0.1", GRAY, True, "this image has no colors"),
        ("pixel.0.0.1", COLOR, True, "a pixel of a color image has three numbers: name red, green or blue"),
        ("cell.7.0.1", COLOR, True, "there are 7 rows and 5 columns"),
        ("cell.0.0.-2", COLOR, True, "its values go from −1 to 1, not −2"),
        ("cell.0.0.1", GRAY, False, "only pictures are fitted to 7×5 cells, and this image is none"),
    ],
)
def test_a_change_fits_an_image_or_there_is_a_reason(code, array, is_picture, reason):
    change = change_from_code(code)
    assert misfit(change, array, (-1.0, 1.0), is_picture=is_picture) == reason
    assert dropped_words(change, "why").endswith("was dropped: why.")


def test_one_number_of_the_array_changes_and_the_given_array_stays():
    changed = changed_array(COLOR, [Change("pixel", 4, 5, 0.5, "green")])
    assert np.argwhere(changed != COLOR).tolist() == [[1, 4, 5]]
    assert changed[1, 4, 5] == 0.5
    assert not COLOR.any()


def test_a_weight_changes_in_the_filter_of_its_name_in_either_bank():
    change = Change("weight", 1, 2, 0.5, "diagonal-line")
    for names in (LESSON_KERNEL_NAMES, EIGHT_KERNEL_NAMES):
        kernels = np.zeros((len(names), 3, 3))
        changed = changed_kernels(kernels, names, [change, Change("pixel", 0, 0, 1.0)])
        assert np.argwhere(changed).tolist() == [[names.index("diagonal line"), 1, 2]]


def test_a_filter_of_another_bank_leaves_the_kernels_as_they_are():
    change = Change("weight", 1, 1, 0.5, "outline")
    assert changed_kernels(LESSON_KERNELS, LESSON_KERNEL_NAMES, [change]) is LESSON_KERNELS
    assert kernel_changes_code(LESSON_KERNEL_NAMES, [change]) == ""


def test_the_lines_of_code_make_the_same_changes():
    changes = [Change("pixel", 3, 2, 0.1), Change("pixel", 0, 4, -1.0)]
    weights = [Change("weight", 1, 1, 0.3, "box"), Change("weight", 2, 0, -3.0, "diagonal-line")]
    variables = {"image": DIGITS[9], "kernels": LESSON_KERNELS}
    exec(array_changes_code(changes) + kernel_changes_code(LESSON_KERNEL_NAMES, weights), variables)
    np.testing.assert_array_equal(variables["image"], changed_array(DIGITS[9], changes))
    np.testing.assert_array_equal(
        variables["kernels"], changed_kernels(LESSON_KERNELS, LESSON_KERNEL_NAMES, [*changes, *weights])
    )
    assert not np.array_equal(variables["kernels"], LESSON_KERNELS)


def test_a_color_pixel_is_changed_in_its_channel_alone():
    variables = {"image": COLOR}
    exec(array_changes_code([Change("pixel", 1, 2, 0.25, "blue")]), variables)
    assert np.argwhere(variables["image"]).tolist() == [[2, 1, 2]]


def test_many_changes_are_told_in_a_few_words():
    changes = [Change("pixel", row, 0, 0.5) for row in range(5)]
    assert changes_words(changes).endswith("pixel at row 2, column 0: 0.50; and 2 more")
    assert changes_words(changes[:1]) == "pixel at row 0, column 0: 0.50"
