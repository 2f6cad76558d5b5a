"""Arrays arrive in a script as they left Python: every number, and the shape."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.browser.script import Script
from ui.components.wire import packed


@pytest.fixture(scope="module")
def arrays(script: Callable[..., Script]) -> Script:
    return script("shared/arrays.js")


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int64, np.uint8, np.bool_])
def test_an_array_arrives_as_it_was_sent(arrays: Script, dtype: type) -> None:
    array = (np.random.default_rng(740).normal(size=(2, 3, 4)) * 100).astype(dtype)
    found = arrays("decoded", packed(array))
    assert found == {"numbers": array.ravel().tolist(), "shape": [2, 3, 4]}


def test_what_is_not_a_number_arrives_too(arrays: Script) -> None:
    array = np.array([np.nan, np.inf, -np.inf, 5e-324])
    np.testing.assert_array_equal(arrays("decoded", packed(array))["numbers"], array)


def test_the_largest_number_counts_without_its_sign_and_is_never_zero(arrays: Script) -> None:
    assert arrays("largestOf", [0.5, -3, 2]) == 3
    assert 0 < arrays("largestOf", [0, 0]) < 1e-6
