"""The looks figures share: colors for signed numbers, pictures and text, on light and on dark ground."""

from __future__ import annotations

from dataclasses import dataclass

BLUE, RED = "rgb(33,102,172)", "rgb(178,24,43)"
BLUE_ON_DARK, RED_ON_DARK = "rgb(67,147,220)", "rgb(214,84,80)"


@dataclass(frozen=True)
class Look:
    """One set of colors."""

    ink: str
    soft: str
    line: str
    focus: str
    accent: str
    zero: str
    positive: str
    negative: str

    @property
    def signed(self) -> list[list[float | str]]:
        """Red below zero, blue above, nearly the ground at zero."""
        return [[0.0, self.negative], [0.5, self.zero], [1.0, self.positive]]


LIGHT = Look("#1c2333", "#5b657a", "#dfe4ec", "#e8590c", "#2f5bd7", "rgb(247,247,247)", BLUE, RED)
DARK = Look("#e8ecf4", "#9aa5bb", "#2a3244", "#ff8f4a", "#8fb0ff", "rgb(42,48,64)", BLUE_ON_DARK, RED_ON_DARK)
GRAYS = [[0.0, "rgb(15,15,15)"], [1.0, "rgb(240,240,240)"]]


def look(dark: bool) -> Look:
    """The set of colors for a dark or a light page."""
    return DARK if dark else LIGHT
