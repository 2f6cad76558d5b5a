"""The stepping as an animated GIF, made in bounded time and memory, one at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from PIL import Image

from ui.components.card_messages import Card
from ui.steps.lettering import Color
from ui.steps.parts import StepView
from ui.steps.pictures import Slide
from ui.steps.views import step_count, step_view

MOST_STEPS = 60
LAST_FRAME = 2500  # milliseconds that the last step stays on longer
COLORS = 255  # one of 256 is left for what does not change from frame to frame
UNKNOWN = 255  # no place of the palette
AT_ONCE = 512  # colors that are compared with the palette
SAMPLES = 5  # frames that the palette is chosen from


DRAWING_FAILURES = (ArithmeticError, LookupError, MemoryError, OSError, SystemError, ValueError)
"""What NumPy and Pillow raise where there is no memory, or a size that they cannot draw."""


@dataclass(frozen=True)
class Film:
    """What is asked for: the steps of an operation from ``first`` to ``last``, counted from 0, both included.

    Attributes
    ----------
    fingerprint : of the card; two films are the same when it and all else but the card is.
    width : in pixels.
    milliseconds : that each step stays.
    reveal : whether what comes after a step is left blank.
    """

    fingerprint: str
    first: int
    last: int
    width: int
    milliseconds: int
    dark: bool
    reveal: bool
    card: Card = field(compare=False, repr=False)


def around(step: int, count: int) -> tuple[int, int]:
    """As many steps as a GIF may have, those around a step; all of them where there are no more.

    Examples
    --------
    >>> around(3, 15), around(100, 676), around(675, 676)
    ((0, 14), (70, 129), (616, 675))
    """
    first = max(0, min(step - MOST_STEPS // 2, count - MOST_STEPS))
    return first, min(count, first + MOST_STEPS) - 1


def check_range(first: int, last: int, step: int, count: int) -> None:
    """Refuse steps that are not there, and more of them than a GIF may have.

    Parameters
    ----------
    first, last : of the wanted steps, from 0.
    step : the one in view.
    count : how many there are.
    """
    if not 0 <= first < count or not 0 <= last < count:
        raise ValueError(f"steps go from 1 to {count:,}: choose both ends in between")
    if last < first:
        raise ValueError(f"step {last + 1:,} comes before step {first + 1:,}: swap the two")
    if last - first >= MOST_STEPS:
        low, high = around(step, count)
        raise ValueError(
            f"{last - first + 1:,} steps are too many for one GIF: choose at most {MOST_STEPS}, "
            f"such as {low + 1:,} to {high + 1:,} around the one in view"
        )


# A whole class may press at once. One thread makes all GIFs, one after the other: pages stay quick, and memory is used
# again.
_WORKER = ThreadPoolExecutor(1, thread_name_prefix="gif")


def gif(film: Film) -> bytes:
    """The GIF of a film, kept for whoever asks for the same."""
    return _WORKER.submit(_kept_gif, film).result()


@lru_cache(maxsize=8)
def _kept_gif(film: Film) -> bytes:
    return make_gif(film)


def still(film: Film, step: int) -> Image.Image:
    """One step of a film, as it looks in the GIF."""
    views = [_view(film, step)]
    return Slide(views, film.width, dark=film.dark).draw(views[0], _progress(step, film))


def make_gif(film: Film) -> bytes:
    """Draw the steps of a film and write them as a GIF that begins anew when it ends."""
    check_range(film.first, film.last, film.first, step_count(film.card))
    steps = range(film.first, film.last + 1)
    views = [_view(film, step) for step in steps]
    slide = Slide(views, film.width, dark=film.dark)

    def frames() -> Iterator[Image.Image]:
        for step, view in zip(steps, views, strict=True):
            yield slide.draw(view, _progress(step, film))

    sample = np.unique(np.linspace(0, len(steps) - 1, SAMPLES).astype(int))
    palette = SharedPalette(
        [slide.draw(views[number], _progress(steps[number], film)) for number in sample], slide.paints.all
    )
    pictures = map(palette.indexed, frames())
    durations = [film.milliseconds] * len(steps)
    durations[-1] += LAST_FRAME
    file = io.BytesIO()
    next(pictures).save(
        file,
        "GIF",
        save_all=True,
        append_images=pictures,
        duration=durations,
        loop=0,
        optimize=False,
        disposal=1,
    )
    return file.getvalue()


def _view(film: Film, step: int) -> StepView:
    return step_view(film.card, step, reveal=film.reveal)


def _progress(step: int, film: Film) -> float:
    return (step - film.first + 1) / (film.last - film.first + 1)


class SharedPalette:
    """One palette for all frames: some colors exactly, the rest by what the frames need.

    Pillow maps a picture to a palette by a coarse table, which mixes up the light grounds; this maps exactly, and
    remembers every color it has met.
    """

    def __init__(self, frames: Sequence[Image.Image], exact: Sequence[Color]) -> None:
        small = [frame.resize((frame.width // 2, frame.height // 2), Image.Resampling.NEAREST) for frame in frames]
        sheet = Image.fromarray(np.concatenate([np.asarray(frame) for frame in small]))
        chosen = sheet.quantize(COLORS - len(exact), method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        self.colors = np.array([*(chosen.getpalette() or []), *np.ravel(exact)], dtype=np.int32).reshape(-1, 3)
        self.nearest = np.full(1 << 24, UNKNOWN, dtype=np.uint8)

    def indexed(self, frame: Image.Image) -> Image.Image:
        """A frame with each color replaced by the nearest of the palette."""
        levels = np.asarray(frame).astype(np.uint32)
        codes = levels[..., 0] << 16 | levels[..., 1] << 8 | levels[..., 2]
        met = self.nearest[codes]
        if (new := codes[met == UNKNOWN]).size:
            found = np.unique(new)
            for start in range(0, len(found), AT_ONCE):
                some = found[start : start + AT_ONCE]
                colors = np.stack([some >> 16, some >> 8 & 255, some & 255], axis=1).astype(np.int32)
                distances = ((colors[:, None] - self.colors) ** 2).sum(axis=2)  # (new, 1, 3) - (palette, 3)
                self.nearest[some] = distances.argmin(axis=1)
            met = self.nearest[codes]
        picture = Image.fromarray(met)
        picture.putpalette(self.colors.ravel().tolist())
        return picture
