"""The stepping as a GIF: as many frames as steps, each with its window in orange, and never too many."""

import io
import itertools
from dataclasses import astuple
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cnn_steps import Dense, Flatten
from tests.ui.steps.backward_examples import random_way
from tests.ui.steps.drawing_cases import DrawingCase, some_drawing_cases
from tests.ui.steps.examples import EVERY_OPERATION, convolution, nine, random_image
from ui.backward.card_data import backward_loss_card
from ui.components.card_messages import Card
from ui.steps import gif as gifs
from ui.steps.gif import LAST_FRAME, MOST_STEPS, Film, around, check_range, gif, make_gif
from ui.steps.lettering import write
from ui.steps.parts import Piece, StepView, Strip
from ui.steps.pictures import Slide, paints
from ui.steps.views import fills_up, step_count, step_view
from ui.theme import contrast


def film(card: Card, first: int = 0, last: int = -1, **options: Any) -> Film:
    last = last % step_count(card)
    return Film(
        **({"fingerprint": "", "width": 640, "milliseconds": 500, "dark": False} | options),
        first=first,
        last=last,
        reveal=fills_up(card),
        card=card,
    )


def frames(content: bytes) -> list[Image.Image]:
    picture = Image.open(io.BytesIO(content))
    found = []
    for number in range(picture.n_frames):
        picture.seek(number)
        found.append(picture.convert("RGB"))
    return found


def orange(frame: Image.Image, dark: bool = False) -> np.ndarray:
    """(height, width) of bool, True where a frame is orange, the color of now."""
    return (np.abs(np.asarray(frame).astype(int) - paints(dark).focus) <= 6).all(axis=2)


def test_the_nine_has_a_frame_for_every_stop_and_plays_forever() -> None:
    picture = Image.open(io.BytesIO(make_gif(film(nine(), width=960))))
    assert picture.format == "GIF"
    assert (picture.n_frames, picture.width, picture.info["loop"]) == (15, 960, 0)
    durations = []
    for number in range(15):
        picture.seek(number)
        durations.append(picture.info["duration"])
    assert durations == [500] * 14 + [500 + LAST_FRAME]


