"""Small picture files of every kind that people have, and what is known about each of them.

All were made for these tests, with their colors chosen: unless told otherwise a picture the right way up is red at the
top left, green, blue, and nearly white at the bottom right. The files that Pillow can't write were put together by hand
or, if HEIC, encoded by x265.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent

Color = tuple[int, int, int]
RED, GREEN, BLUE, NEARLY_WHITE = (220, 40, 40), (40, 200, 60), (50, 70, 220), (240, 240, 230)
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
FOUR = (RED, GREEN, BLUE, NEARLY_WHITE)
TURNED_LEFT = (GREEN, NEARLY_WHITE, RED, BLUE)


def grays(*levels: int) -> tuple[Color, ...]:
    return tuple((level, level, level) for level in levels)


FOUR_GRAYS = grays(60, 200, 110, 240)
TWO_GRAYS = grays(65, 194, 65, 194)


@dataclass(frozen=True)
class Known:
    """A file that is read.

    Parameters
    ----------
    what : what is special about it.
    format, size, depth, levels, orientation, profile_use, background : as in ``cnn_steps.Picture``; ``size`` is its
        ``original_size``. ``levels`` of ``None``: the file stores inks or lightness, no red, green and blue. Where
        there is a background, the corner at the top right shows it.
    quarters : the colors, in sRGB, in the middle of the four quarters, the right way up: top left, top right, bottom
        left, bottom right.
    """

    what: str
    format: str
    size: tuple[int, int]
    levels: tuple[float, float] | None
    depth: int = 8
    orientation: int = 1
    profile_use: str = "none"
    quarters: tuple[Color, ...] = FOUR
    background: Color | None = None


@dataclass(frozen=True)
class Refused:
    """A file that is refused.

    Parameters
    ----------
    what : what is wrong with it.
    says : a regular expression for what the sentence has to name, whatever the case of its letters.
    """

    what: str
    says: str


CUT = "cut off"

KNOWN: dict[str, Known | Refused] = {
    # PNG
    "twelve_bits_in_16.png": Known(
        "12 bits of gray stored in 16", "PNG", (48, 64), (0, 4095), depth=16, quarters=TWO_GRAYS
    ),
    "twelve_bits_color.png": Known("12 bits a channel stored in 16", "PNG", (48, 64), (642, 3854), depth=16),
    "twelve_bits_interlaced.png": Known("12 bits a channel in 16, interlaced", "PNG", (48, 64), (642, 3854), depth=16),
    "sixteen_bits_color.png": Known("16 bits a channel", "PNG", (48, 64), (10_280, 61_680), depth=16),
    "display_p3.png": Known(
        "a wide profile of a gamma of its own",
        "PNG",
        (48, 64),
        (40, 240),
        profile_use="converted",
        quarters=((247, 15, 40), (0, 214, 48), (59, 89, 235), (243, 243, 234)),
    ),
    "icc_broken.png": Known(
        "a profile whose table is overwritten", "PNG", (48, 64), (40, 240), profile_use="unreadable"
    ),
    "gray_gamma.png": Known(
        "gray with a gamma of 1.8",
        "PNG",
        (48, 64),
        (60, 240),
        profile_use="converted",
        quarters=grays(77, 210, 129, 243),
    ),
    "cicp_p3.png": Known("Display P3 by its cICP chunk", "PNG", (48, 64), (51, 240), profile_use="converted"),
    "gamma_1.png": Known("linear light by its gAMA chunk", "PNG", (48, 64), (5, 222), profile_use="converted"),
    "white_ink_on_transparent.png": Known(
        "white ink on nothing", "PNG", (70, 50), (255, 255), quarters=(BLACK,) * 4, background=BLACK
    ),
    "palette_clear_band.png": Known("a palette with a transparent color", "PNG", (48, 64), (40, 240), background=WHITE),
    # JPEG
    "jpeg_named.jfif": Known("a JPEG by another name", "JPEG", (48, 64), (28, 255)),
    "two_pictures.mpo": Known("two JPEGs in a file, as 3D cameras write", "JPEG", (48, 64), (28, 255)),
    "phone_p3_turned.jpg": Known(
        "as phones write: Display P3, held upright",
        "JPEG",
        (64, 48),
        (44, 255),
        orientation=6,
        profile_use="converted",
    ),
    "adobe_rgb.jpg": Known("a profile like Adobe RGB", "JPEG", (48, 64), (34, 255), profile_use="converted"),
    "cmyk.jpg": Known("four inks", "JPEG", (48, 64), None),
    # WebP, GIF, BMP, PPM
    "clear_band.webp": Known(
        "Display P3 with transparent pixels", "WEBP", (48, 64), (51, 240), profile_use="converted", background=WHITE
    ),
    "animation.gif": Known("two frames", "GIF", (48, 64), (40, 240)),
    "palette.bmp": Known("a palette", "BMP", (48, 64), (40, 240)),
    "plain.ppm": Known("plain", "PPM", (12, 16), (40, 240)),
    "ten_bits.pgm": Known("levels up to 1,023", "PPM", (24, 32), (240, 960), depth=10, quarters=FOUR_GRAYS),
    # TIFF
    "twelve_bits_in_16.tif": Known(
        "12 bits of gray stored in 16", "TIFF", (48, 64), (0, 4095), depth=16, quarters=TWO_GRAYS
    ),
    "twelve_bits_float.tif": Known(
        "12 bits of gray stored as floats", "TIFF", (48, 64), (0, 4095), depth=32, quarters=TWO_GRAYS
    ),
    "twelve_bits_color.tif": Known("12 bits a channel in 16", "TIFF", (12, 16), (642, 3854), depth=16),
    "twelve_bits_color_mm.tif": Known(
        "12 bits a channel in 16, the upper byte first", "TIFF", (12, 16), (642, 3854), depth=16
    ),
    "lab.tif": Known("lightness and two axes of color", "TIFF", (48, 64), None, profile_use="none"),
    # AVIF
    "phone.avif": Known("plain", "AVIF", (48, 64), (34, 255)),
    "limited_range.avif": Known("levels 16 to 235 inside", "AVIF", (48, 64), (34, 255)),
    "gray.avif": Known("gray", "AVIF", (48, 64), (60, 240), quarters=FOUR_GRAYS),
    "alpha.avif": Known("transparent pixels", "AVIF", (48, 64), (34, 255), background=WHITE),
    "deep_10bit.avif": Known("10 bits", "AVIF", (48, 64), (39, 241), depth=10),
    "deep_12bit.avif": Known("12 bits", "AVIF", (48, 64), (39, 241), depth=12),
    "turn_2.avif": Known("mirrored", "AVIF", (48, 64), (34, 255), orientation=2),
    "turn_3.avif": Known("upside down", "AVIF", (48, 64), (34, 255), orientation=3),
    "turn_5.avif": Known("turned and mirrored", "AVIF", (64, 48), (34, 255), orientation=5),
    "turn_6.avif": Known("turned", "AVIF", (64, 48), (34, 255), orientation=6),
    "turn_7.avif": Known("turned and mirrored", "AVIF", (64, 48), (34, 255), orientation=7),
    "turn_8.avif": Known("turned", "AVIF", (64, 48), (34, 255), orientation=8),
    "icc_p3.avif": Known("Display P3", "AVIF", (48, 64), (44, 255), profile_use="converted"),
    "icc_broken.avif": Known("a broken profile", "AVIF", (48, 64), (34, 255), profile_use="unreadable"),
    "nclx_p3.avif": Known("Display P3 by numbers", "AVIF", (48, 64), (44, 255), profile_use="converted"),
    "animation.avif": Known("three frames", "AVIF", (48, 64), (34, 255)),
    # HEIC: decoding turns the picture, so that it is upright already
    "phone.heic": Known("plain", "HEIC", (48, 64), (39, 240)),
    "heic_named_jpg.jpg": Known("a HEIC by another name", "HEIC", (48, 64), (39, 240)),
    "brand_mif1_alone.heif": Known("says HEIF and not HEIC", "HEIC", (64, 96), (39, 240)),
    "deep_10bit.heic": Known("10 bits", "HEIC", (64, 96), (38, 241), depth=10),
    "deep_12bit.heic": Known("12 bits", "HEIC", (64, 96), (39, 241), depth=12),
    "gray_8bit.heic": Known("gray", "HEIC", (64, 96), (60, 240), quarters=FOUR_GRAYS),
    "gray_10bit.heic": Known("10 bits of gray", "HEIC", (64, 96), (240, 963), depth=10, quarters=FOUR_GRAYS),
    "alpha.heic": Known("transparent pixels", "HEIC", (64, 96), (39, 240), background=WHITE),
    "white_ink_alpha.heic": Known(
        "white ink on nothing", "HEIC", (64, 96), (255, 255), quarters=(WHITE,) * 4, background=BLACK
    ),
    "irot90.heic": Known("turned by 90°", "HEIC", (64, 96), (39, 240)),
    "irot180.heic": Known("turned by 180°", "HEIC", (64, 96), (39, 240)),
    "irot270.heic": Known("turned by 270°", "HEIC", (64, 96), (39, 240)),
    "imir_vertical_axis.heic": Known("mirrored left and right", "HEIC", (64, 96), (39, 240)),
    "imir_horizontal_axis.heic": Known("mirrored top and bottom", "HEIC", (64, 96), (39, 240)),
    "irot90_imir0.heic": Known("turned, then mirrored", "HEIC", (64, 96), (39, 240)),
    "exif6_and_irot270.heic": Known("as phones write, held upright: to be turned once", "HEIC", (64, 96), (39, 240)),
    "exif6_without_irot.heic": Known("EXIF alone, which turns no HEIC", "HEIC", (64, 96), (39, 240)),
    "icc_p3.heic": Known("Display P3", "HEIC", (64, 96), (51, 240), profile_use="converted"),
    "icc_p3_and_nclx.heic": Known("Display P3, as phones write", "HEIC", (64, 96), (51, 240), profile_use="converted"),
    "icc_broken.heic": Known("a broken profile", "HEIC", (64, 96), (39, 240), profile_use="unreadable"),
    "icc_junk.heic": Known("17 bytes of no profile", "HEIC", (64, 96), (39, 240), profile_use="unreadable"),
    "icc_gray_on_rgb.heic": Known("a profile for gray", "HEIC", (64, 96), (39, 240), profile_use="unreadable"),
    "nclx_p3.heic": Known("Display P3 by numbers", "HEIC", (64, 96), (51, 240), profile_use="converted"),
    "no_colr.heic": Known("no word about its colors", "HEIC", (64, 96), (39, 240)),
    "three_pictures_second_primary.heic": Known("the second of three is meant", "HEIC", (64, 96), (39, 240)),
    "thumbnail_exif.heic": Known("a thumbnail and EXIF", "HEIC", (64, 96), (39, 240)),
    "aux_gain_map.heic": Known("a gain map, as phones write", "HEIC", (64, 96), (39, 240)),
    "grid_2x2.heic": Known("four tiles, cut at the border", "HEIC", (90, 120), (39, 255)),
    "grid_1x3_mdat.heic": Known("three tiles", "HEIC", (64, 192), (39, 240)),
    "grid_irot90.heic": Known("four tiles, turned by 90°", "HEIC", (120, 90), (39, 255), quarters=TURNED_LEFT),
    "iden_irot90.heic": Known("another picture, turned by 90°", "HEIC", (96, 64), (39, 240), quarters=TURNED_LEFT),
    "clap_48x32.heic": Known("the middle of a picture", "HEIC", (32, 48), (39, 240)),
    "size_1x1.heic": Known("one pixel", "HEIC", (1, 1), (40, 220), quarters=(RED,) * 4),
    "size_63x47.heic": Known("odd sides", "HEIC", (47, 63), (28, 255)),
    "three_extents.heic": Known("its data in three pieces", "HEIC", (64, 96), (39, 240)),
    "trailing_zeros.heic": Known("zeros behind its end", "HEIC", (64, 96), (39, 240)),
    # Cut off
    "cut.heic": Refused("ends within its data", CUT),
    "cut_in_mdat.heic": Refused("ends within its data", CUT),
    "cut_in_meta.heic": Refused("ends within its header", CUT),
    "cut.avif": Refused("ends within its data", CUT),
    "cut_in_meta.avif": Refused("ends within its header", CUT),
    "cut.webp": Refused("ends within its data", CUT),
    "cut_in_header.jpg": Refused("ends within its header", CUT),
    "cut_in_pixels.jpg": Refused("ends within its pixels", CUT),
    # Of another kind, protected, too large, damaged
    "html_named.jpg": Refused("a web page saved in place of the picture", "web page|HTML"),
    "zeros.jpg": Refused("nothing but zeros", "zero|empty"),
    "jpeg_inside.heif": Refused("a HEIF with a JPEG inside", "JPEG|HEIF|HEIC"),
    "avc_inside.heif": Refused("a HEIF with a frame of a video inside", "HEIF|HEIC|video"),
    "sequence_msf1.heics": Refused("a sequence and no picture", "sequence|video|several"),
    "protected_scrambled.heic": Refused("encrypted", "protected"),
    "bomb_ispe.heic": Refused("says 65,535 × 65,535 pixels", "65,535 × 65,535"),
    "bomb_ispe.avif": Refused("says 65,535 × 65,535 pixels", "65,535 × 65,535"),
    "bomb_grid.heic": Refused("says 131,072 × 131,072 pixels", "131,072 × 131,072"),
    "ispe_zero.heic": Refused("says 0 × 0 pixels", "no pixels"),
    # pi-heif 1.4, the last there is, ends the whole program when it is asked what describes these
    "metadata_of_no_text.heic": Refused("a description of a kind that is no text", "damaged"),
    "metadata_content_of_no_text.heic": Refused("a description whose kind is no text", "damaged"),
    "ispe_too_small.heic": Refused("says fewer pixels than it has", "damaged"),
}
READ = {name: known for name, known in KNOWN.items() if isinstance(known, Known)}
REFUSED = {name: known for name, known in KNOWN.items() if isinstance(known, Refused)}


def contents(name: str) -> bytes:
    """The bytes of a file of the table."""
    return (FOLDER / name).read_bytes()


def in_quarters(rows: int, columns: int) -> list[tuple[int, int]]:
    """The pixels in the middle of the four quarters of a picture of this size, in the order of ``Known.quarters``."""
    return [(rows * row // 4, columns * column // 4) for row in (1, 3) for column in (1, 3)]
