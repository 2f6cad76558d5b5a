"""The table of three frameworks: lines that may be broken where a person would, sizes as elsewhere."""

import numpy as np

from cnn_steps import Dense, Flatten
from ui.frameworks.programs import in_place
from ui.frameworks.table import lines_table
from ui.frameworks.writing import Line

STAGES = in_place((Flatten(), Dense(2)), np.zeros((96, 96)))


def test_a_line_may_go_on_before_a_method_and_nowhere_in_a_word():
    lines = [Line((), ()), Line(("layers.Dense(2)",), ('weights["a.b"].reshape(3, 4).transpose(1, 0)',))]
    body = lines_table(STAGES, {"Keras": lines})
    assert "layers.Dense(2)" in body
    assert "weights[&quot;a.b&quot;]<wbr>.reshape(3, 4)<wbr>.transpose(1, 0)" in body


def test_large_sizes_have_a_comma():
    assert "→ 9,216" in lines_table(STAGES, {})
