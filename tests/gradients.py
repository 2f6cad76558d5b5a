"""Checks a gradient against finite differences, in random directions."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray


def assert_gradient_holds(
    function: Callable[[NDArray[Any]], float],
    x: NDArray[Any],
    grad: NDArray[Any],
    *,
    rng: np.random.Generator,
    directions: int = 5,
    nudge: float = 1e-5,
) -> None:
    """Compare ``grad`` with how much ``function`` changes when ``x`` moves a little in random directions."""
    assert grad.shape == x.shape
    for _ in range(directions):
        direction = rng.normal(size=x.shape)
        numeric = (function(x + nudge * direction) - function(x - nudge * direction)) / (2 * nudge)
        analytic = float((grad * direction).sum())
        np.testing.assert_allclose(analytic, numeric, rtol=1e-6, atol=1e-8, err_msg="analytic, then numeric")
