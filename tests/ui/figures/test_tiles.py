"""Maps as small pictures: the colors of the grids, and vectors laid out in rows."""

import numpy as np
import pytest

from ui.figures.tiles import map_stack, tile_levels
from ui.theme import DARK, LIGHT, levels


@pytest.mark.parametrize(("dark", "look"), [(False, LIGHT), (True, DARK)])
def test_the_ends_and_the_middle_have_the_colors_of_the_grids(dark, look):
    found = tile_levels(np.array([[-2.0, 0.0, 2.0]]), 2.0, dark=dark)
    np.testing.assert_array_equal(found, [[levels(look.negative), levels(look.zero), levels(look.positive)]])
    assert found.dtype == np.uint8


def test_what_is_beyond_the_limit_has_the_full_color():
    np.testing.assert_array_equal(tile_levels(np.array([[9.0]]), 1.0), tile_levels(np.array([[1.0]]), 1.0))


@pytest.mark.parametrize(
    ("shape", "maps"), [((3, 4, 5), (3, 4, 5)), ((4, 5), (1, 4, 5)), ((10,), (1, 1, 10)), ((65,), (1, 2, 64))]
)
def test_every_layer_becomes_maps(shape, maps):
    values = np.arange(1.0, np.prod(shape) + 1).reshape(shape)
    stack = map_stack(values)
    assert stack.shape == maps
    np.testing.assert_array_equal(stack.ravel()[: values.size], values.ravel())
    assert not stack.ravel()[values.size :].any()
