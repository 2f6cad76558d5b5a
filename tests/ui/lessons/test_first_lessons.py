"""What the first lessons say in words, each sentence in the case that would make it false."""

from dataclasses import replace

import numpy as np
import pytest

from cnn_steps import DIGITS, KERNELS, LESSON_KERNELS, conv2d
from cnn_steps.geometry import sweep
from ui.kernels.choice import DIVIDING
from ui.lessons.filters import gray_photo, response_words, wanted_words, window_likeness
from ui.lessons.image import pixel_words
from ui.lessons.overview import answer_words, learned_words, map_words
from ui.lessons.stride_padding import unreached_words, verdict, zero_words
from ui.networks.walk import forward_pass
from ui.operations.card_data import pattern_captions
from ui.operations.kernels import NamedKernel, known_kernel, sign_words
from ui.picture.changes import Change
from ui.picture.current import CurrentImage, changed_image

BLACK = np.full((7, 5), -1.0)
SIGNED, UNIT = (-1.0, 1.0), (0.0, 1.0)
LIKE, OPPOSITE = "looks most like the kernel", "looks most like its opposite"
EXACTLY = "**1** says that the pattern is exactly here"


def drawing(array: np.ndarray, name: str = "Your drawing") -> CurrentImage:
    return CurrentImage(name, array, SIGNED, None, (), "", ())


def digit(number: int) -> CurrentImage:
    return CurrentImage(f"The {number}", DIGITS[number], SIGNED, None, (), "", ("DIGITS",))


def response(image: np.ndarray, weights: np.ndarray) -> str:
    return response_words("", image, weights, conv2d(image, weights[None])[0])


@pytest.mark.parametrize("channels", [(), (3,)])
def test_the_likeness_of_a_window_is_its_correlation_with_the_filter(channels):
    rng = np.random.default_rng(0)
    image, weights = rng.normal(size=(*channels, 6, 5)), rng.normal(size=(*channels, 3, 2))
    likeness = window_likeness(image, weights)
    window = image[..., 2:5, 1:3]
    assert likeness.shape == (4, 4)
    assert likeness[2, 1] == pytest.approx(np.corrcoef(window.ravel(), weights.ravel())[0, 1])
    np.testing.assert_allclose(window_likeness(5 * image + 100, weights), likeness)
    np.testing.assert_allclose(window_likeness(-image, weights), -likeness)


def test_a_channel_the_filter_does_not_hear_has_no_part_in_the_likeness():
    image, kernel = np.random.default_rng(0).normal(size=(3, 5, 5)), KERNELS["emboss"].weights
    red_only = kernel * np.array([1.0, 0.0, 0.0])[:, None, None]
    np.testing.assert_allclose(window_likeness(image, red_only), window_likeness(image[0], kernel))


def test_the_window_with_the_largest_number_is_said_to_look_like_the_kernel_where_it_does():
    words = response(DIGITS[9], KERNELS["box"].weights)
    assert "The largest number is **9**, at row 0, column 1: the framed window looks most like the kernel." in words


@pytest.mark.parametrize("kernel", ["box", "sharpen", "Gaussian blur", "Sobel vertical edge"])
def test_a_brighter_or_stronger_window_of_a_photo_is_not_said_to_look_like_the_kernel(kernel):
    weights = KERNELS[kernel].weights
    words = response(gray_photo(), weights)
    likeness, largest = window_likeness(gray_photo(), weights), conv2d(gray_photo(), weights).argmax()
    row, column = np.unravel_index(np.nanargmax(likeness), likeness.shape)
    assert likeness.flat[largest] < likeness[row, column] - 0.01
    assert LIKE not in words
    assert f"the window at row {row}, column {column} looks more like the kernel" in words
    assert ("but brightness and contrast count" in words) == (kernel != "Sobel vertical edge")


def test_the_opposite_is_named_only_where_the_smallest_number_is_the_least_alike():
    edge = np.array([[-1.0, 1.0]])
    assert OPPOSITE in response(np.array([[0.0, 1.0, 0.0]]), edge)
    assert OPPOSITE not in response(np.array([[0.0, 1.0, 1.0]]), np.array([[1.0, 3.0]]))


@pytest.mark.parametrize("weights", [KERNELS["box blur"].weights, np.array([[1.0]]), np.full((2, 2), -5.0)])
def test_equal_weights_are_said_to_hear_brightness_alone(weights):
    for image in (DIGITS[9], gray_photo()):
        words = response(image, weights)
        assert words.endswith("The weights are all equal, so only brightness counts.")
        assert LIKE not in words and OPPOSITE not in words


@pytest.mark.parametrize("weights", [np.zeros((3, 3)), KERNELS["box blur"].weights, np.array([[0.1, 0.2, -0.3]])])
def test_a_flat_image_and_a_kernel_of_zeros_tell_no_place_from_another(weights):
    assert response(np.full((9, 9), 0.7), weights).endswith("in every cell: it tells no place from another.")


def test_all_cells_with_the_largest_number_are_counted():
    assert "is **9**, at row 0, column 1 and in 1 other cell:" in response(DIGITS[8], KERNELS["box"].weights)
    assert "is **1**, at row 0, column 1 and in 11 other cells." in response(DIGITS[9], np.array([[1.0]]))


@pytest.mark.parametrize(
    ("weights", "end"),
    [
        ((1.0, 1.0, 1.0), "dark ones."),
        ((0.0, 1.0, 0.0), "dark ones: in the green channel."),
        ((1.0, -1.0, 0.0), "dark ones: in the red channel. In green, it is the other way."),
    ],
)
def test_the_weights_want_what_they_want_in_the_channels_they_are_for(weights, end):
    assert wanted_words(weights).endswith(end)


