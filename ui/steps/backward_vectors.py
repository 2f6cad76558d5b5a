"""A step back through the loss, a dense layer or flatten: gradients of long vectors, whole or a page at a time."""

from __future__ import annotations

import numpy as np

from ui.components.card_messages import (
    BackwardDenseCard,
    BackwardFlattenCard,
    BackwardLossCard,
    BackwardWeightsCard,
)
from ui.figures.maps import Panel
from ui.figures.numbers import MINUS, as_read, counted, equals, factor, fine, fine_cell, written
from ui.steps.parts import (
    Block,
    Piece,
    StepView,
    Strip,
    cell_mask,
    joined,
    largest_of,
    not_yet,
    pieces,
    result,
    sized,
    term,
)
from ui.steps.vectors import Places


def loss_view(card: BackwardLossCard, step: int, *, reveal: bool) -> StepView:
    """Describe the gradient of one class's logit: its share, less what it should be."""
    shares, targets, output, names, scale = card.shares, card.targets, card.output, card.names, card.scale
    rows = (
        ("Shares", shares, "", names, 1.0, None, fine_cell),
        ("What they should be", targets, "1 for the right class, else 0", (), 1.0, None, None),
        (card.title, output, "", names, largest_of(output), not_yet((1, output.size), step, reveal), None),
    )
    strips = [
        Strip(
            title,
            values[None],
            limit=limit,
            outlines=((0, step, 1, 1),),
            dimmed=cell_mask((1, values.size), 0, step),
            blank=blank,
            note=note,
            names=named,
            piece=values.size,
            write=write,
        )
        for title, values, note, named, limit, blank, write in rows
    ]
    share, target, gradient = float(shares[step]), int(targets[step]), float(output[step])
    difference = share - target
    taken = equals(as_read(share, fine) - target, difference, fine)
    subtracted = pieces(f"{fine(share)} {MINUS} {target} {taken} ")
    number = fine(gradient) if scale == 1 else written(gradient)
    told = result(number)
    sums = [(*subtracted, *told)]
    if scale != 1:
        scaled = pieces(f"{factor(difference, fine)}·{scale:,} {equals(as_read(difference, fine) * scale, gradient)} ")
        sums = [(*subtracted, *pieces(fine(difference))), (*scaled, *told)]
    name = f"“{names[step]}”"
    lead = f"{name} is {'right' if target else 'wrong'}, so its share should be {target}. The gradient is "
    ending = f"the loss {'falls' if target else 'rises'} when this logit rises."
    if number == "0":
        ending = "its share is what it should be."
    return StepView(
        parts=(Block(tuple(zip(("", MINUS, "="), strips, strict=True))),),
        sums=tuple(sums),
        said=(Piece(lead), *told, Piece(f": {ending}")),
        at=f"class {names[step]} · {step + 1} of {output.size}",
    )


def dense_view(card: BackwardDenseCard, step: int, *, reveal: bool) -> StepView:
    """Describe what all units send back to one entry."""
    upstream, weights, output = card.upstream, card.weights, card.output
    units, name, names = upstream.size, card.places[step], card.names
    row = weights[step]
    products = upstream * row
    most, heaviest = largest_of(upstream), largest_of(weights)
    strips = (
        Strip(card.title, upstream[None], limit=most, names=names, piece=units),
        Strip("Weights", row[None], limit=heaviest, note=f"of {name} in every unit", piece=units),
        Strip("Products", products[None], limit=most * heaviest, piece=units),
    )
    places = Places(output.size, card.maps, step)
    gathered = places.strip(
        card.output_title,
        places.note("entries", 0),
        output,
        largest_of(output),
        parted=places.whole,
        blank=places.coming() if reveal else None,
    )
    pairs = list(zip(upstream.tolist(), row.tolist(), strict=True))
    terms = joined([term(f"{factor(a)}·{factor(b)}", a * b) for a, b in pairs])
    read = sum(as_read(a) * as_read(b) for a, b in pairs)
    total = float(output[step])
    which, ends = ("which", ": ") if units == 1 else ("and each", ". Added up: ")
    return StepView(
        parts=(Block(tuple(zip(("", "×", "=", "→"), (*strips, gathered), strict=True))),),
        sums=((*terms, *pieces(f" {equals(read, total)} "), *result(written(total))),),
        said=(
            Piece(
                f"{name} feeds {counted(units, 'unit')}, {which} sends back its gradient times the weight between "
                f"them{ends}"
            ),
            *result(written(total)),
            Piece("."),
        ),
        at=f"entry {step:,} · {step + 1:,} of {output.size:,}",
    )


