"""Why a file can't be used: one true sentence, told by its own bytes, before anything is decoded if it can be."""

import re
import struct

import numpy as np
import pytest
from PIL import Image, ImageFile

from cnn_steps import ImageError, load_image
from cnn_steps.picture_files.heif_pictures import MOST_ITEMS, heif_structure
from cnn_steps.picture_files.kinds import FORMATS, PictureFile, kind_of
from cnn_steps.picture_files.refusals import why_not_decoded, why_refused
from cnn_steps.picture_files.structure import MOST_PARTS
from tests.cnn_steps.picture_files.handmade_files import (
    HEVC_PARAMETERS,
    PHOTO,
    av1_header,
    box,
    full_box,
    grid,
    heif,
    hevc_parameters,
    hvcc,
    in_units,
    ispe,
    photo_as,
    track,
)
from tests.made_files import TIFF_HEADER, handmade_tiff, png_chunk, png_header, saved

MAX = {"max_pixels": 1_000_000, "max_side": 65_535}


def checked(sentence):
    """Give a sentence back if it is one: what was found, and behind a colon what helps."""
    assert re.fullmatch(r"(?!.*\.$)[a-z].*: [a-zA-Z].*", sentence), sentence
    assert len(sentence) < 250 and "\n" not in sentence and sentence.isprintable()
    return sentence


def why_not(data, **limits):
    return why_not_decoded(PictureFile(data), **(MAX | limits))


def why(data, **how):
    return why_refused(PictureFile(data), **how)


def before(data):
    return checked(why_not(data))


def after(data, **how):
    """Give the sentence for a file that a decoder refused, where nothing speaks against trying."""
    assert why_not(data) == ""
    return checked(why(data, **how))


WHOLE = {
    "PNG": photo_as("PNG"),
    "JPEG": photo_as("JPEG"),
    "progressive JPEG": photo_as("JPEG", progressive=True),
    "WebP": photo_as("WEBP"),
    "lossless WebP": photo_as("WEBP", lossless=True),
    "GIF": photo_as("GIF"),
    "BMP": photo_as("BMP"),
    "BMP of few colors": saved(Image.fromarray(PHOTO).convert("P"), "BMP"),
    "TIFF": photo_as("TIFF"),
    "compressed TIFF": photo_as("TIFF", compression="tiff_deflate"),
    "BigTIFF": photo_as("TIFF", big_tiff=True),
    "big-endian TIFF": handmade_tiff(TIFF_HEADER | {256: (4, 4), 257: (4, 2), 279: (4, 8)}, b"12345678", order=">"),
    "PPM": photo_as("PPM"),
    "deep PPM": b"P5 # deep\n4 2 1023\n" + bytes(range(16)),
    "PPM of two colors": saved(Image.fromarray(PHOTO).convert("1"), "PPM"),
    "PPM of floats": saved(Image.fromarray(PHOTO).convert("F"), "PPM"),
    "PPM as text": b"P3\n# a comment\n2 2\n255\n" + b" 1" * 12 + b"\n",
    "PPM of two colors as text": b"P1 4 2\n01010101\n",
    "AVIF": photo_as("AVIF"),
    "HEIC": heif(),
    "HEIC of tiles": heif(
        [(1, b"grid"), (2, b"hvc1")],
        properties={1: [ispe(8, 8)], 2: [ispe(8, 8), hvcc(HEVC_PARAMETERS)]},
        data={1: grid(1, 1, (8, 8)), 2: b"\x55" * 30},
        references=[(b"dimg", 1, [2])],
    ),
}
# Without these last bytes the picture is whole all the same, or can't be told from a whole one.
NOT_MISSED = {"GIF": 2, "PPM as text": 1, "PPM of two colors as text": 1}


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_cut_off_anywhere_is_called_cut_off(name):
    data = WHOLE[name]
    assert kind_of(data) and why_not(data) == ""
    for length in range(1, len(data) - NOT_MISSED.get(name, 0)):
        cut = data[:length]
        sentence = checked(why_not(cut) or why(cut))
        assert "cut off" in sentence and sentence.endswith(": copy or download it again"), (length, sentence)