@pytest.mark.parametrize("width", [640, 960, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_a_gif_has_the_size_and_the_ground_that_were_chosen(width: int, dark: bool) -> None:
    shown = frames(make_gif(film(nine(), 0, 1, width=width, dark=dark)))
    assert all(frame.width == width and width / 2.5 < frame.height < width for frame in shown)
    assert shown[0].getpixel((2, 2)) == paints(dark).panel


@pytest.mark.parametrize("name", EVERY_OPERATION)
def test_every_operation_moves_from_frame_to_frame_with_something_in_focus(name: str) -> None:
    card = EVERY_OPERATION[name]
    shown = frames(make_gif(film(card, 0, min(5, step_count(card) - 1))))
    assert len(shown) == min(6, step_count(card))
    for before, after in itertools.pairwise(shown):
        assert before.tobytes() != after.tobytes()
        assert before.size == after.size
    assert all(orange(frame).any() for frame in shown)


@pytest.mark.parametrize("case", list(some_drawing_cases()), ids=lambda case: "-".join(map(str, astuple(case))))
def test_every_operation_is_drawn_however_large_its_image_and_its_kernel(case: DrawingCase) -> None:
    picture = case.draw()
    assert picture.width == case.width
    assert picture.height < 1.3 * picture.width  # thousands of terms do not make it a tower
    assert orange(picture).any()


@pytest.mark.parametrize("turned", [False, True])
def test_a_cell_under_a_pixel_is_outlined_wherever_it_stands(turned: bool) -> None:
    card = DrawingCase("convolution", 128, 7, "first", 640).card
    views = [step_view(card, step * (122 if turned else 1)) for step in range(40, 80)]  # down a column, along a row
    slide = Slide(views, 640, dark=False)
    assert slide.places[-1].pitch < 1
    for view in views:
        seen = orange(slide.draw(view, 0.5))[: slide.sum_top]
        assert seen[:, round(slide.places[-1].x) - 9 :].any()


@pytest.mark.parametrize("dark", [False, True])
def test_the_orange_window_stands_around_the_cells_of_its_stop(dark: bool) -> None:
    views = [step_view(nine(), step) for step in range(15)]
    slide = Slide(views, 960, dark=dark)
    shown = frames(make_gif(film(nine(), width=960, dark=dark)))
    place = slide.places[0]  # of the image
    for frame, view in zip(shown, views, strict=True):
        _, column, height, across = view.panels[0].outlines[0]
        rows, columns = np.nonzero(orange(frame, dark)[: slide.sum_top, : round(place.x + place.width) + 6])
        left, right = columns.min() - place.x, columns.max() - place.x
        assert left == pytest.approx(column * place.pitch, abs=8)
        assert right == pytest.approx((column + across) * place.pitch, abs=8)
        assert rows.max() - rows.min() == pytest.approx(height * place.pitch, abs=10)


@pytest.mark.parametrize("count", [1, 2, MOST_STEPS - 1, MOST_STEPS, MOST_STEPS + 1, 200])
def test_the_steps_around_one_hold_it_and_go_up_to_the_last(count: int) -> None:
    for step in {0, count // 2, count - 1}:
        first, last = around(step, count)
        assert 0 <= first <= step <= last < count
        assert last - first + 1 == min(count, MOST_STEPS)
        check_range(first, last, step, count)
    assert around(count - 1, count)[1] == count - 1


def test_the_map_fills_up_from_frame_to_frame() -> None:
    slide = Slide([step_view(nine(), step) for step in range(15)], 960, dark=False)
    place = slide.places[-1]
    shown = frames(make_gif(film(nine(), width=960)))
    corner = (round(place.x + 1.5 * place.pitch), round(place.y + place.pitch) + 10)  # in the cell that becomes 1
    blue = np.abs(np.array(shown[1].getpixel(corner)) - paints(False).positive).max()
    assert shown[0].getpixel(corner) == paints(False).panel
    assert blue <= 8


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_digits_can_be_read_on_every_cell_where_it_steps_back_too(dark: bool) -> None:
    values = np.linspace(-1, 1, 15)[None]
    steps_back = np.arange(15)[None] % 2 == 0
    for mask in (steps_back, ~steps_back, None):
        row = Strip("a", values, limit=1.0, dimmed=mask, write=lambda value: "8")
        view = StepView((row,), ((Piece("8"),),), (Piece("8"),), "1 of 1")
        slide = Slide([view], 1280, dark=dark)
        picture = np.asarray(slide.draw(view, 1.0))
        (place,), (size,) = slide.places, slide.letters
        assert size > 10
        top = round(place.y) + slide.heading(row)
        for column in range(15):
            left, side = round(place.x) + column * int(place.pitch), int(place.pitch) - slide.gap(place.pitch)
            cell = picture[top : top + side, left : left + side]
            fill = cell[side // 8, side // 2]
            digit = cell[side // 2 - size // 2 : side // 2 + size // 2, side // 4 : -side // 4].reshape(-1, 3)
            assert contrast(digit, fill).max() >= 4.5


def test_frames_share_one_palette_without_speckles() -> None:
    content = make_gif(film(nine(), dark=True))
    picture = Image.open(io.BytesIO(content))
    assert picture.global_palette is not None
    own = 0
    for number in range(picture.n_frames):
        picture.seek(number)
        own += picture.palette is not None and picture.palette.palette != picture.global_palette.palette
    assert own == 0
    for frame in frames(content):
        assert (np.asarray(frame)[:10] == paints(True).panel).all()  # above all panels there is only the ground


def test_a_still_looks_like_the_frame_of_the_gif() -> None:
    card = EVERY_OPERATION["softmax"]
    still = np.asarray(gifs.still(film(card, width=960), 4)).astype(int)
    frame = np.asarray(frames(make_gif(film(card, width=960)))[4]).astype(int)
    assert still.shape == frame.shape
    assert np.abs(still - frame).mean() < 3


@pytest.mark.parametrize("names", [("vertical", "horizontal"), ("0", "1")])
def test_names_above_a_vector_do_not_run_into_each_other(
    names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    spans = {}

    def noted(pen: Any, x: float, y: float, text: str, *rest: Any, **options: Any) -> float:
        end = write(pen, x, y, text, *rest, **options)
        spans[text] = (x, end)
        return end

    monkeypatch.setattr("ui.steps.pictures.write", noted)
    make_gif(film(backward_loss_card(random_way(Flatten(), Dense(2)), names), 0, 0))
    assert spans[names[0]][1] < spans[names[1]][0]


def test_only_the_steps_asked_for_are_in_a_gif() -> None:
    card = convolution(random_image(28, 28), np.ones((3, 3)))
    assert len(frames(make_gif(film(card, 300, 303)))) == 4


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (
            0,
            15_875,
            "15,876 steps are too many for one GIF: choose at most 60, such as 4,971 to 5,030 around the one in view",
        ),
        (0, 15_876, "steps go from 1 to 15,876: choose both ends in between"),
        (-1, 3, "steps go from 1 to 15,876: choose both ends in between"),
        (9, 4, "step 5 comes before step 10: swap the two"),
    ],
)
def test_a_range_that_makes_no_gif_is_refused_in_a_sentence(first: int, last: int, sentence: str) -> None:
    with pytest.raises(ValueError) as refusal:
        check_range(first, last, 5000, 15_876)
    assert str(refusal.value) == sentence


def test_too_many_steps_are_refused_before_anything_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("drawn")

    monkeypatch.setattr(gifs, "Slide", never)
    card = convolution(random_image(28, 28), np.ones((3, 3)))
    with pytest.raises(ValueError, match="676 steps are too many"):
        make_gif(film(card))


@pytest.mark.parametrize("step", [0, 29, 30, 500, 645, 646, 675])
def test_what_is_offered_holds_the_step_in_view_and_is_never_too_much(step: int) -> None:
    first, last = around(step, 676)
    assert first <= step <= last and last - first + 1 == MOST_STEPS
    check_range(first, last, step, 676)


def test_the_same_gif_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(gifs, "make_gif", lambda film: made.append(film) or b"GIF")
    gifs._kept_gif.cache_clear()
    for fingerprint in ("a", "a", "b", "a"):
        assert gif(film(nine(), fingerprint=fingerprint)) == b"GIF"
    gifs._kept_gif.cache_clear()
    assert [one.fingerprint for one in made] == ["a", "b"]