def weights_view(card: BackwardWeightsCard, step: int, *, reveal: bool) -> StepView:
    """Describe the gradient of one weight of a unit: what came in times what the unit sends back."""
    inputs, upstream, output = card.input, card.upstream, card.output
    unit, name = card.unit_index, card.places[step]
    value, back, gradient = float(inputs[step]), float(upstream[unit]), float(output[step])
    places = Places(inputs.size, card.maps, step)
    others = cell_mask((1, places.coming().size), 0, step - places.start)
    note = places.note("entries", 0)
    entries = places.strip(card.input_title, note, inputs, largest_of(inputs), parted=places.whole, dimmed=others)
    units = Strip(
        card.title,
        upstream[None],
        limit=largest_of(upstream),
        outlines=((0, unit, 1, 1),),
        dimmed=cell_mask((1, upstream.size), 0, unit),
        note=counted(upstream.size, "unit"),
        names=card.names,
        piece=upstream.size,
    )
    gradients = places.strip(
        f"Gradient of the weights of “{card.unit}”",
        "",
        output,
        largest_of(output),
        parted=places.whole,
        dimmed=others,
        blank=places.coming() if reveal else None,
    )
    sums = pieces(f"{factor(value)}·{factor(back)} {equals(as_read(value) * as_read(back), gradient)} ")
    if as_read(gradient) == 0:
        said = (
            Piece(
                f"{name} is 0: its weight changes nothing here, so its gradient is "
                if as_read(value) == 0
                else f"{name} is {written(value)}, but the gradient of its unit {written(back)}: that of its weight is "
            ),
            *result("0"),
            Piece("."),
        )
    else:
        way = "slightly larger" if gradient < 0 else "slightly smaller"
        said = (
            Piece(f"{name} is {written(value)}. The gradient of its weight is "),
            *result(written(gradient)),
            Piece(f": a {way} weight makes the loss smaller."),
        )
    return StepView(
        parts=(Block(tuple(zip(("", "×", "="), (entries, units, gradients), strict=True))),),
        sums=((*sums, *result(written(gradient))),),
        said=said,
        at=f"weight {step:,} · {step + 1:,} of {output.size:,}",
    )


def flatten_view(card: BackwardFlattenCard, step: int, *, reveal: bool) -> StepView:
    """Describe where the gradient of one entry goes back to."""
    maps, names, limit = card.output.numbers, card.names, card.output.limit
    channels, height, width = maps.shape
    channel, row, column = (int(place) for place in np.unravel_index(step, maps.shape))
    entries = np.arange(maps.size).reshape(maps.shape)
    panels = tuple(
        Panel(
            name,
            values,
            limit=limit,
            outlines=((row, column, 1, 1),) if number == channel else (),
            blank=entries[number] > step if reveal else None,
            note=sized(values),
        )
        for number, (name, values) in enumerate(zip(names, maps, strict=True))
    )
    places = Places(maps.size, channels, step)
    others = cell_mask((1, places.coming().size), 0, step - places.start)
    vector = maps.ravel()
    strip = places.strip(card.title, places.note("entries", 0), vector, limit, parted=places.whole, dimmed=others)
    gradient = written(vector[step])
    sums = pieces(
        f"entry {step} = {channel}·{height}·{width} + {row}·{width} + {column} → "
        f"map {channel}, row {row}, column {column}: "
    )
    said = (
        Piece(f"Entry {step:,} came from map {channel} ({names[channel]}), row {row}, column {column}: its gradient "),
        *result(gradient),
        Piece(" goes back there, unchanged."),
    )
    at = f"entry {step:,} · {step + 1:,} of {vector.size:,}"
    return StepView((Block(((strip,), ("↓",), panels)),), ((*sums, *result(gradient)),), said, at)
