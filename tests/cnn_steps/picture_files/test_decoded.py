"""Depth and levels: what a file stores is told as it stores it, and becomes 8 bits by the scale that is told."""

import contextlib
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, features

from cnn_steps import ImageError, load_image, read_picture, sample_photo
from cnn_steps.picture_files.stored import pixels_from_numbers
from tests.made_files import TIFF_HEADER, handmade_png, handmade_tiff, png_chunk, saved

RNG = np.random.default_rng(12)
COLOR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}  # of a PNG, by its number of channels


def deep_png(levels):
    """Give a PNG of 16 bits a channel with an (H, W, C) array in it."""
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in levels)
    height, width, channels = levels.shape
    return handmade_png(width, height, depth=16, color=COLOR_TYPES[channels], rows=rows)


def deep_tiff(levels, *, order="<", by_color=False, extra=None, compressed=False):
    """Give a TIFF of 16 bits a channel with an (H, W, 3 or 4) array in it."""
    height, width, channels = levels.shape
    planes = levels.transpose(2, 0, 1) if by_color else levels[None]
    entries = {
        256: (3, width),
        257: (3, height),
        258: (3, [16] * channels),
        259: (3, 8 if compressed else 1),
        262: (3, 2),
        277: (3, channels),
        278: (3, height),
        284: (3, 2 if by_color else 1),
    }
    if extra is not None:
        entries[338] = (3, extra)
    strips = [plane.astype(f"{order}u2").tobytes() for plane in planes]
    strips = [zlib.compress(strip) for strip in strips] if compressed else strips
    entries |= {273: (4, "data"), 279: (4, [len(strip) for strip in strips])}
    return handmade_tiff(entries, *strips, order=order)


def counts(channels, bits=12):
    """Give levels of so many bits, the lowest 5 and the highest all of them."""
    levels = RNG.integers(5, 2**bits, (6, 9, channels))
    levels[0, 0], levels[-1, -1] = 5, 2**bits - 1
    return levels


def stretched(levels, white):
    return np.rint(levels / white * 255).astype(np.uint8)


@pytest.mark.parametrize("bits", [10, 12, 14])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_png_of_few_bits_in_16_is_stretched_with_all_its_bits(channels, bits):
    levels = counts(channels, bits)
    picture = read_picture(deep_png(levels))
    assert (picture.depth, picture.levels, picture.scale) == (16, (5, 2**bits - 1), (0, 2**bits - 1))
    np.testing.assert_array_equal(picture.upright, stretched(levels, 2**bits - 1).squeeze())


@pytest.mark.parametrize("channels", [2, 4])
@pytest.mark.parametrize("opaque", [4095, 65_535])
def test_alpha_of_16_bits_is_opaque_at_its_own_brightest_level(channels, opaque):
    levels = counts(channels)
    levels[:, :, -1] = opaque
    picture = read_picture(deep_png(levels))
    assert picture.background is None and picture.levels == (5, 4095) and picture.scale == (0, 4095)
    np.testing.assert_array_equal(picture.upright, stretched(levels[:, :, :-1], 4095).squeeze())
    levels[0, 0, -1], levels[0, 1] = 0, 0
    levels[0, 1, -1] = opaque // 2
    picture = load_image(deep_png(levels))
    assert (picture[0, 0] == 255).all()
    np.testing.assert_allclose(picture[0, 1], 128, atol=1)  # half of black over white


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("by_color", "compressed"), [(False, False), (True, False), (False, True)])
@pytest.mark.parametrize("channels", [3, 4])
def test_a_tiff_of_12_bits_in_16_is_stretched_whatever_its_order(channels, by_color, compressed, order):
    levels = counts(channels)
    if channels == 4:
        levels[:, :, 3] = 65_535
    extra = 2 if channels == 4 else None
    picture = read_picture(deep_tiff(levels, order=order, by_color=by_color, extra=extra, compressed=compressed))
    assert (picture.depth, picture.levels, picture.scale) == (16, (5, 4095), (0, 4095))
    np.testing.assert_array_equal(picture.upright, stretched(levels[:, :, :3], 4095))


