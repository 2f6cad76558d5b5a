"""Transparent pixels laid over a background: the one asked for, or the one that shows the ink."""

from __future__ import annotations

from typing import Literal

import numpy as np
from PIL import Image

from cnn_steps.picture_files.stored import StoredPixels, spans

Color = tuple[int, int, int]

_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_VISIBLE = 64  # by so many levels, a quarter of all, ink has to differ from white to be seen on it


def background_color(pixels: StoredPixels, wanted: Color | Literal["auto"]) -> Color | None:
    """Choose the color that is seen behind a picture.

    Parameters
    ----------
    pixels : the picture.
    wanted : red, green and blue in 0..255; or ``"auto"`` for white, unless the ink would vanish on it: then black. Ink
        vanishes if it differs from white by less than a quarter of all levels: the root of the mean square over the
        visible pixels, each counted by its alpha, of the channel that differs most.

    Returns
    -------
    Red, green and blue in 0..255, or ``None`` if no pixel is transparent, not even in part.
    """
    if not pixels.mode.endswith("A"):
        return None
    transparent, ink, difference = False, 0.0, 0.0
    for top, bottom in spans(pixels.size):
        channels = np.asarray(pixels.band(top, bottom))
        alpha = channels[:, :, -1]
        transparent = transparent or bool(alpha.min() < 255)
        if wanted == "auto":
            ink += float(alpha.sum(dtype=np.float64))
            from_white = 255.0 - channels[:, :, :-1].min(axis=2)
            difference += float((alpha * from_white**2).sum())
    if not transparent:
        return None
    if wanted != "auto":
        return wanted
    return _BLACK if difference < _VISIBLE**2 * ink else _WHITE


def over_background(piece: Image.Image, background: Color | None) -> Image.Image:
    """Lay an L, LA, RGB or RGBA image over a color, and drop its alpha channel; ``None`` only drops it.

    Examples
    --------
    >>> over_background(Image.new("LA", (1, 1), (0, 51)), (255, 255, 255)).getpixel((0, 0))  # a fifth of black
    204
    """
    if piece.mode not in ("LA", "RGBA"):
        return piece
    gray = piece.mode == "LA" and (background is None or len(set(background)) == 1)
    colors = piece.convert("L" if gray else "RGB")
    if background is None:
        return colors
    canvas = Image.new("L", piece.size, background[0]) if gray else Image.new("RGB", piece.size, background)
    canvas.paste(colors, mask=piece.getchannel("A"))
    return canvas
