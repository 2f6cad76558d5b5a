"""Pictures as a tab keeps them: every level and fact comes back, in a file of limited size, or is refused."""

import io
import json
from dataclasses import fields, replace

import numpy as np
import pytest
from PIL import Image

from cnn_steps import Picture, read_picture, sample_photo
from tests.ui.picture.test_sidebar import png
from ui.picture.facts import MAX_SIDE, side_of
from ui.picture.keeping import MOST_KEPT, packed, picture_to_keep, unpacked

RNG = np.random.default_rng(7)
NOISE = RNG.integers(0, 256, (480, 480, 3), dtype=np.uint8)
FACTS = Picture(
    sample_photo(),
    orientation=6,
    original_size=(3000, 4510),
    format="TIFF",
    depth=12,
    levels=(3, 4011.5),
    scale=(0, 4095),
    profile="Display P3",
    profile_use="converted",
    background=(0, 0, 0),
)


def sent(picture: Picture) -> Picture:
    """The picture after its way to the tab and back."""
    facts, file = packed(picture)
    return unpacked(json.loads(json.dumps(facts)), file)


def same(one: Picture, other: Picture) -> bool:
    facts = [field.name for field in fields(Picture) if field.name != "as_taken"]
    return np.array_equal(one.as_taken, other.as_taken) and all(getattr(one, f) == getattr(other, f) for f in facts)


@pytest.mark.parametrize(
    "levels",
    [sample_photo(), sample_photo()[:, :, 0], NOISE[:200, :300], NOISE[:1, :1], NOISE[:7, :480, 1], NOISE[:1, :300]],
    ids=["photo", "gray", "noise", "one pixel", "gray noise", "a row"],
)
def test_every_level_and_every_fact_comes_back(levels: np.ndarray) -> None:
    picture = replace(FACTS, as_taken=levels)
    assert same(sent(picture), picture)
    assert sent(picture).as_taken.flags.c_contiguous


def test_a_picture_without_color_behind_it_comes_back_without_one() -> None:
    assert sent(replace(FACTS, background=None)).background is None


def test_a_photograph_is_kept_at_its_full_480_pixels() -> None:
    large = Image.fromarray(sample_photo()).resize((1600, 1064))
    file = io.BytesIO()
    large.save(file, "JPEG", quality=90)
    picture = picture_to_keep(file)
    assert picture.as_taken.shape[:2] == (319, 480) and side_of(picture) == MAX_SIDE
    assert same(picture, read_picture(file, max_side=MAX_SIDE))


@pytest.mark.parametrize("shape", [(480, 480, 3), (900, 700, 3), (480, 480)], ids=str)
def test_noise_is_read_as_large_as_it_fits(shape: tuple[int, ...]) -> None:
    file = io.BytesIO(png(RNG.integers(0, 256, shape, dtype=np.uint8)))
    picture = picture_to_keep(file)
    size = len(packed(picture)[1])
    assert size <= MOST_KEPT and (side_of(picture) == MAX_SIDE or size > 0.8 * MOST_KEPT)
    assert same(picture, read_picture(file, max_side=side_of(picture)))


def test_a_small_picture_is_said_to_be_read_as_any_other() -> None:
    assert side_of(picture_to_keep(io.BytesIO(png(NOISE[:20, :30])))) == MAX_SIDE


@pytest.mark.parametrize(
    "changes",
    [
        {"orientation": 9},
        {"orientation": True},
        {"orientation": "1"},
        {"original_size": [2, 2]},
        {"original_size": [300.0, 451]},
        {"original_size": [50_000, 50_000]},
        {"original_size": 300},
        {"format": "EPS"},
        {"format": ["PNG"]},
        {"depth": 0},
        {"depth": 1e300},
        {"levels": [5, 1]},
        {"levels": [0, float("nan")]},
        {"levels": [0, float("inf")]},
        {"levels": [0, 10**400]},
        {"levels": [0, 1, 2]},
        {"scale": ["0", "255"]},
        {"profile": "x" * 1001},
        {"profile": None},
        {"profile_use": "other"},
        {"profile_use": ["none"]},
        {"background": [0, 0]},
        {"background": [0, 0, 256]},
        {"background": "white"},
        {"more": 1},
    ],
    ids=lambda changes: str(changes)[:50],
)
def test_facts_that_are_none_are_refused(changes: dict[str, object]) -> None:
    facts, file = packed(FACTS)
    with pytest.raises(ValueError, match="choose it again"):
        unpacked({**facts, **changes}, file)


def test_missing_facts_are_refused() -> None:
    facts, file = packed(FACTS)
    with pytest.raises(ValueError, match="not complete"):
        unpacked({name: value for name, value in facts.items() if name != "depth"}, file)


@pytest.mark.parametrize("file", [b"", b"no picture", png(np.zeros((481, 480), np.uint8))], ids=["", "text", "large"])
def test_a_file_that_is_none_or_too_large_is_refused(file: bytes) -> None:
    with pytest.raises(ValueError, match=r"is empty|looks like text|longer than 480 pixels"):
        unpacked(packed(FACTS)[0], file)
