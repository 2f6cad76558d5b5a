"""The numbers of figures as tables and files."""

import numpy as np
import pandas as pd

from ui.charts import settled_frame


def test_a_table_has_the_digits_that_count_and_leaves_the_rest_as_it_is() -> None:
    table = pd.DataFrame({"share": [0.1 + 0.2, np.nan], "count": [1, 2], "name": ["box", "0.5249999999999999"]})
    settled = settled_frame(table)
    assert settled.to_csv(index=False).splitlines() == ["share,count,name", "0.3,1,box", ",2,0.5249999999999999"]
    assert table["share"][0] != 0.3  # the one given stays


def test_an_empty_table_stays_one() -> None:
    assert settled_frame(pd.DataFrame()).empty
