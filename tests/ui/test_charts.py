"""Figures in words, for those who do not see them."""

import numpy as np

from ui.charts import spoken


def test_a_small_grid_is_spoken_row_by_row_and_a_large_one_by_its_size_and_range() -> None:
    assert spoken(np.array([[1.0, -0.5], [0.25, 0.0]])) == "1 −0.50; 0.25 0"
    large = np.linspace(-2, 3, 48).reshape(6, 8)
    assert spoken(large) == "6 by 8, from −2 to 3"
    assert spoken(np.stack([large] * 3)) == "6 by 8, from −2 to 3"
