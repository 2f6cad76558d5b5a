"""Facts about a picture's file, in words and code: its kind, its levels, and how reading it changed them."""

from __future__ import annotations

from cnn_steps import Picture
from cnn_steps.picture_files import kind_name
from ui.figures.numbers import counted, readable
from ui.words import file_title

OWN_PICTURE = "your-picture"
"""What the code of a page calls the file of a person's picture, which the code cannot carry; without its ending."""

MAX_SIDE = 480
"""Pixels of the longer side that a person's picture is read with at most."""

PLAIN_SCALE: tuple[float, float] = (0, 255)
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
_ENDINGS = {"JPEG": "jpg", "TIFF": "tif"}


def own_picture_file(picture: Picture) -> str:
    """A name for the file of a person's picture, with the ending by which other programs know its kind."""
    return f"{OWN_PICTURE}.{_ENDINGS.get(picture.format, picture.format.lower())}"


def side_of(picture: Picture) -> int:
    """The ``max_side`` to read the file with for the same picture."""
    is_shrunk = picture.as_taken.shape[:2] != picture.original_size
    return max(picture.as_taken.shape[:2]) if is_shrunk else MAX_SIDE


def reading_code(picture: Picture) -> str:
    """An expression of Python that reads a person's picture again from its file."""
    return f'read_picture("{own_picture_file(picture)}", max_side={side_of(picture)}, background="auto")'


def file_line(picture: Picture) -> str:
    """The file in a few words: kind, size, depth."""
    rows, columns = picture.original_size
    depth = f"{counted(picture.depth, 'bit')} per channel"
    return f"{kind_name(picture.format)} file, {rows:,} × {columns:,} pixels, {depth}"


def file_words(picture: Picture) -> str:
    """The levels of the file and what became of them, in sentences. The name of a profile stands in them as it is."""
    low, high = sorted(picture.levels)
    range_words = f"All its levels are {readable(low)}"
    if low != high:
        range_words = f"Its levels go from {readable(low)} to {readable(high)}"
    sentences = [f"{range_words}{', read with 8 bits' * _is_read_with_8_bits(picture)}.", _scale_words(picture)]
    if picture.profile_use == "converted":
        name = file_title(picture.profile)
        profile = f"the profile “{name}”" if name else "a color profile"
        sentences.append(f"Its {_colors(picture)} follow {profile} and were converted to sRGB, which the web uses.")
    if picture.profile_use == "unreadable":
        sentences.append(
            f"Its color profile can't be used, so its {_colors(picture)} are taken as sRGB, which the web uses."
        )
    if picture.background is not None:
        reason = ", where the rest stands out more than on white" if picture.background == BLACK else ""
        sentences.append(f"Its transparent pixels show {_color(picture.background)}{reason}.")
    return " ".join(filter(None, sentences))


def reading_words(picture: Picture) -> str:
    """What reading the file changed, in a sentence; "" if the picture has the very levels of the file."""
    (rows, columns), (kept_rows, kept_columns) = picture.original_size, picture.as_taken.shape[:2]
    changes = []
    if (rows, columns) != (kept_rows, kept_columns):
        changes.append(f"its {rows:,} × {columns:,} pixels were shrunk to {kept_rows:,} × {kept_columns:,}")
    if _is_read_with_8_bits(picture):
        were = "was" if picture.depth == 1 else "were"
        changes.append(f"its {counted(picture.depth, 'bit')} per channel {were} read as 8")
    if picture.scale != PLAIN_SCALE:
        changes.append(f"its levels {_scaled(picture)}")
    if picture.profile_use == "converted":
        changes.append(f"its {_colors(picture)} were converted to sRGB")
    if picture.background is not None:
        changes.append(f"its transparent pixels were laid over {_color(picture.background)}")
    *first, last = changes or [""]
    return f"When the file was read, {', '.join(first) + ' and ' if first else ''}{last}." if last else ""


def _is_read_with_8_bits(picture: Picture) -> bool:
    """Whether the file has whole numbers of more or fewer bits, but its decoder gives only 8 bits."""
    return picture.depth <= 16 and picture.depth != 8 and picture.scale == PLAIN_SCALE


def _scale_words(picture: Picture) -> str:
    """How the levels became 0 to 255, and why in this way; "" if they were so in the file."""
    if picture.scale == PLAIN_SCALE:
        return ""
    black, white = picture.scale
    bits = int(white).bit_length()
    needs_less = black == 0 and white == 2**bits - 1 and bits < picture.depth <= 16
    reason = f"None needs more than {counted(bits, 'bit')}, so" if needs_less else "In the array,"
    return f"{reason} {_scaled(picture)}."


def _scaled(picture: Picture) -> str:
    black, white = picture.scale
    if black == white:
        return f"{readable(black)} became 0"
    return f"{readable(black)} to {readable(white)} became 0 to 255"


def _colors(picture: Picture) -> str:
    return "colors" if picture.as_taken.ndim == 3 else "grays"


def _color(color: tuple[int, int, int]) -> str:
    red, green, blue = color
    return {BLACK: "black", WHITE: "white"}.get(color, f"red {red}, green {green}, blue {blue}")
