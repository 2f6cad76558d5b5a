"""Hypothesis strategies for the layers' tests: arrays, and requests that can be met."""

from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

FLOATS = st.sampled_from([np.float32, np.float64])
PAIRS = st.tuples(st.integers(1, 3), st.integers(1, 3))
ENDS = st.tuples(st.integers(0, 3), st.integers(0, 3))


class ConvCase(NamedTuple):
    """A convolution that can be carried out, with its options written as ``conv2d`` takes them."""

    image: NDArray[Any]
    kernels: NDArray[Any]
    bias: NDArray[Any] | None
    options: dict[str, Any]


class PoolCase(NamedTuple):
    """A pooling that can be carried out, with its options written as ``pool2d`` takes them."""

    maps: NDArray[Any]
    options: dict[str, Any]


def numbers(shape: tuple[int, ...], dtype: Any = np.float64, scale: int = 8) -> st.SearchStrategy[NDArray[Any]]:
    """Arrays of eighths from -``scale`` to ``scale``: sums and products of a few are exact, and ties are common."""
    eighths = st.integers(-8 * scale, 8 * scale).map(lambda count: count / 8)
    return hnp.arrays(dtype, shape, elements=eighths)


@st.composite
def conv_cases(draw: st.DrawFn, symmetric: bool = False) -> ConvCase:
    """Any ranks that go together, any stride and dilation, padding where it is needed; PyTorch's if symmetric."""
    dtype = draw(FLOATS)
    height, width, kernel_height, kernel_width = (draw(st.integers(1, 9)) for _ in range(4))
    kernel_height, kernel_width = min(kernel_height, 4), min(kernel_width, 4)
    samples, channels, filters = (draw(st.integers(1, 3)) for _ in range(3))
    image_shape, kernel_shape = draw(
        st.sampled_from(
            [
                ((height, width), (kernel_height, kernel_width)),
                ((height, width), (filters, kernel_height, kernel_width)),
                ((height, width), (filters, 1, kernel_height, kernel_width)),
                ((channels, height, width), (filters, channels, kernel_height, kernel_width)),
                ((samples, channels, height, width), (filters, channels, kernel_height, kernel_width)),
            ]
        )
    )
    dilation = draw(PAIRS)
    padding = []
    for size, kernel, gap in zip((height, width), (kernel_height, kernel_width), dilation, strict=True):
        before, after = draw(ENDS)
        missing = max((kernel - 1) * gap + 1 - size - before - after, 0)
        padding.append((max(before, after) + missing,) * 2 if symmetric else (before + missing, after))
    bias_shape = (1 if len(kernel_shape) == 2 else kernel_shape[0],)
    bias = draw(st.none() | numbers(bias_shape, dtype))
    options = {
        "stride": draw(PAIRS),
        "padding": tuple(padding),
        "dilation": dilation,
        "average": not symmetric and draw(st.booleans()),
    }
    return ConvCase(draw(numbers(image_shape, dtype)), draw(numbers(kernel_shape, dtype, scale=2)), bias, options)


@st.composite
def pool_cases(draw: st.DrawFn, symmetric: bool = False) -> PoolCase:
    """Any rank, window and stride, padding below the window; at most half of it, as PyTorch demands, if symmetric."""
    leading = draw(st.sampled_from([(), (2,), (2, 3)]))
    size = draw(PAIRS)
    shape = tuple(draw(st.integers(window, 9)) for window in size)
    if symmetric:
        padding = tuple((draw(st.integers(0, window // 2)),) * 2 for window in size)
    else:
        padding = tuple((draw(st.integers(0, window - 1)), draw(st.integers(0, window - 1))) for window in size)
    options = {
        "size": size,
        "stride": draw(st.none() | PAIRS),
        "padding": padding,
        "mode": draw(st.sampled_from(["max", "avg"])),
        "count_include_pad": draw(st.booleans()),
    }
    return PoolCase(draw(numbers((*leading, *shape), draw(FLOATS))), options)