def test_nine_products_of_plus_and_minus_one_are_never_0():
    rng = np.random.default_rng(0)
    for bitmap in (*DIGITS, BLACK, -BLACK, *rng.choice([-1.0, 1.0], (50, 7, 5))):
        maps = conv2d(bitmap, LESSON_KERNELS, average=True)
        assert maps.all()
        for (number, row, column), value in np.ndenumerate(maps):
            window, kernel = bitmap[row : row + 3, column : column + 3], LESSON_KERNELS[number]
            assert (value == 1) == np.array_equal(window, kernel)
            assert (value == -1) == np.array_equal(window, -kernel)
    assert EXACTLY in sign_words(LESSON_KERNELS, SIGNED) and "near **0**" in sign_words(LESSON_KERNELS, SIGNED)


def test_1_is_said_to_be_the_pattern_only_where_it_is():
    changed = LESSON_KERNELS.copy()
    changed[0, 1, 1] = 2.0
    for kernels, value_range in ((changed, SIGNED), (LESSON_KERNELS, UNIT), (LESSON_KERNELS, (0.0, 255.0))):
        assert EXACTLY not in sign_words(kernels, value_range)
        assert sign_words(kernels, value_range).startswith("**above 0** the products above zero outweigh")


def test_blue_on_an_empty_drawing_is_not_said_to_be_the_pattern():
    walk = forward_pass(drawing(BLACK))
    assert (walk.maps[1:] > 0).all() and walk.maps.max() < 1
    assert "Blue is above zero, red below." in map_words(walk)
    assert EXACTLY in map_words(walk) and DIVIDING in map_words(walk)
    assert "the pattern is there" not in map_words(walk)
    assert EXACTLY not in map_words(forward_pass(changed_image(digit(9), [Change("weight", 1, 1, 2.0, "box")])))


def test_a_layer_that_has_learned_nothing_is_not_said_to_have_learned():
    trained, untrained = (forward_pass(digit(9), head=head) for head in ("trained", "untrained"))
    assert "Only the dense layer was **learned**" in learned_words(trained)
    assert "nothing here was learned" in learned_words(untrained)


def test_ten_equal_shares_have_no_largest():
    walk = forward_pass(digit(9), head="untrained")
    assert "The largest share is" in answer_words(walk)
    assert answer_words(replace(walk, probabilities=np.full(10, 0.1))).startswith("All ten shares are 10.0 %.")


def test_a_pattern_is_said_to_be_exactly_where_every_cell_agrees_and_nowhere_else():
    for number in range(10):
        for code in ("box", "diagonal-line", "vertical-line"):
            kernel = known_kernel(code)
            feature_map = conv2d(DIGITS[number], kernel.weights, average=True)
            found = [
                step
                for step, (row, column) in enumerate(np.ndindex(feature_map.shape))
                if np.array_equal(DIGITS[number][row : row + 3, column : column + 3], kernel.weights)
            ]
            assert list(pattern_captions(digit(number), kernel, feature_map)) == found


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (digit(9), "The loop of the 9 is exactly here."),
        (digit(8), "A loop of the 8 is exactly here."),
        (drawing(DIGITS[9]), "A loop of your drawing is exactly here."),
        (changed_image(digit(9), [Change("pixel", 6, 4, 1.0)]), "A loop of the changed 9 is exactly here."),
    ],
)
def test_a_loop_is_the_loop_of_a_digit_that_has_but_one(image, words):
    box = known_kernel("box")
    feature_map = conv2d(image.array, box.weights, average=True)
    assert set(pattern_captions(image, box, feature_map).values()) == {words}


@pytest.mark.parametrize(
    ("kernel", "words"),
    [
        (known_kernel("vertical-line"), "The pattern “vertical line” is exactly here."),
        (NamedKernel(np.ones((1, 1)), "1", "box"), "The pattern “box” is exactly here."),  # it only bears the name
        (
            NamedKernel(np.ones((1, 1)), "1", "this kernel", has_name=False),
            "The pattern of this kernel is exactly here.",
        ),
    ],
)
def test_what_is_said_of_a_pattern_is_decided_by_the_kernel_and_not_by_its_name(kernel, words):
    assert set(pattern_captions(digit(9), kernel, np.ones((2, 2))).values()) == {words}


def test_nearly_white_is_not_said_to_be_all_the_way_to_white():
    image = CurrentImage("The cat", np.array([[0.0, 254 / 255, 1.0, 0.9999]]), UNIT, np.zeros((1, 1)), (), "", ())
    ends = ["black.", "99.6 % of the way from black to white.", "white.", "more than 99.9 % of the way"]
    for column, end in enumerate(ends):
        assert f": {end}" in pixel_words(image, 0, column)


def test_one_row_and_one_column_are_not_called_rows_and_columns():
    assert verdict((1, 2), *sweep((3, 3), (3, 3), 1, 0, 1)) == (
        "**1 × 1** comes out: 1 row and 1 column. Your guess: 1 row is right, 2 columns should be 1."
    )


def test_rows_that_are_not_listed_are_counted():
    words = unreached_words(*sweep((32, 5), (3, 3), 4, 0, 1))
    assert words == "The kernel never uses 8 rows and columns 3 and 4."


def test_padding_is_black_only_where_black_is_0():
    assert [zero_words(span) for span in (UNIT, SIGNED)] == ["0 is black here", "0 is gray here, black is −1"]


def test_a_digit_is_one_until_a_pixel_of_it_is_changed():
    assert digit(9).is_digit and not drawing(DIGITS[9]).is_digit
    assert not changed_image(digit(9), [Change("pixel", 0, 0, 1.0)]).is_digit
    assert changed_image(digit(9), [Change("weight", 1, 1, 2.0, "box")]).is_digit