def test_a_tiff_that_is_compressed_color_by_color_gives_its_upper_8_bits_and_says_so():
    levels = counts(3)
    picture = read_picture(deep_tiff(levels, by_color=True, compressed=True))
    assert (picture.depth, picture.levels, picture.scale) == (16, (0, 15), (0, 255))
    np.testing.assert_array_equal(picture.upright, levels >> 8)


def test_colors_that_were_multiplied_by_their_alpha_are_divided_by_it():
    levels = np.full((2, 2, 4), 30_000)
    levels[:, :, 3] = 60_000
    levels[0] = 65_535
    picture = read_picture(deep_tiff(levels, extra=1), background="black")
    assert picture.levels == (30_000 * 65_535 // 60_000, 65_535)
    assert picture.upright[0, 0].tolist() == [255, 255, 255]
    np.testing.assert_allclose(picture.upright[1, 1], 30_000 / 256, atol=1)


def test_grays_that_were_multiplied_by_their_alpha_are_divided_by_it_and_stay_gray():
    tags = TIFF_HEADER | {256: (4, 1), 257: (4, 1), 258: (3, [8, 8]), 277: (3, 2), 279: (4, 2), 338: (3, 1)}
    picture = read_picture(handmade_tiff(tags, bytes([60, 120])))
    assert picture.levels == (127, 127) and picture.upright.tolist() == [[60 + 255 - 120]]


def test_one_level_of_any_kind_is_stretched_to_black_without_a_warning():
    stored = pixels_from_numbers((1, 1), lambda top, bottom: np.full((1, 1), -3.0), depth=32)
    assert stored.scale == (-3, -3) and stored.band(0, 1).getpixel((0, 0)) == 0


@pytest.mark.parametrize("make", [deep_png, deep_tiff])
def test_16_bit_colors_that_need_their_bits_keep_the_upper_8_and_tell_all_16(make):
    levels = counts(3, 16)
    picture = read_picture(make(levels))
    assert (picture.depth, picture.levels, picture.scale) == (16, (5, 65_535), (0, 65_535))
    np.testing.assert_array_equal(picture.upright, levels >> 8)


@pytest.mark.parametrize("compression", ["raw", "tiff_deflate", "tiff_lzw"])
def test_a_camera_gives_the_same_picture_in_16_bits_and_in_floats(compression):
    levels = counts(1)[:, :, 0]
    for array in (levels.astype(np.uint16), levels.astype(np.int32), levels.astype(np.float32)):
        picture = read_picture(saved(array, "TIFF", compression=compression))
        assert picture.depth == 8 * array.itemsize
        assert (picture.levels, picture.scale) == ((5, 4095), (0, 4095))
        np.testing.assert_array_equal(picture.upright, stretched(levels, 4095))


@pytest.mark.parametrize(
    ("numbers", "levels", "scale", "expected"),
    [
        ([0, 4095], (0, 4095), (0, 4095), [0, 255]),
        ([0, 200], (0, 200), (0, 255), [0, 200]),
        ([0, 32_767], (0, 32_767), (0, 32_767), [0, 255]),
        ([-100, 100], (-100, 100), (-100, 100), [0, 255]),
    ],
)
def test_signed_levels_of_16_bits_have_a_white_of_15(numbers, levels, scale, expected):
    data = struct.pack("<hh", *numbers)
    tags = TIFF_HEADER | {256: (4, 2), 257: (4, 1), 258: (3, 16), 279: (4, 4), 339: (3, 2)}
    picture = read_picture(handmade_tiff(tags, data))
    assert (picture.depth, picture.levels, picture.scale) == (16, levels, scale)
    assert picture.upright.tolist() == [expected]


def test_a_tiff_of_12_bits_has_a_white_of_12_bits():
    tags = TIFF_HEADER | {256: (4, 2), 257: (4, 1), 258: (3, 12), 279: (4, 3)}
    picture = read_picture(handmade_tiff(tags, bytes.fromhex("3e87d0")))  # 1000 and 2000
    assert (picture.depth, picture.levels, picture.scale) == (12, (1000, 2000), (0, 4095))


def test_a_tiff_that_stores_white_as_0_has_its_levels_counted_from_black():
    tags = TIFF_HEADER | {256: (4, 2), 257: (4, 1), 258: (3, 16), 262: (3, 0), 279: (4, 4)}
    picture = read_picture(handmade_tiff(tags, struct.pack("<HH", 0, 3000)))
    assert (picture.levels, picture.scale) == ((1095, 4095), (0, 4095))
    assert picture.upright.tolist() == [[255, 255 - round(3000 / 4095 * 255)]]


@pytest.mark.parametrize(
    ("depth", "byte", "levels", "expected"),
    [(1, 0b01000000, (0, 1), [0, 255]), (2, 0b01110000, (1, 3), [85, 255]), (4, 0x2F, (2, 15), [34, 255])],
)
def test_few_bits_are_told_as_stored(depth, byte, levels, expected):
    picture = read_picture(handmade_png(2, 1, depth=depth, rows=bytes([0, byte])))
    assert (picture.depth, picture.levels, picture.scale) == (depth, levels, (0, 2**depth - 1))
    assert picture.upright.tolist() == [expected]


@pytest.mark.parametrize(("depth", "byte", "clear"), [(1, 0b01000000, 1), (2, 0b01110000, 3), (4, 0x2F, 15)])
def test_the_transparent_level_of_few_bits_is_taken_as_stored(depth, byte, clear):
    extra = png_chunk(b"tRNS", struct.pack(">H", clear))
    picture = read_picture(handmade_png(2, 1, depth=depth, rows=bytes([0, byte]), extra=extra), background=9)
    assert picture.upright[0, 1] == 9 and picture.upright[0, 0] < 255 and picture.background == (9, 9, 9)


@pytest.mark.parametrize(
    ("file", "depth", "levels", "scale", "expected"),
    [
        (b"P5 2 1 1023 " + struct.pack(">HH", 100, 1023), 10, (100, 1023), (0, 1023), [25, 255]),
        (b"P2 2 1 1023 100 1023 ", 10, (100, 1023), (0, 1023), [25, 255]),
        (b"P5 2 1 15 " + bytes([3, 15]), 4, (3, 15), (0, 15), [51, 255]),
        (b"P2 2 1 15 3 15 ", 4, (3, 15), (0, 15), [51, 255]),
        (b"P5 2 1 65535 " + struct.pack(">HH", 0, 4095), 16, (0, 4095), (0, 4095), [0, 255]),
        (b"P5 2 1 65535 " + struct.pack(">HH", 0, 65_535), 16, (0, 65_535), (0, 65_535), [0, 255]),
        (b"P5 2 1 40000 " + struct.pack(">HH", 0, 20_000), 16, (0, 20_000), (0, 40_000), [0, 128]),
        (b"P1 2 1 1 0 ", 1, (0, 1), (0, 1), [0, 255]),
        (b"P4 2 1 " + bytes([0b10000000]), 1, (0, 1), (0, 1), [0, 255]),
    ],
)
def test_a_ppm_has_the_white_it_says(file, depth, levels, scale, expected):
    picture = read_picture(file)
    assert (picture.depth, picture.levels, picture.scale) == (depth, levels, scale)
    assert picture.upright.tolist() == [expected]


@pytest.mark.parametrize(
    ("file", "depth", "levels", "scale", "expected"),
    [
        (b"P6 1 1 1023 " + struct.pack(">HHH", 100, 0, 1023), 10, (0, 1023), (0, 1023), [25, 0, 255]),
        (b"P6 1 1 15 " + bytes([3, 0, 15]), 4, (0, 15), (0, 15), [51, 0, 255]),
        (b"P3 1 1 15 3 0 15 ", 4, (0, 15), (0, 15), [51, 0, 255]),
        (b"P3 1 1 1023 100 0 1023 ", 10, (0, 255), (0, 255), [25, 0, 255]),
    ],
)
def test_a_ppm_in_color_has_the_white_it_says(file, depth, levels, scale, expected):
    picture = read_picture(file)
    assert (picture.depth, picture.levels, picture.scale) == (depth, levels, scale)
    assert picture.upright.tolist() == [[expected]]


def test_a_ppm_with_a_white_of_its_own_is_cut_off_like_any_other():
    with pytest.raises(ImageError, match="cut off"):
        load_image(b"P6 2 1 1023 " + bytes(8))


@pytest.mark.parametrize(
    ("format", "options"),
    [("JPEG", {"quality": 100}), ("WEBP", {"lossless": True}), ("GIF", {}), ("BMP", {}), ("TIFF", {}), ("AVIF", {})],
)
def test_most_files_have_8_bits_and_tell_their_levels(format, options):
    gray = np.full((8, 8), 90, dtype=np.uint8)
    gray[:, 4:] = 200
    picture = read_picture(saved(gray, format, **options))
    assert (picture.depth, picture.scale) == (8, (0, 255))
    np.testing.assert_allclose(picture.levels, (90, 200), atol=2)


@pytest.mark.parametrize("format", ["PNG", "BMP", "TIFF"])
def test_black_and_white_has_one_bit(format):
    picture = read_picture(saved(Image.fromarray(np.eye(4) > 0), format))
    assert (picture.depth, picture.levels, picture.scale) == (1, (0, 1), (0, 1))


def test_a_palette_counts_as_8_bits_however_few_colors_it_has():
    picture = Image.new("P", (2, 1))
    picture.putpalette([10, 20, 30, 200, 100, 50])
    picture.putpixel((1, 0), 1)
    told = read_picture(saved(picture, "PNG", bits=1))
    assert (told.depth, told.levels, told.scale) == (8, (10, 200), (0, 255))


def test_a_palette_in_a_tiff_counts_as_8_bits_too():
    colors = np.zeros((3, 16), dtype=int)
    colors[:, 1] = (10 * 257, 20 * 257, 200 * 257)
    palette = {256: (4, 2), 257: (4, 1), 258: (3, 4), 262: (3, 3), 279: (4, 1), 320: (3, colors.ravel().tolist())}
    told = read_picture(handmade_tiff(TIFF_HEADER | palette, b"\1"))
    assert (told.depth, told.levels, told.scale) == (8, (0, 200), (0, 255))
    assert told.upright.tolist() == [[[0, 0, 0], [10, 20, 200]]]


def test_levels_are_those_of_all_pixels_and_not_of_the_shrunk_picture():
    photo = np.full((500, 700, 3), 100, dtype=np.uint8)
    photo[250, 350] = (3, 100, 252)
    for format in ("PNG", "TIFF"):
        assert read_picture(saved(photo, format), max_side=50).levels == (3, 252)
    photo[240:264, 340:364] = (3, 3, 3)
    levels = read_picture(saved(photo, "JPEG", quality=95), max_side=50).levels
    np.testing.assert_allclose(levels, (3, 100), atol=8)


@pytest.mark.parametrize("shape", [(2500, 3000, 3), (1300, 4001), (4001, 1303, 3)])
@pytest.mark.parametrize("max_side", [480, 1999, 7])
def test_a_picture_shrunk_band_by_band_is_the_one_shrunk_whole(shape, max_side):
    small = RNG.integers(0, 256, (17, 13, *shape[2:]), dtype=np.uint8)
    whole = Image.fromarray(small).resize((shape[1], shape[0]), Image.Resampling.BICUBIC)
    read = load_image(saved(whole, "BMP"), max_side=max_side)
    expected = np.asarray(whole.resize(read.shape[1::-1], Image.Resampling.BOX)).astype(int)
    assert max(read.shape) == max_side
    assert np.abs(read - expected).max() <= 1


def test_damaged_tiffs_say_nothing_on_standard_error(capfd, caplog):
    assert features.check("libtiff"), "without it there is nothing to keep quiet"
    whole = saved(sample_photo()[:40, :60], "TIFF", compression="tiff_lzw")
    for place in range(8, len(whole), 97):
        damaged = bytearray(whole)
        damaged[place : place + 6] = b"\xff" * 6
        with contextlib.suppress(ImageError):
            load_image(bytes(damaged))
    heading = TIFF_HEADER | {277: (3, 65_283)}
    with pytest.raises(ImageError):
        load_image(handmade_tiff(heading, bytes(100)))
    assert capfd.readouterr().err == "" and not caplog.records
