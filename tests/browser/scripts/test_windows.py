"""The scripts put windows where ``cnn_steps`` has them: which lines a stop looks at, and which stops a pixel feeds."""

from collections.abc import Callable

import numpy as np
import pytest

from cnn_steps import conv2d
from tests.browser.script import Script
from ui.components.wire import packed

SETTINGS = 40
Axis = tuple[int, int, int]  # size, stride, dilation

STEPS_OF_PIXELS = """({ sweepOf }, { map, axes, steps }) => {
  const { stepAt } = sweepOf({ source: {} }, { rows: map[0], columns: map[1] }, axes).field;
  return steps.map(([row, column, step]) => stepAt(row, column, step));
}"""
UNDER_THE_WINDOW = """({ sweepOf }, { map, axes, steps }) => {
  const source = { at: (...cell) => cell };
  const image = { source, draw() {}, frame() {}, describe() {}, where() {} };
  const sweep = sweepOf(image, { rows: map[0], columns: map[1] }, axes);
  const { rows, columns, value } = sweep.window(1, () => []);
  return steps.map((step) => {
    sweep.moveTo(step, {});
    return Array.from({ length: rows * columns }, (_, place) => value(Math.floor(place / columns), place % columns));
  });
}"""
SOURCE = """({ inputSource }, { input, padding }) => {
  const source = inputSource(input, padding);
  const every = (read) => Array.from({ length: source.rows }, (_, row) =>
    Array.from({ length: source.columns }, (_, column) => read(row, column)));
  return [every(source.values), every(source.isPadding), every((row, column) => source.value(row, column))];
}"""


@pytest.fixture(scope="module")
def windows(script: Callable[..., Script]) -> Script:
    return script("shared/windows.js")


def drawn_axes(rng: np.random.Generator) -> list[Axis]:
    """Sizes of 1 to 3, strides of 1 to 3 and dilations of 1 and 2, for rows and for columns."""
    return [tuple(map(int, rng.integers((1, 1, 1), (4, 4, 3)))) for _ in range(2)]


def fed_cells(shape: tuple[int, int], axes: list[Axis], pixel: tuple[int, int]) -> np.ndarray:
    """Which cells of a map change with a pixel: those where a kernel of ones meets a lone 1."""
    image = np.zeros(shape)
    image[pixel] = 1
    size, stride, dilation = zip(*axes, strict=True)
    return conv2d(image, np.ones(size), stride=stride, dilation=dilation) > 0


def test_a_stop_looks_at_the_lines_under_its_window(windows: Script) -> None:
    rng = np.random.default_rng(710)
    for _ in range(SETTINGS):
        size, stride, dilation = axis = drawn_axes(rng)[0]
        stop = int(rng.integers(0, 6))
        lines = windows("linesAt", stop, axis)
        assert lines == [stop * stride + k * dilation for k in range(size)]
        count = lines[-1] + 1 + int(rng.integers(0, 3))
        seen = [fed_cells((count, 1), [axis, (1, 1, 1)], (line, 0))[stop, 0] for line in range(count)]
        assert lines == np.flatnonzero(seen).tolist(), axis


def test_a_pixel_leads_to_the_nearest_stop_whose_window_has_it(windows: Script) -> None:
    rng = np.random.default_rng(711)
    unreached = 0
    for _ in range(SETTINGS):
        axes = drawn_axes(rng)
        shape = tuple(int((size - 1) * dilation + 1 + rng.integers(0, 6)) for size, _, dilation in axes)
        map_shape = fed_cells(shape, axes, (0, 0)).shape
        steps = [(*pixel, int(rng.integers(0, np.prod(map_shape)))) for pixel in np.ndindex(shape)]
        told = {"map": map_shape, "axes": axes, "steps": steps}
        for (row, column, step), there in zip(steps, windows.run(STEPS_OF_PIXELS, told), strict=True):
            fed = fed_cells(shape, axes, (row, column))
            case = f"{axes}, pixel {row}, {column} of {shape}, from step {step}"
            if not fed.any():
                unreached += 1
                assert np.isnan(there), case
                continue
            now = np.array(divmod(step, map_shape[1]))
            far = np.abs(np.argwhere(fed) - now).sum(axis=1)
            assert fed.flat[there], case
            assert np.abs(np.array(divmod(there, map_shape[1])) - now).sum() == far.min(), case
    assert unreached  # by strides beyond the window


def test_a_window_shows_the_cells_that_make_a_cell_of_the_map(windows: Script) -> None:
    rng = np.random.default_rng(713)
    for _ in range(SETTINGS):
        axes = drawn_axes(rng)
        map_shape = tuple(map(int, rng.integers(1, 5, 2)))
        steps = rng.integers(0, np.prod(map_shape), 3).tolist()
        found = windows.run(UNDER_THE_WINDOW, {"map": map_shape, "axes": axes, "steps": steps})
        for step, there in zip(steps, found, strict=True):
            lines = [
                [stop * stride + k * dilation for k in range(size)]
                for stop, (size, stride, dilation) in zip(divmod(step, map_shape[1]), axes, strict=True)
            ]
            assert there == [[1, row, column] for row in lines[0] for column in lines[1]], (axes, map_shape, step)


@pytest.mark.parametrize("channels", [1, 3])
def test_padding_stands_around_the_image_and_counts_as_zero(script: Callable[..., Script], channels: int) -> None:
    image = np.random.default_rng(712).integers(1, 9, (channels, 3, 4))
    padding = (1, 2, 3, 0)  # top, left, bottom, right
    around = ((0, 0), (1, 3), (2, 0))
    told = {"look": "picture", "range": [0, 9], "numbers": packed(image)}
    inputs = script("shared/inputs.js")
    values, is_padding, value = inputs.run(SOURCE, {"input": told, "padding": padding})
    padded = np.pad(image, around)
    np.testing.assert_array_equal(np.moveaxis(values, -1, 0), padded)
    np.testing.assert_array_equal(is_padding, np.pad(np.zeros((3, 4), bool), around[1:], constant_values=True))
    if channels == 1:
        np.testing.assert_array_equal(value, padded[0])
    else:
        assert np.isnan(value).all()  # a cell with three numbers has no single one
