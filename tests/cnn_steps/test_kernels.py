"""The kernel table: what every entry promises, and the banks made of it."""

import numpy as np
import pytest

from cnn_steps import (
    DIGIT_9,
    EIGHT_KERNEL_NAMES,
    EIGHT_KERNELS,
    KERNELS,
    LESSON_KERNEL_NAMES,
    LESSON_KERNELS,
    conv2d,
    kernel_bank,
)


@pytest.mark.parametrize("name", KERNELS)
def test_every_kernel_is_3_by_3_and_says_what_it_detects(name):
    kernel = KERNELS[name]
    assert kernel.name == name
    assert kernel.weights.shape == (3, 3) and kernel.weights.dtype == np.float64
    assert kernel.detects.endswith(".") and len(kernel.detects) < 100


@pytest.mark.parametrize("name", KERNELS)
def test_no_kernel_can_be_changed(name):
    with pytest.raises(ValueError, match="read-only"):
        KERNELS[name].weights[0, 0] = 5
    with pytest.raises(TypeError):
        KERNELS[name] = KERNELS["box"]
    with pytest.raises(AttributeError):
        KERNELS[name].weights = np.zeros((3, 3))


def test_the_lesson_kernels_are_those_of_the_lesson():
    np.testing.assert_array_equal(KERNELS["box"].weights, [[1, 1, 1], [1, -1, 1], [1, 1, 1]])
    np.testing.assert_array_equal(KERNELS["vertical line"].weights, [[-1, 1, -1]] * 3)
    np.testing.assert_array_equal(KERNELS["diagonal line"].weights, [[-1, -1, 1], [-1, 1, -1], [1, -1, -1]])
    assert LESSON_KERNEL_NAMES == ("box", "vertical line", "diagonal line")
    for weights, name in zip(LESSON_KERNELS, LESSON_KERNEL_NAMES, strict=True):
        np.testing.assert_array_equal(weights, KERNELS[name].weights)


@pytest.mark.parametrize("name", [name for name, kernel in KERNELS.items() if kernel.average])
def test_a_line_kernel_gives_exactly_1_on_its_own_pattern(name):
    kernel = KERNELS[name]
    assert conv2d(kernel.weights, kernel.weights, average=True) == [[1.0]]


@pytest.mark.parametrize("name", [name for name in KERNELS if "edge" in name or name in ("Laplacian", "outline")])
def test_an_edge_kernel_gives_0_on_a_flat_area(name):
    assert conv2d(np.full((3, 3), 7.0), KERNELS[name].weights) == [[0.0]]


@pytest.mark.parametrize("name", ["sharpen", "box blur", "Gaussian blur", "emboss", "identity"])
def test_a_picture_filter_keeps_the_brightness_of_a_flat_area(name):
    np.testing.assert_allclose(conv2d(np.full((3, 3), 7.0), KERNELS[name].weights), [[7.0]])


def test_the_horizontal_edge_finds_the_top_and_bottom_of_the_white_square():
    square = np.pad(np.ones((3, 3)), 1)
    edges = conv2d(square, KERNELS["horizontal edge"].weights)
    np.testing.assert_array_equal(edges, [[2, 3, 2], [0, 0, 0], [-2, -3, -2]])
    np.testing.assert_array_equal(conv2d(square, KERNELS["horizontal edge, bright above"].weights), -edges)


def test_a_kernel_can_be_passed_as_it_stands():
    np.testing.assert_array_equal(conv2d(DIGIT_9, KERNELS["box"]), conv2d(DIGIT_9, KERNELS["box"].weights))


def test_copying_a_kernel_gives_weights_one_may_change():
    copy = np.array(KERNELS["box"])
    copy[0, 0] = 5
    assert KERNELS["box"].weights[0, 0] == 1


def test_kernel_bank_keeps_the_order_of_the_names():
    bank = kernel_bank(["identity", "box"])
    np.testing.assert_array_equal(bank, [KERNELS["identity"].weights, KERNELS["box"].weights])
    assert not bank.flags.writeable


@pytest.mark.parametrize(
    ("names", "got"),
    [
        (["box", "blob"], "'blob'"),
        ([], "no name at all"),
        ("boxx", "'boxx'"),
        (None, "None"),
        ([["box"]], r"\['box'\]"),
    ],
)
def test_kernel_bank_refuses_what_is_not_in_the_table(names, got):
    with pytest.raises(ValueError, match=f"{got}.*use one of box, "):
        kernel_bank(names)


def test_the_larger_bank_begins_with_the_lesson_kernels():
    assert EIGHT_KERNELS.shape == (8, 3, 3) and len(set(EIGHT_KERNEL_NAMES)) == 8
    np.testing.assert_array_equal(EIGHT_KERNELS[:3], LESSON_KERNELS)


@pytest.mark.parametrize(("name", "count"), [("Laplacian", 4), ("outline", 8)])
def test_a_cell_brighter_than_the_mean_of_its_neighbors_answers_above_zero(name, count):
    weights = KERNELS[name].weights
    assert f"brighter than the mean of its {['four', 'eight'][count == 8]} neighbors" in KERNELS[name].detects
    for patch in np.random.default_rng(0).random((50, 3, 3)):
        neighbors = patch[(weights != 0) & (np.arange(9).reshape(3, 3) != 4)]
        assert neighbors.size == count
        assert (conv2d(patch, weights)[0, 0] > 0) == (patch[1, 1] > neighbors.mean())


def test_embossing_lights_what_is_bright_from_the_top_left():
    square = np.zeros((9, 9))
    square[3:6, 3:6] = 1.0
    relief = conv2d(square, KERNELS["emboss"], padding=1)
    assert relief[2, 2] > 0 > relief[6, 6]
    assert relief[4, 2] > 0 > relief[4, 6]
    assert KERNELS["emboss"].detects.endswith("lit from the top left.")
