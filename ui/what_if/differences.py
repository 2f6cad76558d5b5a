"""Two forward passes compared: which numbers of every layer differ, and by how much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ui.figures.numbers import ROUNDING, percent, settled, written
from ui.networks.walk import ForwardPass

MOST_BLOCKS = 40  # more outlines than that nobody can tell apart

Block = tuple[int, int, int, int]


@dataclass(frozen=True, eq=False)
class LayerDifference:
    """One layer before and after a change.

    Attributes
    ----------
    name : of the layer.
    before, after : (F, H, W) for a layer of maps, else (n,).
    map_names : the names of the F maps; empty where there are none.
    """

    name: str
    before: np.ndarray
    after: np.ndarray
    map_names: tuple[str, ...] = ()

    @property
    def difference(self) -> np.ndarray:
        """What was added to each number; 0 where only rounding differs."""
        added = self.after - self.before
        scale = max(np.abs(self.before).max(), np.abs(self.after).max())
        return np.where(np.abs(added) > ROUNDING * scale, added, 0.0)

    @property
    def changed(self) -> np.ndarray:
        """Which numbers differ."""
        return self.difference != 0

    @property
    def count(self) -> int:
        """How many numbers differ."""
        return int(np.count_nonzero(self.changed))

    @property
    def largest(self) -> float:
        """The difference of the largest size, with its sign."""
        added = self.difference
        return float(added.flat[np.abs(added).argmax()])

    @property
    def most_changed_map(self) -> int:
        """The number of the map with the largest difference."""
        return int(np.unravel_index(np.abs(self.difference).argmax(), self.before.shape)[0])

    @property
    def count_words(self) -> str:
        """How many numbers differ, in words: for each map where all have as many, or for the one map where some do."""
        if not self.count or not self.map_names:
            return f"{self.count or 'none'} of {self.before.size:,}"
        counts = self.changed.sum(axis=(1, 2))
        cells = self.before[0].size
        if (counts == counts[0]).all():
            return f"{counts[0]:,} of {cells:,} in each map"
        if np.count_nonzero(counts) == 1:
            return f"{self.count:,} of {cells:,}, {self.map_names[int(counts.argmax())]} only"
        touched = np.count_nonzero(counts)
        where = "" if touched == len(counts) else f" in {touched} of {len(counts)} maps"
        return f"{self.count:,} of {self.before.size:,}{where}"


def layer_differences(before: ForwardPass, after: ForwardPass) -> dict[str, LayerDifference]:
    """Every layer after the image, by the name it has in the address."""
    names = before.filter_names
    return {
        "convolution": LayerDifference("Convolution", before.maps, after.maps, names),
        "relu": LayerDifference("ReLU", before.activated, after.activated, names),
        "pooling": LayerDifference("Pooling", before.pooled, after.pooled, names),
        "vector": LayerDifference("Vector", before.vector, after.vector),
        "logits": LayerDifference("Logits", before.logits, after.logits),
        "shares": LayerDifference("Shares", before.probabilities, after.probabilities),
    }


def changed_blocks(changed: np.ndarray) -> list[Block]:
    """Rectangles (row, column, height, width) around the true cells of an (H, W) array, few enough to draw.

    Examples
    --------
    >>> changed_blocks(np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1]]) > 0)
    [(0, 0, 2, 2), (2, 2, 1, 1)]
    """
    blocks: list[Block] = []
    for row, cells in enumerate(changed):
        edges = np.flatnonzero(np.diff(np.concatenate([[False], cells, [False]]).astype(np.int8)))
        for start, end in edges.reshape(-1, 2).tolist():
            above = next((block for block in blocks if _continues(block, row, start, end - start)), None)
            if above:
                blocks[blocks.index(above)] = (above[0], start, above[2] + 1, end - start)
            else:
                blocks.append((row, start, 1, end - start))
    if len(blocks) <= MOST_BLOCKS:
        return blocks
    rows, columns = (np.flatnonzero(changed.any(axis=axis)) for axis in (1, 0))
    height, width = (int(lines[-1] - lines[0]) + 1 for lines in (rows, columns))
    return [(int(rows[0]), int(columns[0]), height, width)]


def _continues(block: Block, row: int, start: int, width: int) -> bool:
    """Whether a block ends above this row, over the same columns."""
    return block[0] + block[2] == row and (block[1], block[3]) == (start, width)


def answer_change(before: ForwardPass, after: ForwardPass) -> str:
    """Say whether the answer changed, and how its share did."""
    own, new = before.guess, after.guess
    share = percents(float(before.probabilities[own]), float(after.probabilities[own]))
    if not before.trained:
        place = f"the largest share stays that of the **{own}**" if own == new else f"**{new}** takes the lead"
        return f"This dense layer is untrained and its answer means nothing: {place}. The {own}: {share}."
    if own == new:
        return f"**It still says {own}**: {share}."
    new_share = percents(float(before.probabilities[new]), float(after.probabilities[new]))
    return f"**Now it says {new}**: {new_share}. The {own}: {share}."


def percents(before: float, after: float) -> str:
    """Two shares in percent; where they are written alike, whether the second is smaller or larger.

    Examples
    --------
    >>> percents(0.25, 0.987), percents(0.9995, 0.9881), percents(0.99926, 0.99921), percents(0.5, 0.5)
    ('25.0 % → 98.7 %', 'more than 99.9 % → 98.8 %', '99.9 %, a little less than before', '50.0 %, as before')
    """
    texts = [percent(share, words=True) for share in (before, after)]
    if texts[0] != texts[1]:
        return " → ".join(texts)
    if settled(before) == settled(after):
        return f"{texts[0]}, as before"
    return f"{texts[0]}, a little {'less' if after < before else 'more'} than before"


def summary_rows(layers: dict[str, LayerDifference]) -> str:
    """A table in Markdown: of each layer, how many numbers changed and the largest change."""
    rows = [
        f"| {layer.name} | {layer.count_words} | {_signed(layer.largest) if layer.count else '–'} |"
        for layer in layers.values()
    ]
    return "\n".join(["| layer | numbers changed | largest change |", "| --- | --- | --- |", *rows])


def _signed(value: float) -> str:
    text = written(value)
    return text if value < 0 else f"+{text}"
