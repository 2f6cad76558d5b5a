"""Pictures as what networks of the lessons take: the input layer of the image lesson, and a 7×5 digit bitmap."""

from __future__ import annotations

import numpy as np

from cnn_steps.arrays import flag
from cnn_steps.levels import full_range
from cnn_steps.picture_files.picture import Picture
from cnn_steps.picture_files.reading import MAX_BYTES, load_image
from cnn_steps.picture_files.sources import Source
from cnn_steps.pictures import MAX_PIXELS, checked_picture, checked_size, normalize, to_grayscale, to_uint8
from cnn_steps.resizing import fit, resize

_FLOAT32_MAX = float(np.finfo(np.float32).max)


def input_layer(
    source: Source | Picture | np.ndarray,
    target_size: tuple[int, int] = (64, 64),
    *,
    method: str = "bilinear",
    whole: bool = False,
    low: float = 0.0,
    high: float = 1.0,
    max_pixels: int = MAX_PIXELS,
    max_bytes: int = MAX_BYTES,
) -> np.ndarray:
    """Load a picture, resize it, turn it gray and map 0..255 to ``low``..``high``.

    The tutorial that this follows resizes by Pillow's default, which is bicubic, and casts gray levels to uint8, which
    cuts off what stands behind the point: ``method="bicubic", whole=True`` gives its numbers. By default the method is
    bilinear, which makes no level darker or brighter than those it mixes, and gray levels keep their fractions. On the
    example photograph that changes levels by up to 13 of 255. The tutorial turns no picture upright and lays no
    transparent one over a background.

    Parameters
    ----------
    source : what ``load_image`` takes, or a picture already read, or an (H, W) or (H, W, 3) array.
    target_size : (height, width) of the result, in pixels; the proportions are not kept (``fit`` keeps them).
    method : how it is resized, as for ``resize``.
    whole : cut the gray levels down to whole numbers, as for ``to_grayscale``.
    low, high : what black and white become.
    max_pixels, max_bytes : as for ``load_image``.

    Returns
    -------
    (height, width) float64 array in low..high.

    Raises
    ------
    ImageError
        If the source can't be used as a picture.
    ValueError
        If a setting makes no sense.

    Examples
    --------
    >>> input_layer(b"P5 2 1 255 " + bytes([0, 255]), (1, 2))
    array([[0., 1.]])
    >>> input_layer(np.array([[[0, 0, 50]]], dtype=np.uint8), (1, 1), whole=True, high=255)  # 50 / 3 is 16.67
    array([[16.]])
    """
    target_size = checked_size(target_size, "target_size")
    if isinstance(source, Picture):
        image = source.upright
    elif isinstance(source, np.ndarray):
        image = to_uint8(checked_picture(source))
    else:
        image = load_image(source, max_pixels=max_pixels, max_bytes=max_bytes)
    gray = to_grayscale(resize(image, target_size, method=method), whole=whole)
    return normalize(gray, low=low, high=high, source_range=(0, 255))


def fit_bitmap(picture: Picture | np.ndarray, *, size: tuple[int, int] = (7, 5), invert: bool = False) -> np.ndarray:
    """Bring any picture to the few cells and the -1..1 range of the digit bitmaps.

    Parameters
    ----------
    picture : what ``read_picture`` gave, or an (H, W) or (H, W, 3) array.
    size : (rows, columns) of the bitmap.
    invert : swap dark and bright, for a dark digit on white paper: the bitmaps are bright on dark.

    Returns
    -------
    (7, 5) float64 array: gray, letterboxed in the color of its border, averaged down cell by cell, and stretched so
    that the darkest cell is -1 and the brightest is 1. A picture of one color becomes -1 everywhere: nothing drawn.

    Raises
    ------
    ValueError
        If it is not a picture, or the size makes no sense.

    Examples
    --------
    >>> fit_bitmap(np.array([[0, 255], [255, 51]], dtype=np.uint8), size=(2, 2))
    array([[-1. ,  1. ],
           [ 1. , -0.6]])
    """
    upright = picture.upright if isinstance(picture, Picture) else checked_picture(picture)
    inverted = flag(invert, "invert")
    gray = to_grayscale(upright).astype(np.float64)
    black, white = full_range(gray)
    gray = np.clip(np.nan_to_num(gray, nan=black, posinf=white, neginf=black), -_FLOAT32_MAX, _FLOAT32_MAX)
    if inverted:
        gray = -gray
    cells = fit(gray, size, frame="letterbox", fill="border", method="box")
    low, high = cells.min(), cells.max()
    # Averages of one color differ in their last digits only; stretching those would show noise.
    if high - low <= 1e-6 * max(1.0, abs(low), abs(high)):
        return np.full(cells.shape, -1.0)
    return (cells - low) / (high - low) * 2 - 1
