"""A picture on its way through a trained network: how it was prepared, what each layer makes of it, the answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
import pandas as pd
import streamlit as st

from cnn_steps import Stage, digit_stages, layer_names
from ui import controls
from ui.address import settings, state
from ui.address.codes import PAD_SHAPE
from ui.app import charts, page
from ui.components.pictures import data_uri
from ui.components.pixel_drawing import pixel_editor
from ui.figures.bars import bars_figure
from ui.figures.maps import FOUR_IN_A_ROW, Panel, maps_figure, own_limit, picture_levels, scale_limit
from ui.figures.numbers import counted, decimals, percent, written
from ui.figures.tiles import map_stack, tile_levels
from ui.lessons.training.pictures import picture_tag
from ui.picture.in_view import current_image
from ui.training.readers import (
    Answer,
    Likeness,
    Reader,
    answer,
    as_input,
    likeness,
    shipped_reader,
    trained_reader,
)
from ui.training.runs import Run, epoch_in_view
from ui.words import as_it_stands, sentence

PAD_CELL = 19  # pixels of the screen; 16 of them fit a phone
INPUT = 128  # pixels, the picture as the network takes it
STAGE = 76  # pixels, a stage of preparing
TILE = 46  # pixels, a map
ENTRY = 5  # pixels, an entry of a vector
MOST_TILES = 32  # maps of a layer that are shown
BARS = 300  # pixels


@dataclass(frozen=True, eq=False)
class Followed:
    """The picture that a person follows through the network.

    Attributes
    ----------
    name : what to call it.
    stages : how it was prepared; empty for a held-out picture, which needs no preparing.
    array : (1, H, W), as the network takes it; ``None`` where there is nothing to take.
    truth : its class, where that is known.
    problem : why there is no picture, as a sentence.
    """

    name: str
    stages: tuple[Stage, ...] = ()
    array: np.ndarray | None = None
    truth: int | None = None
    problem: ValueError | None = None


def source_and_reader(run: Run | None) -> tuple[str, Reader]:
    """Ask what to follow, and through which network; that is a choice only once one was trained here.

    Parameters
    ----------
    run : the training of this session.

    Returns
    -------
    (source, reader)
        An option of ``settings.FOLLOW``, and the network: the one trained here as it was after the epoch in view, or
        the one for handwritten digits that is there from the start.
    """
    trained, shipped = _trained_here(run), shipped_reader()
    with page.control_line():
        source = controls.segmented(settings.FOLLOW, "Follow", wrap=True)
        if trained is None:
            return source, shipped
        whose = controls.segmented(settings.READER, "Weights", wrap=True)
    return source, trained if whose == "trained" else shipped


def _trained_here(run: Run | None) -> Reader | None:
    """The network of a training after the epoch in view; ``None`` while its weights are random."""
    epoch = epoch_in_view(run) if run else None
    if run is None or epoch is None or not (run.epoch or run.source):
        return None
    return trained_reader(run.plan, epoch.parameters, epoch.epoch, run.source)


def follow(source: str, chosen: Reader) -> tuple[Followed, Reader]:
    """Let a person draw a digit, or choose another picture, and follow it through a trained network.

    Parameters
    ----------
    source : what is followed, an option of ``settings.FOLLOW``.
    chosen : the network to follow it through; what it cannot read, the shipped one does.

    Returns
    -------
    (picture, reader)
        The picture, and the network it was followed through.
    """
    reader = chosen
    if source != "held-out" and not chosen.reads_digits:
        st.caption(
            f"The network ({as_it_stands(chosen.words)}) does not read digits, so the one shipped with this app does. "
            f"Choose **{settings.FOLLOW.options['held-out']}** to follow one of its own."
        )
        reader = shipped_reader()
    left, middle, right = st.columns([6, 3, 5], gap="medium")
    with left:
        picture = _chosen(source, reader)
    if picture.array is None:
        with middle:
            if picture.problem is not None:
                st.info(as_it_stands(sentence(picture.problem)), icon=":material/draw:")
        return picture, reader
    reply, near = answer(reader, picture.array), likeness(picture.array, reader.data)
    with middle:
        st.html(_input_tiles(picture, near, reader))
    with right:
        st.markdown(answer_words(reply, reader, picture.truth))
        _shares(reply, reader)
    st.markdown(likeness_words(near, reader))
    if picture.stages:
        st.html(stage_strip(picture))
    layer_strip(reader, reply)
    if picture.stages:
        page.question("How was it prepared, and who decides that?", _preparing, picture, key="preparing")
    page.question(
        "What are the numbers behind these colors?",
        _layer_numbers,
        reader,
        reply,
        key="closer look",
        icon=":material/zoom_in:",
    )
    return picture, reader


def _chosen(source: str, reader: Reader) -> Followed:
    """The control that chooses the picture, and the picture as the network takes it."""
    if source == "held-out":
        return _held_out(reader)
    if source == "image":
        image = current_image()
        name, picture = image.name, image.array if image.picture is None else image.picture
    else:
        name, picture = "Your drawing", _pad()
    try:
        stages = digit_stages(picture)
    except ValueError as error:
        return Followed(name, problem=error)
    if source == "image":
        st.html(_figure(_levels(stages[0]), name, f"<b>{as_it_stands(name)}</b><br>as chosen in the sidebar", 220))
    return Followed(name, stages, as_input(stages[-1].array, reader.data))


def _pad() -> np.ndarray:
    """The drawing pad, and the (16, 16) drawing on it in −1/+1."""
    pixel_editor(
        settings.DRAWING,
        "Start from a 9",
        shape=PAD_SHAPE,
        cell=PAD_CELL,
        key="digit pad",
        on_change=partial(state.put, settings.DRAWING),
    )
    st.caption(
        "Draw with finger or mouse, large. Beginning on a white pixel erases. Arrow keys and space work as well."
    )
    drawn: np.ndarray = settings.DRAWING.check(state.use(settings.DRAWING))
    return drawn


def _held_out(reader: Reader) -> Followed:
    """One of the pictures that were not trained on."""
    images, labels = reader.data.test_images, reader.data.test_labels
    place = controls.typed_whole(settings.SAMPLE, f"Number, 0 to {len(images) - 1}")
    if place >= len(images):
        st.caption(f"There is no number {place}. Showing the last one, {len(images) - 1}.")
        place = len(images) - 1
    truth = int(labels[place])
    name = f"Held-out picture {place}"
    levels = picture_levels(images[place, 0], reader.data.value_range)
    label = as_it_stands(reader.data.classes[truth])
    words = f"<b>{name}</b><br>It is labeled {label}, and held out: not trained with here."
    st.html(_figure(levels, f"{name}, labeled {reader.data.classes[truth]}", words, 220))
    return Followed(name, (), images[place], truth)


def answer_words(reply: Answer, reader: Reader, truth: int | None = None) -> str:
    """Say what the network answers, and whether that is right."""
    names = reader.data.classes
    words = f"It says **{names[reply.guess]}**, with {percent(reply.shares[reply.guess], words=True)}."
    if truth is not None:
        words += " That is right." if reply.guess == truth else f" It was labeled **{names[truth]}**."
    return f"{words} The weights were {as_it_stands(reader.words)}."


def likeness_words(near: Likeness, reader: Reader) -> str:
    """Say how like the pictures to train with a picture is, in distances."""
    count = f"{counted(len(reader.data.images), 'picture')} to train with"
    distance = decimals(near.distance, 1)
    if near.usual is None:
        return (
            f"The nearest of the {count} is at a distance of **{distance}**. Too few pictures are held out to "
            "say what is usual."
        )
    usual = f"Of the held-out ones, at least 99 in 100 stay within {decimals(near.usual, 1)}"
    if near.is_unlike:
        return (
            f":material/warning: **Unlike the pictures of its data.** The nearest of the {count} is at a distance of "
            f"**{distance}**. {usual}. It has to name one of its classes all the same, so take its answer for a guess."
        )
    return f"Like the pictures of its data: the nearest of the {count} is at a distance of **{distance}**. {usual}."


def _shares(reply: Answer, reader: Reader) -> None:
    names = reader.data.classes
    columns = {"logit": reply.activations[-1], "share": reply.shares}
    table = pd.DataFrame(columns, index=pd.Index(names, name="class"))
    charts.figure(
        bars_figure(
            "shares",
            reply.shares,
            names,
            dark=state.is_dark(),
            height=26 * len(names) + 40,
            width=BARS,
            title="Shares",
        ),
        {"logits and shares": table},
        key="read as",
        alt=f"The share of each class. The largest is {percent(reply.shares[reply.guess])}, for {names[reply.guess]}.",
    )


def _input_tiles(picture: Followed, near: Likeness, reader: Reader) -> str:
    """The picture as the network takes it, and the picture to train with that is most like it."""
    data = reader.data
    rows, columns = data.input_shape[1:]
    levels = picture_levels(picture.array[0], data.value_range)  # type: ignore[index]
    nearest = picture_levels(near.nearest, data.value_range)
    label = as_it_stands(data.classes[near.label])
    tiles = _figure(levels, f"{picture.name}, {rows} by {columns}", f"<b>What it gets</b><br>{rows} × {columns}", INPUT)
    tiles += _figure(nearest, f"labeled {label}", f"<b>Most like it</b><br>to train with, labeled {label}", INPUT)
    return f'<div style="display:flex;flex-wrap:wrap;gap:0 16px">{tiles}</div>'


def stage_strip(picture: Followed) -> str:
    """Every stage of preparing, small, in one line where there is room."""
    figures = "".join(
        _figure(_levels(stage), _stage_alt(picture, stage), f"<b>{stage.name}</b>", STAGE, box=100)
        for stage in picture.stages
    )
    return _strip("Prepared much as the handwritten digits were", figures)


def _stage_alt(picture: Followed, stage: Stage) -> str:
    rows, columns = stage.array.shape[:2]
    return f"{picture.name}, {stage.name}: {rows} by {columns}"


def _preparing(picture: Followed) -> None:
    """What was done at every stage, with its reason, and the last one in numbers."""
    st.markdown(
        "The handwritten digits were all prepared in one way, so yours is prepared likewise. They were scanned in "
        "black and white, cut out, scaled to 32 pixels high and about 20 wide, their strokes brought to one thickness, "
        "and the ink **counted** in blocks of 4 × 4 pixels. That is why each of the 64 numbers goes from 0 "
        "to 16. Slanted digits were also made upright, which is not done here."
    )
    page.table(
        [{"stage": stage.name, "what was done": stage.note.replace("-", "−")} for stage in picture.stages],
        key="preparing stages",
    )
    counts = picture.stages[-1].array
    charts.maps([Panel("counted", counts, "picture", (0.0, 16.0))], key="preparing counts", alt="The 64 counts.")
    st.caption(
        "Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI, 1998; preparing after M. "
        "D. Garris and others, NIST Form-Based Handprint Recognition System, NISTIR 5469, 1994."
    )


def layer_strip(reader: Reader, reply: Answer) -> None:
    """Every layer's maps as small pictures, each layer on a scale of its own."""
    dark = state.is_dark()
    parts = []
    for name, values in list(zip(layer_names(reader.layers), reply.activations[1:], strict=True))[:-1]:
        maps = map_stack(values)
        tiles, limit = maps[:MOST_TILES], own_limit(values)
        rows, columns = maps.shape[1:]
        side = TILE / max(rows, columns) if values.ndim > 1 else ENTRY  # of a cell
        images = "".join(
            f'<img alt="" src="{_tile(grid.astype(np.float32).tobytes(), grid.shape, limit, dark)}" '
            f'style="image-rendering:pixelated;width:{side * columns:g}px;height:{side * rows:g}px;border-radius:3px">'
            for grid in tiles
        )
        size = " × ".join(map(str, values.shape)) + (" numbers" if values.ndim == 1 else "")
        more = f", the first {len(tiles)} shown" if len(maps) > len(tiles) else ""
        parts.append(
            '<figure style="margin:0"><figcaption style="font-size:14px;margin-bottom:4px">'
            f"<b>{name}</b> {size}{more}, up to {written(limit)}</figcaption>"
            f'<div style="display:flex;flex-wrap:wrap;gap:4px">{images}</div></figure>'
        )
    st.html(_strip("Layer by layer", "".join(parts), column=True))


