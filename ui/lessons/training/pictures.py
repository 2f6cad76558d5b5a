"""Small pictures in the text of the training page."""

from __future__ import annotations

import numpy as np

from ui.components.pictures import data_uri
from ui.theme import LIGHT
from ui.words import as_it_stands

THUMBNAIL = 160  # pixels; what is sent of a larger picture


def picture_tag(levels: np.ndarray, alt: str, side: int) -> str:
    """An (H, W) or (H, W, 3) uint8 picture as an <img> with a thin frame.

    Without the frame, ink that reaches the edge would run into the page.

    Parameters
    ----------
    alt : what it shows, for those who do not see it.
    side : pixels of the screen, its longer side.
    """
    rows, columns = levels.shape[:2]
    longest = max(rows, columns)
    source = data_uri(levels, thumbnail=THUMBNAIL if longest > THUMBNAIL else None)
    size = f"width:{side * columns / longest:g}px;height:{side * rows / longest:g}px"
    return (
        f'<img src="{source}" alt="{as_it_stands(alt)}" '
        f'style="image-rendering:pixelated;{size};box-shadow:0 0 0 1px {LIGHT.picture_edge};margin:1px">'
    )
