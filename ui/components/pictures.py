"""Pictures as the source of an image on the page."""

from __future__ import annotations

import base64
import io

import numpy as np
from PIL import Image


def data_uri(levels: np.ndarray, *, thumbnail: int | None = None) -> str:
    """An (H, W) or (H, W, 3) uint8 picture as the source of an <img>: exact, or at most ``thumbnail`` pixels a side."""
    file, picture = io.BytesIO(), Image.fromarray(levels)
    if thumbnail is None:
        picture.save(file, "PNG")
    else:
        picture.thumbnail((thumbnail, thumbnail))
        picture.save(file, "JPEG", quality=85)
    kind = "png" if thumbnail is None else "jpeg"
    return f"data:image/{kind};base64," + base64.b64encode(file.getvalue()).decode()