@lru_cache(maxsize=512)  # a click elsewhere on the page shows the same maps again
def _tile(values: bytes, shape: tuple[int, int], limit: float, dark: bool) -> str:
    """The source of a map's picture, from the bytes of its float32 numbers."""
    return data_uri(tile_levels(np.frombuffer(values, np.float32).reshape(shape), limit, dark=dark))


def _layer_numbers(reader: Reader, reply: Answer) -> None:
    """One layer's maps with their numbers."""
    names = ("input", *layer_names(reader.layers))
    name = controls.side_by_side("Layer", {name: name for name in names}, names[1], key="closer layer")
    values = reply.activations[names.index(name)]
    maps = map_stack(values)[:MOST_TILES]
    a_row = 2 if state.is_phone() else 4
    titles = [f"{name}, map {number}" if len(maps) > 1 else name for number in range(len(maps))]
    panels = [Panel(title, grid) for title, grid in zip(titles, maps, strict=True)]
    rows = [panels[start : start + a_row] for start in range(0, len(panels), a_row)]
    largest = FOUR_IN_A_ROW if len(panels) > 1 else None
    charts.figure(
        maps_figure(rows, dark=state.is_dark(), limit=scale_limit(values), largest=largest),
        dict(zip(titles, maps, strict=True)),
        key="closer maps",
        alt=f"{len(maps)} maps of {name}, from {written(values.min())} to {written(values.max())}.",
        note="Blue is above zero, red below; all maps of the layer on one scale.",
    )


def _levels(stage: Stage) -> np.ndarray:
    return stage.array if stage.array.dtype == np.uint8 else picture_levels(stage.array, (0.0, 16.0))


def _figure(levels: np.ndarray, alt: str, caption: str, side: int, *, box: int | None = None) -> str:
    """A small picture with its caption; ``side`` is its longer side in pixels, ``box`` the width of its place."""
    return (
        f'<figure style="margin:0 0 12px;width:{box or side + 2}px">{picture_tag(levels, alt, side)}'
        f'<figcaption style="font-size:14px;line-height:1.4">{caption}</figcaption></figure>'
    )


def _strip(title: str, figures: str, *, column: bool = False) -> str:
    way = "flex-direction:column;gap:12px" if column else "flex-wrap:wrap;align-items:flex-end;gap:12px 16px"
    return f'<p style="margin:0 0 8px"><b>{title}</b></p><div style="display:flex;{way}">{figures}</div>'
