"""The numbers of figures as tables and files, and in words for those who do not see them."""

import numpy as np
import pandas as pd

from ui.app.charts import settled_frame, spoken


def test_a_table_has_the_digits_that_count_and_leaves_the_rest_as_it_is() -> None:
    table = pd.DataFrame({"share": [0.1 + 0.2, np.nan], "count": [1, 2], "name": ["box", "0.5249999999999999"]})
    settled = settled_frame(table)
    assert settled.to_csv(index=False).splitlines() == ["share,count,name", "0.3,1,box", ",2,0.5249999999999999"]
    assert table["share"][0] != 0.3  # the one given stays


def test_an_empty_table_stays_one() -> None:
    assert settled_frame(pd.DataFrame()).empty


def test_a_small_grid_is_spoken_row_by_row_and_a_large_one_by_its_size_and_range() -> None:
    assert spoken(np.array([[1.0, -0.5], [0.25, 0.0]])) == "1 −0.50; 0.25 0"
    large = np.linspace(-2, 3, 48).reshape(6, 8)
    assert spoken(large) == "6 by 8, from −2 to 3"
    assert spoken(np.stack([large] * 3)) == "6 by 8, from −2 to 3"