@pytest.mark.parametrize("name", [name for name in WHOLE if not name.startswith("HEIC")])
def test_a_decoder_refuses_what_is_cut_off_and_reads_what_has_more_behind_its_end(name):
    data = WHOLE[name]
    picture = load_image(data)
    for behind in (b"\0", bytes(1000), b"\xff" * 100, b"<html>"):
        if not (name.startswith("PPM") and name.endswith("text")):  # more numbers are more pixels there
            np.testing.assert_array_equal(load_image(data + behind), picture)
    with pytest.raises(ImageError, match="cut off"):
        load_image(data[: len(data) * 2 // 3])


def test_the_sentence_tells_how_much_is_there_where_the_file_tells_how_much_there_should_be():
    assert f"cut off after 100 of its {len(WHOLE['WebP'])} bytes" in after(WHOLE["WebP"][:100])
    assert "cut off after 14 of its 15 bytes" in after(b"P5 2 2 255 abc")
    whole = WHOLE["BMP"]
    assert f"cut off after 100 of at least {len(whole)} bytes" in after(whole[:100])
    assert "cut off before its end" in after(WHOLE["JPEG"][:-2])


@pytest.mark.parametrize("name", ["PNG", "JPEG", "WebP", "GIF", "compressed TIFF", "AVIF", "HEIC"])
def test_a_file_whose_end_was_never_written_is_cut_off_though_it_has_its_length(name):
    data = WHOLE[name]
    for length in (len(data) * 2 // 3, 30):
        there = len(data[:length].rstrip(b"\0"))
        kept_free = data[:length] + bytes(100_000)
        sentence = checked(why_not(kept_free) or why(kept_free))
        assert f"cut off after {there:,} of its {length + 100_000:,} bytes, and only zeros follow" in sentence or (
            "cut off" in sentence and "at least" in sentence
        )


def gif(cols=1, rows=1, flags=0, more=b""):
    """Give a GIF of 1 × 1 pixels up to the pixels of a frame of this size."""
    return b"GIF89a\1\0\1\0\0\0\0," + struct.pack("<HHHHB", 0, 0, cols, rows, flags) + more + b"\2"


def test_a_gif_that_is_cut_off_is_called_so_however_large_it_is_and_where_its_colors_are():
    assert "cut off before its end" in after(gif() + b"\1x" * 5000)
    assert "cut off before its end" in after(gif(flags=0x80, more=bytes(6)) + b"\1x")


def test_a_tiff_that_lacks_its_fields_is_cut_off_and_not_of_too_many_parts():
    assert "cut off after 110 of at least 786,430 bytes" in after(b"II*\0\x08\0\0\0\xff\xff" + b"1" * 100)


def test_a_ppm_that_is_cut_off_inside_a_number_does_not_tell_its_length():
    assert "cut off before its end" in after(b"P5 4 2 25")
    assert "cut off after 11 of its 19 bytes" in after(b"P5 4 2 255 ")


def riff(*chunks):
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def test_odd_lengths_of_a_webp_are_no_damage():
    for chunks in ((b"EXIF\3\0\0\0abc\0", b"XMP \2\0\0\0ab"), (b"XMP \2\0\0\0ab", b"EXIF\3\0\0\0abc")):
        structure = PictureFile(riff(*chunks)).structure
        assert (structure.parts, structure.damage) == (2, "")


def test_zeros_behind_the_end_of_a_damaged_file_are_not_missing_bytes():
    assert "one of its checksums is wrong" in after(png_with(60, 1) + bytes(1000))
    assert "damaged or of a rare sort" in after(WHOLE["BMP"] + bytes(1000))


def test_a_heic_with_a_hole_in_its_picture_does_not_reach_a_decoder():
    whole = WHOLE["HEIC of tiles"]
    assert "cut off" in before(whole[:-5])
    note = heif([(1, b"hvc1"), (2, b"Exif")], properties={1: [ispe(8, 8)]}, data={1: b"\x55" * 20, 2: b"\x55" * 20})
    assert why_not(note[:-5]) == "", "only a note is cut off"


# Damaged


def test_a_changed_byte_never_makes_a_png_or_jpeg_cut_off_or_of_another_kind():
    for name, first, last in (("PNG", 8, 12), ("JPEG", 3, 2)):
        whole = WHOLE[name]
        for place in range(first, len(whole) - last):
            for bit in (0, 7):
                data = bytearray(whole)
                data[place] ^= 1 << bit
                sentence = why_not(bytes(data)) or why(bytes(data))
                assert "cut off" not in sentence and "this is not" not in sentence, (name, place, sentence)


def png_with(place, byte):
    return WHOLE["PNG"][:place] + bytes([byte]) + WHOLE["PNG"][place + 1 :]


BMP = WHOLE["BMP"]
GIF_PIECE = WHOLE["GIF"].rindex(b",\0\0\0\0") + 11  # where the length of the first piece stands


@pytest.mark.parametrize(
    ("data", "damage"),
    [
        (png_with(60, 1), "one of its checksums is wrong"),
        (png_with(20, 1), "its header is damaged"),
        (png_with(34, 255), "one of its lengths is wrong"),
        (WHOLE["PNG"][:33] + WHOLE["PNG"][-12:], "it has no pixels"),
        (WHOLE["JPEG"][:4] + b"\xff\xff" + WHOLE["JPEG"][6:], "one of its lengths is wrong"),
        (b"\xff\xd8\xff\xe0\0\2\xff\xd9", "it has no pixels"),
        (b"GIF89a\1\0\1\0\0\0\0;", "it has no pixels"),
        (
            WHOLE["GIF"][:GIF_PIECE] + b"\xff" + WHOLE["GIF"][GIF_PIECE + 1 : -250] + b"\0;",
            "one of its lengths is wrong",
        ),
        (WHOLE["WebP"][:16] + b"\xff\xff" + WHOLE["WebP"][18:], "one of its lengths is wrong"),
        (BMP[:14] + b"\x29" + BMP[15:], "its header is damaged"),
        (BMP[:23] + b"\1" + BMP[24:], "its header is damaged"),
        (b"II*\0\2\0\0\0" + bytes(20) + b"1", "one of its lengths is wrong"),
        (b"II*\0\xff\xff\xff\xff" + b"1" * 20, "one of its lengths is wrong"),
        (b"P5 4x 2 255 12345678", "its header is damaged"),
        (b"P5 4 2 70000 12345678", "its header is damaged"),
        (b"P5 " + b"9" * 5000 + b" 2 255 ", "its header is damaged"),
        (b"P2 2 1 255 12 a5", "it holds more than numbers"),
        (heif()[:100] + b"\0\0\0\1" + heif()[104:], "its parts do not fit together"),
    ],
)
def test_damage_that_the_bytes_show_is_named(data, damage):
    assert checked(why(data)).endswith(f" damaged ({damage}): copy or download it again")


@pytest.mark.parametrize(
    ("start", "name"),
    [(b"\x89PNG\r\n\x1a\x0b", "PNG"), (b"\xff\xd8\0", "JPEG"), (b"GIF81a", "GIF"), (b"\x88PNG\r\n\x1a\n", "PNG")],
)
def test_damaged_first_bytes_are_told_from_another_kind(start, name):
    assert f"the {name} file is damaged (its first bytes" in before(start + WHOLE[name][len(start) :])


# Sorts of a format that are not read


def jpeg_with(marker=0xC0, depth=8, channels=3):
    start = WHOLE["JPEG"].index(b"\xff\xc0")
    data = bytearray(WHOLE["JPEG"])
    data[start + 1], data[start + 4], data[start + 9] = marker, depth, channels
    return bytes(data)


ONE_PIXEL = TIFF_HEADER | {256: (4, 1), 257: (4, 1), 279: (4, 1)}


@pytest.mark.parametrize(
    ("data", "sort"),
    [
        (jpeg_with(0xC1, 12), "a JPEG of 12 bits per channel"),
        (jpeg_with(0xC5), "a hierarchical JPEG"),
        (jpeg_with(0xCB), "a lossless JPEG with arithmetic coding"),
        (jpeg_with(0xF7), "a JPEG-LS picture"),
        (jpeg_with(channels=2), "a JPEG of 2 channels"),
        (BMP[:30] + b"\5" + BMP[31:], "a BMP with a PNG in it"),
        (handmade_tiff(ONE_PIXEL | {259: (3, 34712)}, b"1"), "a TIFF compressed with JPEG 2000"),
        (handmade_tiff(ONE_PIXEL | {258: (3, 64)}, b"1"), "a TIFF of 64 bits per channel"),
        (handmade_tiff(ONE_PIXEL | {277: (3, 9)}, b"1"), "a TIFF of 9 channels"),
        (handmade_tiff(ONE_PIXEL | {258: (3, 32), 277: (3, 3)}, b"1"), "a TIFF of 3 channels of 32 bits"),
        (box(b"ftyp", b"hevc", bytes(4), b"msf1") + track(), "a HEIC that holds a sequence of pictures"),
    ],
)
def test_a_sort_that_no_decoder_reads_is_named_and_not_called_damaged(data, sort):
    sentence = after(data)
    assert sentence.startswith(f"it is {sort}, ") and "screenshot" in sentence
    if kind_of(data) != "HEIC":
        with pytest.raises(ImageError, match=re.escape(sort)):
            load_image(data)


@pytest.mark.parametrize(
    ("data", "sort"), [(jpeg_with(0xC9), "arithmetic"), (WHOLE["BigTIFF"], "BigTIFF")], ids=["arithmetic", "BigTIFF"]
)
def test_a_rare_sort_that_a_decoder_reads_is_read(data, sort):
    assert load_image(data).shape == PHOTO.shape


def test_a_heic_that_fails_without_a_known_reason_says_what_to_do_with_an_iphone():
    sentence = after(heif())
    assert "screenshot" in sentence and "Settings → Camera → Formats → Most Compatible" in sentence


@pytest.mark.parametrize("coding", [b"hvc1", b"av01"])
def test_a_protected_picture_does_not_reach_a_decoder(coding):
    assert "is protected (its pixels are encrypted)" in before(heif([(1, coding)], protected=[1]))
    other = heif([(1, coding), (2, coding)], protected=[2])
    assert why_not(other) == "", "another picture in it is protected"


@pytest.mark.parametrize("coding", [b"E\xff\xff\xff", b"mime\0application/\xff\0"])
def test_a_name_that_is_no_text_does_not_reach_a_decoder(coding):
    for items in ([(1, b"hvc1"), (2, coding)], [(1, b"hvc1"), (3, coding), (2, b"Exif")]):
        assert "damaged (a name in it is no text)" in before(heif(items))
    hidden = heif([(1, b"hvc1"), (2, coding)]).replace(b"hdlr", b"\xff\xff\xff\xff")
    assert "damaged (a name in it is no text)" in before(hidden), "behind what is no box"
    assert why_not(heif([(1, b"hvc1"), (2, b"mime\0text/\xc3\xa4\0")])) == ""


# Too much, seen from the bytes alone


def of_size(kind, rows, cols):
    """Give a file of this kind whose header says so many rows and columns; there is no more in it."""
    return {
        "PNG": lambda: png_header(cols, rows),
        "JPEG": lambda: b"\xff\xd8\xff\xc0\0\x11\x08" + struct.pack(">HH", rows, cols) + b"\3" + bytes(9),
        "WEBP": lambda: (
            b"RIFF"
            + struct.pack("<I", 22)
            + b"WEBPVP8X\x0a\0\0\0"
            + bytes(4)
            + (cols - 1 & 0xFFFFFF).to_bytes(3, "little")
            + (rows - 1 & 0xFFFFFF).to_bytes(3, "little")
        ),
        "GIF": lambda: b"GIF89a" + struct.pack("<HHBBB", cols, rows, 0, 0, 0),
        "BMP": lambda: BMP[:18] + struct.pack("<ii", cols, -rows) + BMP[26:54],
        "TIFF": lambda: handmade_tiff(ONE_PIXEL | {256: (4, cols), 257: (4, rows)}, b"1"),
        "PPM": lambda: b"P5 %d %d 255 " % (cols, rows),
        "AVIF": lambda: heif([(1, b"av01")], properties={1: [ispe(rows, cols)]}),
        "HEIC": lambda: heif(properties={1: [ispe(rows, cols)]}),
    }[kind]()


@pytest.mark.parametrize("kind", FORMATS)
def test_the_size_of_every_kind_is_checked_before_a_decoder_sees_it(kind):
    data = of_size(kind, 2000, 3000)
    assert kind_of(data) == kind
    allowed = {"WEBP": "500,000 allowed for WebP", "AVIF": "700,000 allowed for AVIF"}.get(kind, "1,000,000 allowed")
    assert f"has 2,000 × 3,000 = 6,000,000 pixels, more than the {allowed}: make it smaller" in before(data)
    assert "no side may be longer than 2,500" in checked(why_not(data, max_pixels=10**8, max_side=2500))
    enough = {"WEBP": 12_000_000, "AVIF": 8_571_429}.get(kind, 6_000_000)
    assert why_not(data, max_pixels=enough, max_side=3000) == ""


def test_a_gif_whose_frame_is_larger_than_itself_is_refused_for_its_frame():
    assert "2,000 × 3,000" in before(gif(3000, 2000))


def test_no_more_pixels_are_allowed_than_pillow_takes():
    assert "more than the 178,956,970 allowed" in why_not(of_size("PNG", 20_000, 10_000), max_pixels=10**9)


def test_a_jpeg_may_have_20_passes_however_large_it_is():
    head = of_size("JPEG", 17_000, 10_000)
    assert why_not(head + b"\xff\xda\0\2" * 20, max_pixels=10**9) == ""
    assert "more than 20 passes" in why_not(head + b"\xff\xda\0\2" * 21, max_pixels=10**9)


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind != "WEBP"])
def test_a_picture_of_every_kind_without_pixels_is_refused(kind):
    assert before(of_size(kind, 0, 3000)) == ("the picture has no pixels (0 × 3,000): copy or download it again")


@pytest.mark.parametrize(
    "data",
    [
        heif(properties={1: [ispe(8, 8), hvcc(hevc_parameters(20_000, 20_000))]}),
        heif(data={1: in_units(b"\x26\1", hevc_parameters(20_000, 20_000))}),
        heif([(1, b"av01")], data={1: av1_header(20_000, 20_000)}),
        heif([(1, b"av01")], properties={1: [ispe(8, 8), box(b"av1C", bytes(4), av1_header(20_000, 20_000))]}),
        heif(
            [(1, b"hvc1"), (2, b"hvc1")],
            properties={1: [ispe(8, 8)], 2: [ispe(20_000, 20_000)]},
            references=[(b"auxl", 2, [1])],
        ),
    ],
    ids=["before", "inside", "AV1 inside", "AV1 before", "transparency"],
)
def test_a_small_heic_or_avif_with_a_huge_picture_inside_is_refused(data):
    assert "400,000,000 pixels" in before(data)


def tiles(count, size, **more):
    return heif(
        [(1, b"grid"), (2, b"hvc1")],
        properties={1: [ispe(8, 8)], 2: [ispe(*size)]},
        data={1: grid(1, 1, (8, 8)), 2: b"\x55" * 20},
        references=[(b"dimg", 1, [2] * count)],
        **more,
    )


def test_a_tile_that_is_asked_for_again_and_again_counts_each_time():
    assert why_not(tiles(900, (64, 64))) == ""
    assert "tiles and layers of the HEIC have too many pixels together" in before(tiles(900, (100, 64)))
    assert "too many pieces" in before(tiles(MOST_ITEMS + 1, (1, 1)))


def test_pictures_made_of_pictures_made_of_pictures_are_refused():
    depth = 30  # each asks twice for the next: a thousand million decodings in few bytes
    chain = heif(
        [*((number, b"iden") for number in range(1, depth)), (depth, b"hvc1")],
        properties={1: [ispe(8, 8)]},
        references=[(b"dimg", number, [number + 1] * 2) for number in range(1, depth)],
    )
    assert "too many pieces" in before(chain)
    straight = heif(
        [*((number, b"iden") for number in range(1, depth)), (depth, b"hvc1")],
        references=[(b"dimg", number, [number + 1]) for number in range(1, depth)],
    )
    assert "too many pieces" in before(straight)
    itself = heif([(1, b"grid")], data={1: grid(1, 1, (8, 8))}, references=[(b"dimg", 1, [1])])
    assert "too many pieces" in before(itself)


def test_many_items_and_frames_are_refused():
    assert "too many pieces" in before(heif([(n, b"hvc1") for n in range(1, MOST_ITEMS + 2)]))
    assert why_not(heif([(n, b"hvc1") for n in range(1, MOST_ITEMS + 1)])) == ""
    assert "has 10,001 frames, more than the 10,000 allowed" in before(heif(more=track(frames=10_001)))


def test_a_coded_picture_may_be_a_little_larger_than_the_one_to_show():
    padded = heif(properties={1: [ispe(1000, 1000), hvcc(hevc_parameters(1024, 1024))]})
    assert why_not(padded) == ""
    small = heif(properties={1: [ispe(64, 256)]})  # may be cut to any size while it is decoded
    assert why_not(small, max_pixels=1, max_side=65_535) == ""


MANY = 2 * MOST_PARTS


@pytest.mark.parametrize(
    "data",
    [
        box(b"ftyp", b"heic", bytes(4), b"mif1") + box(b"free") * MANY,
        box(b"ftyp", b"heic", bytes(4), b"mif1") + full_box(b"meta", box(b"iprp", box(b"ipco", box(b"free") * MANY))),
        heif(data={1: in_units(b"\x26") * MANY}),
        heif(properties={1: [box(b"hvcC", bytes(22), b"\1\x21", b"\xff\xff", b"\0\2\x26\1" * 65_535)]}),
        heif([(1, b"av01")], data={1: b"\x12\0" * MANY}),
        heif(more=full_box(b"meta", full_box(b"iloc", b"\x44\0\xff\xff" + (b"\0\1\0\0\0\1" + bytes(8)) * 65_535))),
        b"RIFF" + struct.pack("<I", 4 + 8 * MANY) + b"WEBP" + b"VP8 \0\0\0\0" * MANY,
        b"II*\0\x08\0\0\0\xff\xff" + struct.pack("<HHII", 273, 3, 1, 1) * 65_535,
        handmade_tiff({256: (4, 1), 257: (4, 1)})[:8]
        + struct.pack("<HHHII", 1, 273, 4, 300_000, 22)
        + b"abcd" * 300_000,
        png_header(1, 1) + png_chunk(b"tEXt", b"") * MANY,
        b"\xff\xd8\xff" + b"\xff\xe1\0\2" * MANY,
        b"GIF89a\1\0\1\0\0\0\0" + b"!\xfe\1a\0" * MANY,
    ],
    ids=[
        "boxes",
        "properties",
        "HEVC units",
        "configured units",
        "AV1 units",
        "places",
        "WebP",
        "TIFF",
        "strips",
        "PNG",
        "JPEG",
        "GIF",
    ],
)
def test_a_file_of_many_parts_is_refused_and_walked_over_no_further(data):
    assert f"more than {MOST_PARTS:,} parts" in before(data)
    assert MOST_PARTS < PictureFile(data).structure.parts <= MOST_PARTS + 300


def test_the_same_bytes_in_many_pieces_are_not_put_together_again_and_again():
    data = heif(
        [(number, b"hvc1") for number in range(1, 400)],
        references=[(b"auxl", number, [1]) for number in range(2, 400)],
        extents={number: [(0, 2000), (0, 2000)] for number in range(1, 400)},
    )
    assert heif_structure(data).damage


# Others


@pytest.mark.parametrize("length", [1, 40, 100_000])
def test_a_file_of_zeros_alone_is_called_empty(length):
    assert f"each of its {length:,} bytes is 0" in before(bytes(length)) or length < 4


@pytest.mark.parametrize(
    "data", [b"\x89PN", b"\xff\xd8", b"GIF8", b"RIFF\1\2\3\4WE", b"\0\0\0\x18fty", b"B", b"P", b"II*"]
)
def test_the_first_bytes_of_a_picture_alone_are_called_cut_off(data):
    assert f"cut off after {len(data)} byte" in before(data)


def test_what_is_of_no_known_kind_is_told_what_can_be_read():
    sentence = before(b"\0\1\2\3\4")
    assert sentence.startswith("this is not a PNG, JPEG, WebP, GIF, BMP, TIFF, PPM, AVIF or HEIC picture: ")


def test_memory_is_blamed_only_where_the_bytes_show_nothing_else():
    assert "more memory" in after(WHOLE["PNG"], out_of_memory=True)
    assert "cut off" in after(WHOLE["PNG"][:-20], out_of_memory=True)


@pytest.mark.parametrize(("name", "kind"), [("PNG", "PNG"), ("WebP", "WEBP"), ("PPM", "PPM")])
def test_a_file_reaches_the_decoder_of_its_kind_alone(monkeypatch, name, kind):
    asked = []
    monkeypatch.setattr(Image, "open", lambda _, formats: asked.append(list(formats)))
    with pytest.raises(ImageError):
        load_image(WHOLE[name])
    assert asked == [[kind]]


@pytest.mark.parametrize(
    "error", [OSError("image file is truncated"), EOFError(), SyntaxError("no pixels"), MemoryError()]
)
def test_the_words_of_a_decoder_say_nothing(monkeypatch, error):
    def fail(_):
        raise error

    monkeypatch.setattr(ImageFile.ImageFile, "load", fail)
    with pytest.raises(ImageError) as refused:
        load_image(WHOLE["GIF"])
    expected = "more memory than it may have" if isinstance(error, MemoryError) else "is damaged or of a rare sort"
    assert expected in checked(str(refused.value))
