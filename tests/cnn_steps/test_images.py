"""Pictures: any file gives an upright array or one plain sentence, and every change does what its numbers say."""

import io
import os
import struct
import threading
import warnings
import zlib

import numpy as np
import pytest
from PIL import Image, ImageFile

from cnn_steps import (
    DIGIT_9,
    ImageError,
    adjust_brightness,
    crop,
    fit,
    fit_bitmap,
    flip,
    full_range,
    input_layer,
    invert,
    load_image,
    normalize,
    pad,
    picture_stages,
    read_picture,
    resize,
    resize_weights,
    rotate,
    sample_photo,
    to_channels_first,
    to_channels_last,
    to_grayscale,
)
from tests.made_files import TIFF_HEADER, handmade_png, handmade_tiff, png_chunk, saved

PHOTO = sample_photo()[100:140, 100:160]  # 40 rows × 60 columns
GRAY = PHOTO[:, :, 1]


# Files that can be read


@pytest.mark.parametrize("format", ["PNG", "BMP", "TIFF", "PPM"])
def test_a_color_file_gives_its_pixels(format):
    np.testing.assert_array_equal(load_image(saved(PHOTO, format)), PHOTO)


@pytest.mark.parametrize("format", ["PNG", "BMP", "TIFF", "PPM", "GIF"])
def test_a_gray_file_gives_two_axes(format):
    np.testing.assert_array_equal(load_image(saved(GRAY, format)), GRAY)


@pytest.mark.parametrize("format", ["JPEG", "WEBP", "GIF"])
def test_a_lossy_file_gives_nearly_its_pixels(format):
    assert np.abs(load_image(saved(PHOTO, format)).astype(int) - PHOTO).mean() < 6


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 5000), (5000, 1)])
def test_the_smallest_and_thinnest_pictures_are_read(shape):
    picture = np.full(shape, 77, dtype=np.uint8)
    np.testing.assert_array_equal(load_image(saved(picture, "PNG")), picture)


def test_what_is_loaded_is_a_new_array_one_may_change():
    picture = load_image(saved(PHOTO, "PNG"))
    assert picture.dtype == np.uint8 and picture.flags.writeable and picture.flags.c_contiguous and picture.base is None


@pytest.mark.parametrize("format", ["PNG", "TIFF", "PPM"])
def test_16_bit_levels_are_scaled_and_not_clipped(format):
    levels = np.linspace(0, 65535, 2400).astype(np.uint16).reshape(40, 60)
    np.testing.assert_array_equal(load_image(saved(levels, format)), levels >> 8)


def test_16_bit_color_is_scaled_like_16_bit_gray():
    levels = np.linspace(0, 65535, 12).astype(">u2").reshape(2, 2, 3)
    rows = b"".join(b"\0" + row.tobytes() for row in levels)
    np.testing.assert_array_equal(load_image(handmade_png(2, 2, depth=16, color=2, rows=rows)), levels >> 8)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([[0, 255, 128]], [[0, 255, 128]]),
        ([[0, 256, 65535]], [[0, 1, 255]]),
        ([[-100, 0, 100]], [[0, 128, 255]]),
        ([[0, 2**31 - 1]], [[0, 255]]),
        ([[700_000, 700_000]], [[0, 0]]),
    ],
)
def test_32_bit_integers_keep_a_known_scale_or_are_stretched(levels, expected):
    np.testing.assert_array_equal(load_image(saved(np.array(levels, dtype=np.int32), "TIFF")), expected)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([[0, 0.5, 1]], [[0, 128, 255]]),
        ([[0, 127.6, 255]], [[0, 128, 255]]),
        ([[-1, 0, 1]], [[0, 128, 255]]),
        ([[0, np.nan, 1, np.inf, -np.inf]], [[0, 0, 255, 255, 0]]),
    ],
)
def test_float_levels_keep_a_known_scale_or_are_stretched(levels, expected):
    np.testing.assert_array_equal(load_image(saved(np.array(levels, dtype=np.float32), "TIFF")), expected)


@pytest.mark.parametrize(
    ("bits", "sample_format", "data"),
    [(8, 1, bytes([0, 255])), (16, 1, struct.pack("<HH", 0, 65_535)), (32, 3, struct.pack("<ff", 0, 1))],
    ids=["8 bits", "16 bits", "floats"],
)
@pytest.mark.parametrize(("interpretation", "expected"), [(0, [[255, 0]]), (1, [[0, 255]])])
def test_a_tiff_that_stores_white_as_0_is_turned_round(bits, sample_format, data, interpretation, expected):
    size = {256: (4, 2), 257: (4, 1), 258: (3, bits), 262: (3, interpretation), 279: (4, len(data))}
    assert load_image(handmade_tiff(TIFF_HEADER | size | {339: (3, sample_format)}, data)).tolist() == expected


def test_1_bit_pictures_become_black_and_white():
    picture = GRAY > 128
    np.testing.assert_array_equal(load_image(saved(Image.fromarray(picture), "PNG")), picture * np.uint8(255))


@pytest.mark.parametrize(("mode", "format"), [("CMYK", "TIFF"), ("CMYK", "JPEG"), ("YCbCr", "TIFF"), ("LAB", "TIFF")])
def test_other_color_spaces_become_rgb(mode, format):
    other = Image.fromarray(PHOTO).convert(mode)
    assert np.abs(load_image(saved(other, format)).astype(int) - PHOTO).mean() < 6


def test_transparent_pixels_show_white_or_the_color_asked_for():
    clear = Image.new("RGBA", (2, 1), (10, 20, 30, 0))
    clear.putpixel((1, 0), (10, 20, 30, 255))
    assert load_image(saved(clear, "PNG")).tolist() == [[[255, 255, 255], [10, 20, 30]]]
    for red in ("red", "#ff0000", (255, 0, 0)):
        assert load_image(saved(clear, "PNG"), background=red).tolist() == [[[255, 0, 0], [10, 20, 30]]]


def test_half_transparent_pixels_are_mixed():
    assert load_image(saved(Image.new("RGBA", (1, 1), (0, 0, 0, 51)), "PNG")).tolist() == [[[204, 204, 204]]]


def test_transparent_gray_stays_gray_unless_the_background_is_colored():
    clear = Image.new("LA", (1, 1), (40, 0))
    assert load_image(saved(clear, "PNG")).tolist() == [[255]]
    assert load_image(saved(clear, "PNG"), background=9).tolist() == [[9]]
    assert load_image(saved(clear, "PNG"), background="blue").tolist() == [[[0, 0, 255]]]


@pytest.mark.parametrize("format", ["PNG", "GIF"])
def test_a_transparent_palette_color_shows_the_background(format):
    picture = Image.new("P", (2, 1))
    picture.putpalette([10, 20, 30, 200, 100, 50])
    picture.putpixel((1, 0), 1)
    assert load_image(saved(picture, format)).tolist() == [[[10, 20, 30], [200, 100, 50]]]
    assert load_image(saved(picture, format, transparency=0)).tolist() == [[[255, 255, 255], [200, 100, 50]]]


@pytest.mark.parametrize(("mode", "color"), [("L", 40), ("RGB", (40, 50, 60))])
def test_a_transparent_color_without_palette_shows_the_background(mode, color):
    picture = load_image(saved(Image.new(mode, (1, 1), color), "PNG", transparency=color))
    assert np.all(picture == 255)


def test_the_transparent_level_of_16_bit_gray_shows_the_background():
    rows = b"\0" + struct.pack(">HHH", 300, 301, 65_535)
    picture = handmade_png(3, 1, depth=16, rows=rows, extra=png_chunk(b"tRNS", struct.pack(">H", 300)))
    assert load_image(picture).tolist() == [[255, 1, 255]], "301 is no transparent level though its upper 8 bits are"
    assert load_image(picture, background=9).tolist() == [[9, 1, 255]]
    assert load_image(picture, background="red").tolist() == [[[255, 0, 0], [1, 1, 1], [255, 255, 255]]]


def test_the_transparent_color_of_16_bit_color_is_taken_at_16_bits():
    rows = b"\0" + struct.pack(">9H", 0x0A00, 0x1400, 0x1E00, 10, 20, 30, 0, 0, 65_535)
    for clear, expected in [
        ((0x0A00, 0x1400, 0x1E00), [[255] * 3, [0] * 3]),
        ((10, 20, 30), [[10, 20, 30], [255] * 3]),  # not the color whose upper 8 bits are 10, 20 and 30
        ((0x0A00, 0x1400, 0x1E01), [[10, 20, 30], [0] * 3]),  # not the color that has the same upper 8 bits
    ]:
        extra = png_chunk(b"tRNS", struct.pack(">3H", *clear))
        file = handmade_png(3, 1, depth=16, color=2, rows=rows, extra=extra)
        assert load_image(file).tolist() == [[*expected, [0, 0, 255]]]


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG", "TIFF"])
def test_an_animation_gives_its_first_frame(format):
    options = {"lossless": True} if format == "WEBP" else {}
    frames = [Image.new("RGB", (6, 4), color) for color in ("red", "lime", "blue")]
    picture = load_image(saved(frames[0], format, save_all=True, append_images=frames[1:], **options))
    assert picture.shape == (4, 6, 3) and np.all(picture == (255, 0, 0))


# 2 rows × 3 columns of 8×8 blocks, so that JPEG hardly changes them
BLOCKS = np.kron(np.arange(6, dtype=np.uint8).reshape(2, 3) * 40, np.ones((8, 8), dtype=np.uint8))
UPRIGHT = {
    1: BLOCKS,
    2: np.fliplr(BLOCKS),
    3: np.rot90(BLOCKS, 2),
    4: np.flipud(BLOCKS),
    5: BLOCKS.T,
    6: np.rot90(BLOCKS, -1),
    7: np.rot90(BLOCKS, 2).T,
    8: np.rot90(BLOCKS),
}


@pytest.mark.parametrize(
    ("format", "options"),
    [("JPEG", {}), ("PNG", {}), ("TIFF", {}), ("TIFF", {"compression": "tiff_deflate"}), ("WEBP", {"lossless": True})],
    ids=["JPEG", "PNG", "TIFF", "compressed TIFF", "WebP"],
)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_one_decode_gives_the_picture_as_taken_and_upright(format, options, orientation):
    exif = Image.Exif()
    exif[274] = orientation
    picture = read_picture(saved(np.stack([BLOCKS] * 3, axis=2), format, exif=exif, **options))
    assert picture.orientation == orientation and picture.original_size == (16, 24)
    assert np.abs(picture.as_taken[:, :, 0].astype(int) - BLOCKS).max() < 5
    assert np.abs(picture.upright[:, :, 0].astype(int) - UPRIGHT[orientation]).max() < 5


@pytest.mark.parametrize("exif", [b"Exif\0\0rubbish", b"Exif\0\0II*\0\x08\0\0\0\xff\xff"])
def test_broken_exif_does_not_spoil_a_picture(exif):
    assert load_image(saved(PHOTO, "JPEG", exif=exif)).shape == PHOTO.shape


@pytest.mark.parametrize("orientation", [0, 9, 60_000])
def test_an_orientation_that_does_not_exist_is_taken_as_upright(orientation):
    exif = Image.Exif()
    exif[274] = orientation
    assert read_picture(saved(PHOTO, "JPEG", exif=exif)).orientation == 1


@pytest.mark.parametrize("format", ["JPEG", "PNG"])
def test_max_side_shrinks_and_keeps_the_proportions(format):
    photo = sample_photo()
    picture = read_picture(saved(photo, format), max_side=100)
    assert picture.upright.shape == (67, 100, 3) and picture.original_size == (300, 451)
    assert np.abs(picture.upright.mean(axis=(0, 1)) - photo.mean(axis=(0, 1))).max() < 2
    np.testing.assert_array_equal(load_image(saved(photo, "PNG"), max_side=451), photo)


# Ways to hand a file over


def test_a_path_and_every_kind_of_bytes_are_taken(tmp_path):
    data = saved(PHOTO, "PNG")
    path = tmp_path / "photo.png"
    path.write_bytes(data)
    for source in (path, str(path), data, bytearray(data), memoryview(data), io.BytesIO(data)):
        np.testing.assert_array_equal(load_image(source), PHOTO)


def test_a_file_object_is_read_from_its_start_and_left_open_where_it_was():
    file = io.BytesIO(saved(PHOTO, "PNG"))
    for position in (0, 7, len(file.getvalue())):
        file.seek(position)
        np.testing.assert_array_equal(load_image(file), PHOTO)
        assert not file.closed and file.tell() == position


def test_a_stream_that_cannot_seek_and_gives_little_at_a_time_is_read():
    class Stream:
        file = io.BytesIO(saved(PHOTO, "PNG"))

        def read(self, size=-1):
            return self.file.read(min(size, 100))

    np.testing.assert_array_equal(load_image(Stream()), PHOTO)


def test_the_name_of_a_file_says_nothing_about_its_format(tmp_path):
    path = tmp_path / "photo.txt"
    path.write_bytes(saved(PHOTO, "PNG"))
    np.testing.assert_array_equal(load_image(path), PHOTO)


# Files that can't


def refusal(source, **limits):
    """Give the sentence a source is refused with."""
    with pytest.raises(ImageError) as error:
        load_image(source, **limits)
    sentence = str(error.value)
    assert "\n" not in sentence and len(sentence) < 250 and ": " in sentence, "one sentence, the remedy behind a colon"
    return sentence


def test_a_file_that_is_no_picture_is_refused_whatever_it_is_called(tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(b"this is only text\n")
    assert "it looks like text" in refusal(path)


def test_a_format_left_out_is_refused_though_pillow_could_read_it():
    assert "an icon" in refusal(saved(PHOTO[:16, :16], "ICO"))
    assert "a TGA picture" in refusal(saved(PHOTO, "TGA"))


@pytest.mark.parametrize("source", [b"", bytearray(), io.BytesIO()])
def test_an_empty_file_is_refused(source):
    assert "0 bytes" in refusal(source)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM"])
def test_a_file_cut_off_anywhere_gives_a_sentence_or_the_whole_picture(format):
    data = saved(PHOTO[:12, :16], format)
    whole = load_image(data)
    for length in range(1, len(data), max(1, len(data) // 60)):
        try:
            picture = load_image(data[:length])
        except ImageError as error:
            assert "\n" not in str(error)
        else:
            np.testing.assert_array_equal(picture, whole)
    assert refusal(data[: len(data) // 2])


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM"])
def test_damaged_bytes_give_a_sentence_or_a_picture(format):
    rng = np.random.default_rng(3)
    data = np.frombuffer(saved(PHOTO[:12, :16], format), dtype=np.uint8)
    for _ in range(300):
        damaged = data.copy()
        damaged[rng.integers(min(len(data), rng.choice([40, 10_000])), size=3)] = rng.integers(256, size=3)
        try:
            picture = load_image(damaged.tobytes(), max_pixels=1_000_000)
        except ImageError as error:
            assert "\n" not in str(error)
        else:
            assert picture.dtype == np.uint8 and picture.ndim in (2, 3) and picture.size


@pytest.mark.parametrize(
    ("data", "pixels"),
    [
        (handmade_png(20_000, 20_000, rows=bytes(1_000_000)), "400,000,000 pixels"),
        (handmade_png(2**31 - 1, 2**31 - 1), "4,611,686,014,132,420,609 pixels"),
        (handmade_png(9_000, 8_000, rows=bytes(1_000_000)), "8,000 × 9,000 = 72,000,000 pixels"),
        (b"P5 99999 99999 255 ", "9,999,800,001 pixels"),
        (handmade_tiff(TIFF_HEADER | {256: (4, 10_000), 257: (4, 9_000)}, bytes(99)), "= 90,000,000 pixels"),
    ],
    ids=["20,000 × 20,000 PNG", "largest PNG", "a little too large PNG", "PPM", "TIFF"],
)
def test_too_many_pixels_are_refused_from_the_header(data, pixels, monkeypatch):
    def fail(*_):
        raise AssertionError("a pixel was decoded")

    monkeypatch.setattr(ImageFile.ImageFile, "load", fail)
    sentence = refusal(data)
    assert pixels in sentence and "50,000,000 allowed" in sentence


def test_the_limits_are_exact():
    data = saved(PHOTO, "PNG")
    assert load_image(data, max_pixels=2400, max_bytes=len(data)).shape == PHOTO.shape
    assert "40 × 60 = 2,400 pixels, more than the 2,399 allowed" in refusal(data, max_pixels=2399)
    assert f"has {len(data):,} bytes, more than the {len(data) - 1:,} allowed" in refusal(data, max_bytes=len(data) - 1)


def test_a_large_file_is_not_read_to_its_end(tmp_path):
    path = tmp_path / "large.png"
    with open(path, "wb") as file:
        file.truncate(10**10)  # takes no room on the disk
    assert "10,000,000,000 bytes" in refusal(path)

    class Endless(io.RawIOBase):
        given = 0

        def read(self, size=-1):
            self.given += size
            return bytes(size)

    endless = Endless()
    assert "has more than the 1,000 bytes allowed" in refusal(endless, max_bytes=1_000)
    assert endless.given == 1_001


def test_a_picture_without_pixels_is_refused():
    assert "no pixels" in refusal(handmade_png(0, 0))
    assert "no pixels" in refusal(handmade_png(0, 5))


def test_a_side_longer_than_allowed_is_refused():
    assert "no side may be longer than 65,535" in refusal(handmade_png(70_000, 1, rows=bytes(70_001)))


def test_a_small_tiff_with_a_huge_tile_is_refused():
    tags = TIFF_HEADER | {259: (3, 8), 322: (4, 32_000), 323: (4, 32_000), 324: (4, "data"), 325: (4, 99)}
    assert "tiles of 32,000 × 32,000" in refusal(handmade_tiff(tags, bytes(99)))


def test_a_jpeg_of_a_thousand_passes_is_refused():
    data = saved(GRAY, "JPEG", progressive=True)
    last_scan = data[data.rfind(b"\xff\xda") : -2]
    assert "more than 100 passes" in refusal(data[:-2] + last_scan * 1000 + data[-2:])
    assert load_image(data[:-2] + last_scan * 80 + data[-2:]).shape == GRAY.shape


@pytest.mark.parametrize("start", [b"P5", b"P5 1 1 ", b"P2 1 1 255 "])
def test_a_ppm_of_a_million_comments_is_refused_and_not_pondered(start):
    assert "too many comments or blanks" in refusal(start + b"#\n" * 1_000_000 + b"1 1 255 7")
    assert load_image(b"P2 #\n 1 # one #\n 1 255\n#\n" + b" " * 100_000 + b"7").tolist() == [[7]]


@pytest.mark.parametrize(
    ("format", "before", "part"),
    [
        ("PNG", 33, png_chunk(b"tEXt", b"k\0")),
        ("JPEG", 2, b"\xff\xe1\0\2"),
        ("JPEG", 2, b"\xff"),
        ("GIF", 13 + 3 * 256, b"!\xfe\1a\0"),
        ("GIF", 13 + 3 * 256, b"x"),
    ],
)
def test_a_file_of_a_million_parts_is_refused_and_not_pondered(format, before, part):
    data = saved(GRAY.repeat(4, axis=0), format)
    assert "more than 50,000 parts" in refusal(data[:before] + part * 1_000_000 + data[before:])
    np.testing.assert_array_equal(load_image(data[:before] + part * 100 + data[before:]), load_image(data))
    np.testing.assert_array_equal(load_image(data + bytes(1_000_000)), load_image(data))


def test_a_large_jpeg_may_have_fewer_passes():
    data = saved(Image.new("L", (7000, 7000)), "JPEG", progressive=True)
    last_scan = data[data.rfind(b"\xff\xda") : -2]
    assert "more than 40 passes" in refusal(data[:-2] + last_scan * 80 + data[-2:])


def test_a_video_behind_a_jpeg_or_a_preview_in_it_is_not_taken_for_passes():
    video = b"\xff\xda" * 1000
    preview = b"\xff\xe5" + struct.pack(">H", 2 + len(video)) + video
    data = saved(PHOTO, "JPEG")
    np.testing.assert_array_equal(load_image(data[:2] + preview + data[2:] + video), load_image(data))


@pytest.mark.parametrize("kind", [b"zTXt", b"iCCP"])
def test_a_compressed_text_chunk_that_explodes_is_refused(kind):
    bomb = png_chunk(kind, b"k\0\0" + zlib.compress(bytes(20_000_000), 9))
    assert "PNG" in refusal(handmade_png(1, 1, rows=b"\0\0", extra=bomb))


def test_a_picture_of_nan_alone_is_refused():
    assert "NaN" in refusal(saved(np.full((2, 2), np.nan, dtype=np.float32), "TIFF"))


def test_a_path_object_that_gives_no_path_is_refused():
    class Broken(os.PathLike):
        def __fspath__(self):
            raise RuntimeError("no path here")

    assert "the path can't be read" in refusal(Broken())


def test_sources_that_are_no_files_are_refused(tmp_path):
    assert "is a folder" in refusal(tmp_path)
    assert "no file 'missing.png'" in refusal(tmp_path / "missing.png")
    assert str(tmp_path) not in refusal(tmp_path / "missing.png"), "the sentence is shown to visitors"
    assert "can't be opened" in refusal("nul\0byte")
    assert "the path is empty" in refusal("")
    assert "…aaa" in refusal("a" * 5000), "the sentence stays short, the name's end stays in it"
    assert "not an ordinary file" in refusal(os.devnull)
    assert "NoneType" in refusal(None)
    assert "ndarray" in refusal(PHOTO)
    assert "mode 'rb'" in refusal(io.StringIO("text"))
    picture = tmp_path / "picture.png"
    picture.write_bytes(saved(PHOTO, "PNG"))
    with open(picture, encoding="utf-8") as text:
        assert "mode 'rb'" in refusal(text)
    closed = io.BytesIO(b"x")
    closed.close()
    assert "can't be read" in refusal(closed)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("max_pixels", 0),
        ("max_bytes", -1),
        ("max_side", 1.5),
        ("max_pixels", True),
        ("background", "blurple"),
        ("background", (1, 2)),
        ("background", 256),
        ("background", None),
        ("background", (np.inf, 0, 0)),
    ],
)
def test_a_setting_that_makes_no_sense_is_not_blamed_on_the_file(setting, value):
    with pytest.raises(ValueError, match=f"{setting} is ") as error:
        load_image(saved(PHOTO, "PNG"), **{setting: value})
    assert not isinstance(error.value, ImageError)


def test_nothing_outside_is_changed_and_no_warning_leaks():
    before = (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES, list(warnings.filters))
    warned = handmade_png(9_500, 9_500, depth=1, rows=bytes(9_500 * 1_189))  # Pillow warns of a decompression bomb
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        refusal(warned)
        assert load_image(warned, max_pixels=100_000_000).shape == (9_500, 9_500)
    assert before == (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES, list(warnings.filters))


def test_many_threads_can_read_at_once_and_leave_the_warnings_as_they_were():
    before = list(warnings.filters)
    data = saved(Image.fromarray(PHOTO).convert("P"), "PNG", transparency=bytes(range(200)))
    pictures = []
    threads = [threading.Thread(target=lambda: pictures.append(load_image(data))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pictures) == 16 and all(np.array_equal(picture, pictures[0]) for picture in pictures)
    assert list(warnings.filters) == before


# Arrays


def test_channels_go_first_and_back_again():
    stack = to_channels_first(PHOTO)
    assert stack.shape == (3, 40, 60) and stack.dtype == np.uint8
    np.testing.assert_array_equal(stack[2], PHOTO[:, :, 2])
    np.testing.assert_array_equal(to_channels_last(stack), PHOTO)
    assert to_channels_first(GRAY).shape == (1, 40, 60)
    np.testing.assert_array_equal(to_channels_last(to_channels_first(GRAY)), GRAY)


@pytest.mark.parametrize(
    ("array", "black_and_white"),
    [
        (np.zeros((1, 1), dtype=np.uint8), (0, 255)),
        (np.zeros((1, 1), dtype=np.uint16), (0, 65535)),
        (np.zeros((1, 1), dtype=bool), (0, 1)),
        (np.array([[0.0, 1.0]]), (0, 1)),
        (np.array([[0.0, 1.5]]), (0, 255)),
        (np.array([[0, 1]]), (0, 255)),
        (np.array([[0, 300]]), (0, 300)),
        (np.array([[-1.0, 1.0]]), (-1, 1)),
        (np.array([[np.nan, 0.5]]), (0, 1)),
        (np.array([[np.nan]]), (0, 1)),
    ],
)
def test_full_range_says_what_is_black_and_white(array, black_and_white):
    assert full_range(array) == black_and_white


def test_gray_is_the_mean_of_the_channels_without_wrapping_around():
    np.testing.assert_allclose(to_grayscale(PHOTO), PHOTO.astype(float).mean(axis=2))
    assert to_grayscale(np.full((1, 1, 3), 255, dtype=np.uint8)).tolist() == [[255.0]]
    np.testing.assert_array_equal(to_grayscale(GRAY), GRAY)


def test_luminosity_weighs_green_most():
    colors = np.eye(3)[None] * 100  # one red, one green and one blue pixel
    np.testing.assert_allclose(to_grayscale(colors, method="luminosity"), [[29.9, 58.7, 11.4]])


def test_normalize_maps_uint8_by_255():
    np.testing.assert_allclose(normalize(PHOTO), PHOTO / 255)
    np.testing.assert_allclose(normalize(PHOTO, low=-1, high=1), PHOTO / 127.5 - 1)
    assert normalize(np.array([[0, 255]], dtype=np.uint8), low=-1).tolist() == [[-1, 1]]


def test_normalize_keeps_a_uint8_picture_of_one_color_where_it_is():
    np.testing.assert_allclose(normalize(np.full((2, 2), 51, dtype=np.uint8)), 0.2)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_normalize_maps_the_largest_floats_there_are(dtype):
    largest = np.finfo(dtype).max
    np.testing.assert_allclose(normalize(np.array([[-largest, 0, largest]], dtype)), [[0, 0.5, 1]])


def test_normalize_maps_any_floats_into_the_range():
    np.testing.assert_allclose(normalize(np.array([[0.25, 0.5]])), [[0.25, 0.5]])
    np.testing.assert_allclose(normalize(np.array([[51.0, 102.0]])), [[0.2, 0.4]])
    np.testing.assert_allclose(normalize(np.array([[-3.0, 5.0]])), [[0, 1]])
    np.testing.assert_allclose(normalize(np.array([[0.0, 0.5]]), source_range=(0, 0.5)), [[0, 1]])
    assert normalize(np.full((2, 2), -7.0)).tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize("change", [normalize, to_grayscale, invert, flip, lambda p: resize(p, (3, 3))])
def test_float32_stays_float32(change):
    assert change(PHOTO.astype(np.float32)).dtype == np.float32


@pytest.mark.parametrize(
    ("before", "after"), [((30, 47), (7, 9)), ((5, 6), (11, 6)), ((1, 90), (1, 64)), ((8, 8), (8, 8))]
)
def test_resize_weights_make_every_pixel_that_resize_makes(before, after):
    picture = np.random.default_rng(1).integers(0, 256, before).astype(np.uint8)
    resized = resize(picture, after)
    for row, column in np.ndindex(after):
        (top, down), (left, across) = (
            resize_weights(before[0], after[0], row),
            resize_weights(before[1], after[1], column),
        )
        piece = picture[top : top + len(down), left : left + len(across)]
        assert down @ piece @ across == pytest.approx(resized[row, column], abs=1.01)  # it rounds after each direction
        assert min(down.min(), across.min()) > 0


def test_resize_weights_wants_a_cell_of_the_new_line():
    with pytest.raises(ValueError, match="place is 3 but the new line has 3 cells: give 0 to 2"):
        resize_weights(6, 3, 3)


def test_resize_takes_height_before_width():
    assert resize(PHOTO, (10, 20)).shape == (10, 20, 3)
    assert resize(GRAY, (10, 20)).shape == (10, 20)


@pytest.mark.parametrize("method", ["nearest", "box", "area", "bilinear", "bicubic", "lanczos"])
def test_resize_to_the_same_size_changes_nothing(method):
    np.testing.assert_array_equal(resize(PHOTO, (40, 60), method=method), PHOTO)
    np.testing.assert_allclose(resize(PHOTO / 255, (40, 60), method=method), PHOTO / 255, atol=1e-6)


def test_box_averages_and_nearest_picks():
    cells = np.array([[0, 10], [20, 30]], dtype=np.uint8)
    assert resize(cells, (1, 1), method="box").tolist() == [[15]]
    assert resize(cells.astype(float), (1, 1), method="area").tolist() == [[15.0]]
    assert resize(cells, (4, 4), method="nearest").tolist() == np.kron(cells, np.ones((2, 2))).tolist()


def test_resize_treats_every_channel_of_a_float_picture_alike():
    channels = [resize(PHOTO[:, :, c] / 255, (13, 7)) for c in range(3)]
    np.testing.assert_array_equal(resize(PHOTO / 255, (13, 7)), np.stack(channels, axis=2))


def test_crop_is_slicing_that_refuses_to_reach_outside():
    np.testing.assert_array_equal(crop(PHOTO, (5, 10), (0, 60)), PHOTO[5:10])
    with pytest.raises(ValueError, match=r"rows is \(30, 50\) but the picture has 40 of them"):
        crop(PHOTO, (30, 50), (0, 60))
    with pytest.raises(ValueError, match=r"cols is \(9, 9\)"):
        crop(PHOTO, (0, 40), (9, 9))


@pytest.mark.parametrize(
    ("padding", "shape"), [(2, (44, 64, 3)), ((1, 3), (42, 66, 3)), (((1, 2), (3, 4)), (43, 67, 3)), (0, (40, 60, 3))]
)
def test_pad_takes_the_forms_of_conv2d(padding, shape):
    assert pad(PHOTO, padding).shape == shape


def test_pad_fills_with_a_value_a_color_or_the_edge():
    assert pad(GRAY, ((1, 0), (0, 0)), fill=9)[0].tolist() == [9] * 60
    assert pad(PHOTO, ((1, 0), (0, 0)), fill=(1, 2, 3))[0, 0].tolist() == [1, 2, 3]
    np.testing.assert_array_equal(pad(PHOTO, ((1, 0), (0, 0)), mode="edge")[0], PHOTO[0])
    np.testing.assert_array_equal(pad(PHOTO, ((1, 0), (0, 0)), mode="reflect")[0], PHOTO[1])


def test_flip_mirrors_left_and_right_or_top_and_bottom():
    np.testing.assert_array_equal(flip(PHOTO), PHOTO[:, ::-1])
    np.testing.assert_array_equal(flip(PHOTO, "vertical"), PHOTO[::-1])


@pytest.mark.parametrize("quarters", range(-4, 5))
def test_quarter_turns_are_exact_and_counterclockwise(quarters):
    np.testing.assert_array_equal(rotate(PHOTO, 90 * quarters), np.rot90(PHOTO, quarters))


def test_other_angles_keep_the_whole_picture_on_a_larger_canvas():
    for picture in (PHOTO, GRAY, PHOTO / 255, GRAY / 255):
        turned = rotate(picture, 30, fill=1)
        assert turned.shape[0] > 40 and turned.shape[1] > 60 and turned.ndim == picture.ndim
        assert turned.dtype == picture.dtype
        np.testing.assert_array_equal(turned[0, 0], 1)
    np.testing.assert_allclose(rotate(PHOTO / 255, 30), rotate(PHOTO, 30) / 255, atol=0.01)


def test_brightness_is_clipped_and_never_wraps_around():
    levels = np.array([[0, 100, 250]], dtype=np.uint8)
    assert adjust_brightness(levels, 10).tolist() == [[10, 110, 255]]
    assert adjust_brightness(levels, -50).tolist() == [[0, 50, 200]]
    assert adjust_brightness(levels, factor=1.5).tolist() == [[0, 150, 255]]
    assert adjust_brightness(levels, 300).dtype == np.uint8
    np.testing.assert_allclose(adjust_brightness(np.array([[0.2, 0.9]]), 0.3), [[0.5, 1.0]])


@pytest.mark.parametrize("dtype", [np.int8, np.uint32, np.int64, np.uint64])
def test_the_brightest_integers_never_wrap_around(dtype):
    largest = np.iinfo(dtype).max
    levels = np.array([[largest - 100, largest]], dtype)
    for brighter in (adjust_brightness(levels, 10), adjust_brightness(levels, factor=2)):
        assert brighter.dtype == dtype
        np.testing.assert_allclose(brighter.astype(float), float(largest), rtol=1e-2, atol=127)
        assert brighter.min() > 0


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan, 1e308])
@pytest.mark.parametrize(
    "change", [to_grayscale, normalize, invert, input_layer, fit_bitmap, lambda p: adjust_brightness(p, factor=2)]
)
def test_no_float_a_picture_may_hold_makes_a_warning(value, change):
    picture = np.full((6, 4, 3), 0.5)
    picture[0, 0] = value
    assert change(picture).size
    assert change(np.full((6, 4, 3), value)).size


def test_invert_swaps_black_and_white_and_undoes_itself():
    np.testing.assert_array_equal(invert(PHOTO), 255 - PHOTO)
    np.testing.assert_array_equal(invert(invert(PHOTO)), PHOTO)
    np.testing.assert_array_equal(invert(DIGIT_9), -DIGIT_9)
    assert invert(np.array([[True, False]])).tolist() == [[False, True]]


def test_fit_letterboxes_crops_or_stretches():
    white = np.full((10, 20), 255, dtype=np.uint8)
    boxed = fit(white, (20, 20), frame="letterbox", method="nearest")
    assert (boxed[:5] == 0).all() and (boxed[5:15] == 255).all() and (boxed[15:] == 0).all()
    assert (fit(white, (20, 20), frame="crop") == 255).all()
    halves = np.repeat([[0, 255, 0]], [5, 10, 5], axis=1).repeat(10, axis=0).astype(np.uint8)
    assert (fit(halves, (4, 4), frame="crop") == 255).all(), "the center is kept"
    assert fit(halves, (4, 4), frame="stretch", method="box").tolist() == [[0, 255, 255, 0]] * 4


def test_fit_can_continue_the_color_of_the_border():
    assert (fit(np.full((4, 8, 3), (9, 8, 7), dtype=np.uint8), (8, 8), fill="border") == (9, 8, 7)).all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (1, 60_000, 3)])
@pytest.mark.parametrize("frame", ["letterbox", "crop", "stretch"])
def test_fit_takes_any_shape(shape, frame):
    fitted = fit(np.full(shape, 200, dtype=np.uint8), (64, 48), frame=frame)
    assert fitted.shape == (64, 48, *shape[2:]) and fitted.max() > 0


@pytest.mark.parametrize(
    "change",
    [
        to_channels_first,
        to_grayscale,
        normalize,
        lambda p: resize(p, (9, 9)),
        lambda p: crop(p, (0, 4), (0, 4)),
        lambda p: pad(p, 1),
        flip,
        lambda p: rotate(p, 0),
        lambda p: rotate(p, 10),
        adjust_brightness,
        invert,
        lambda p: fit(p, (40, 60)),
        lambda p: fit(p, (9, 9), frame="crop"),
        fit_bitmap,
        lambda p: picture_stages(p)[0].array,
        input_layer,
    ],
)
@pytest.mark.parametrize("picture", [PHOTO, GRAY, PHOTO / 255, GRAY / 255], ids=["RGB", "gray", "RGB floats", "floats"])
def test_no_change_touches_the_picture_or_shares_its_memory(change, picture):
    original = picture.copy()
    original.flags.writeable = False
    changed = change(original)
    assert changed.flags.writeable and not np.shares_memory(changed, original)
    np.testing.assert_array_equal(original, picture)


@pytest.mark.parametrize(
    ("array", "sentence"),
    [
        (np.zeros(5), r"shape \(5,\), wanted a picture: \(H, W\) gray or \(H, W, 3\) color"),
        (np.zeros((0, 5)), "empty picture"),
        (np.zeros((3, 4, 5)), "channels first: use to_channels_last"),
        (np.zeros((4, 5, 4)), r"transparency: drop it with image\[:, :, :3\]"),
        (np.zeros((2, 2), dtype=complex), "real numbers, got complex128"),
        (np.zeros((2, 2, 2, 2)), "wanted a picture"),
        ("a path", "real numbers"),
        (None, "real numbers"),
        ([[1, 2], [3]], "not a rectangular array: give every row the same length"),
    ],
)
def test_what_is_no_picture_array_is_refused(array, sentence):
    for change in (to_grayscale, flip, invert, fit_bitmap):
        with pytest.raises(ValueError, match=sentence):
            change(array)


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (lambda: resize(PHOTO, (0, 5)), r"size is \(0, 5\): give \(rows, columns\)"),
        (lambda: resize(PHOTO, (2.5, 5)), "two whole numbers from 1 to 65,535"),
        (lambda: resize(PHOTO, 5), "size is 5"),
        (lambda: resize(PHOTO, (60_000, 60_000)), "choose a smaller one"),
        (lambda: resize(PHOTO, (5, 5), method="magic"), "method is 'magic': use one of 'nearest', "),
        (lambda: to_grayscale(PHOTO, method="max"), "method is 'max'"),
        (lambda: normalize(PHOTO, low=1, high=0), "low must be below high"),
        (lambda: normalize(PHOTO, source_range=(5, 1)), "source_range"),
        (lambda: pad(PHOTO, -1), "padding is -1"),
        (lambda: pad(PHOTO, (1, 2, 3)), "padding is"),
        (lambda: pad(PHOTO, 1, fill=300), r"does not fit uint8: stay within 0\.\.255"),
        (lambda: pad(GRAY, 1, fill=(1, 2, 3)), "one number, or three"),
        (lambda: flip(PHOTO, "diagonal"), "direction is 'diagonal'"),
        (lambda: rotate(PHOTO, np.nan), "degrees is nan"),
        (lambda: adjust_brightness(PHOTO, np.inf), "amount is inf: give a number that is finite"),
        (lambda: adjust_brightness(PHOTO, factor=-1), "factor is -1.0: give 0 or more"),
        (lambda: fit(PHOTO, (5, 5), frame="zoom"), "frame is 'zoom'"),
        (lambda: to_channels_last(PHOTO), r"wanted \(1, H, W\) or \(3, H, W\)"),
        (lambda: picture_stages(PHOTO, value_range=(1, 1)), "low must be below high"),
        (lambda: picture_stages(PHOTO, value_range=1), "value_range is 1: give two finite numbers"),
        (lambda: normalize(PHOTO, low=None), "low is None: give a number that is finite"),
        (lambda: normalize(PHOTO, high="1"), "high is '1': give a number that is finite"),
        (lambda: normalize(PHOTO, source_range=255), "source_range is 255: give two finite numbers"),
        (lambda: normalize([[1, 2], [3]]), "not a rectangular array"),
        (lambda: full_range("text"), "real numbers"),
        (lambda: rotate(PHOTO, "90"), "degrees is '90': give a number that is finite"),
        (lambda: adjust_brightness(PHOTO, None), "amount is None: give a number that is finite"),
        (lambda: flip(PHOTO, np.array(["x", "y"])), "direction is array"),
        (lambda: pad(PHOTO, np.nan), "padding is nan"),
        (lambda: pad(PHOTO, 1j), "padding is 1j"),
        (lambda: pad(PHOTO, 10**6), "choose a smaller one"),
        (lambda: pad(PHOTO, 10**30), "give at most 2,147,483,647"),
        (lambda: pad(PHOTO, 1, fill=[[1], [1, 2]]), "the color to fill with is not a rectangular array"),
        (lambda: input_layer(PHOTO, (0, 0)), r"target_size is \(0, 0\)"),
    ],
)
def test_an_impossible_change_is_refused_with_what_it_got(request_, sentence):
    with pytest.raises(ValueError, match=sentence):
        request_()


# Chains


def test_input_layer_resizes_turns_gray_and_maps_to_0_and_1(tmp_path):
    path = tmp_path / "photo.png"
    path.write_bytes(saved(sample_photo(), "PNG"))
    layer = input_layer(path)
    assert layer.shape == (64, 64) and layer.dtype == np.float64
    np.testing.assert_allclose(layer, resize(sample_photo(), (64, 64)).mean(axis=2) / 255)
    np.testing.assert_array_equal(input_layer(sample_photo()), layer)
    np.testing.assert_array_equal(input_layer(read_picture(path)), layer)
    assert input_layer(path, target_size=(10, 20), low=-1).min() < 0


@pytest.mark.parametrize("size", [(64, 64), (10, 20), (300, 500)])
def test_input_layer_gives_the_tutorials_numbers_if_asked(size):
    picture = Image.open(io.BytesIO(saved(sample_photo(), "PNG")))
    gray = np.asarray(picture.resize(size[::-1])).mean(axis=-1).astype(np.uint8)  # as the tutorial does
    ours = input_layer(sample_photo(), size, method="bicubic", whole=True)
    np.testing.assert_array_equal(ours, gray / 255)


def test_input_layer_differs_from_the_tutorial_by_as_much_as_it_says():
    tutorial = input_layer(sample_photo(), method="bicubic", whole=True)
    most = np.abs(input_layer(sample_photo()) - tutorial).max() * 255
    assert int(most) == 13 and "by up to 13 of 255" in input_layer.__doc__


def test_whole_gray_levels_are_cut_and_not_rounded():
    picture = np.array([[[70, 71, 71], [-70, -71, -71]]])
    assert to_grayscale(picture, whole=True).tolist() == [[70, -70]]
    assert to_grayscale(picture[:, :, 0] + 0.9, whole=True).tolist() == [[70, -69]]


def test_input_layer_refuses_what_load_image_refuses():
    with pytest.raises(ImageError, match="0 bytes"):
        input_layer(b"")
    with pytest.raises(ImageError, match="allowed"):
        input_layer(saved(PHOTO, "PNG"), max_pixels=10)


def test_the_stages_of_a_turned_photograph_are_all_there():
    exif = Image.Exif()
    exif[274] = 6
    picture = read_picture(saved(PHOTO, "PNG", exif=exif))
    stages = picture_stages(picture, size=(8, 8), color=False, invert=True, value_range=(-1, 1))
    assert [(stage.name, stage.array.shape) for stage in stages] == [
        ("as taken", (40, 60, 3)),
        ("upright", (60, 40, 3)),
        ("cropped", (40, 40, 3)),
        ("gray", (40, 40)),
        ("inverted", (40, 40)),
        ("resized", (8, 8)),
        ("range", (8, 8)),
    ]
    assert all(stage.array.dtype == np.uint8 for stage in stages[:-1]) and all(stage.note for stage in stages)
    assert "orientation 6" in stages[1].note
    np.testing.assert_array_equal(stages[1].array, np.rot90(PHOTO, -1))
    np.testing.assert_array_equal(stages[4].array, 255 - stages[3].array)
    np.testing.assert_allclose(stages[-1].array, stages[-2].array / 127.5 - 1)


@pytest.mark.parametrize(("frame", "name"), [("crop", "cropped"), ("letterbox", "letterboxed"), ("stretch", "whole")])
def test_the_framed_stage_has_the_proportions_asked_for(frame, name):
    stage = picture_stages(PHOTO, size=(7, 5), frame=frame)[2]
    assert stage.name == name
    if frame != "stretch":
        assert stage.array.shape[0] / stage.array.shape[1] == pytest.approx(7 / 5, rel=0.02)


def test_a_gray_picture_gets_three_equal_channels_when_color_is_asked_for():
    last = picture_stages(GRAY, size=(8, 8), color=True)[-1].array
    assert last.shape == (8, 8, 3)
    np.testing.assert_array_equal(last[:, :, 0], last[:, :, 2])


def test_the_notes_on_the_stages_say_what_was_done():
    def note(picture, stage, **options):
        return next(s.note for s in picture_stages(picture, **options) if s.name == stage)

    file = saved(PHOTO, "PNG")
    assert note(read_picture(file), "as taken") == "40 × 60 pixels."
    assert note(PHOTO, "upright") == "No turn is asked for."
    assert note(PHOTO, "gray", color=False) == "The mean of red, green and blue."
    assert note(GRAY, "gray", color=False) == "The picture has one channel already."


@pytest.mark.parametrize("format", ["JPEG", "PNG", "TIFF", "WEBP", "BMP"])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_shrinking_while_reading_is_a_stage_that_tells_the_size_of_the_file(format, orientation):
    exif = Image.Exif()
    exif[274] = 1 if format == "BMP" else orientation
    file = saved(np.full((900, 1200, 3), 90, dtype=np.uint8), format, **({} if format == "BMP" else {"exif": exif}))
    stages = picture_stages(read_picture(file, max_side=480), size=(8, 8))
    assert [stage.name for stage in stages][:3] == ["shrunk", "upright", "cropped"]
    assert stages[0].note == "The file has 900 × 1,200 pixels. They were shrunk to 360 × 480 pixels."
    assert stages[0].array.shape[:2] == (360, 480)
    assert stages[1].array.shape[:2] == ((480, 360) if exif[274] > 4 else (360, 480))
    for side in (1200, None):
        assert picture_stages(read_picture(file, max_side=side))[0].name == "as taken"


def test_a_strip_that_is_shrunk_to_have_room_for_its_bars_says_so():
    strip, square = np.zeros((1, 5000), dtype=np.uint8), np.zeros((40, 60), dtype=np.uint8)
    notes = [picture_stages(picture, size=(28, 28), frame="letterbox")[2].note for picture in (strip, square)]
    assert ["It was shrunk first" in note for note in notes] == [True, False]


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1, 3)])
@pytest.mark.parametrize("frame", ["crop", "letterbox", "stretch"])
def test_the_stages_take_any_shape(shape, frame):
    last = picture_stages(np.full(shape, 255, dtype=np.uint8), size=(28, 28), frame=frame, color=False)[-1]
    assert last.array.shape == (28, 28) and last.array.min() >= 0 and last.array.max() <= 1


def test_a_bitmap_comes_through_fit_bitmap_unchanged():
    np.testing.assert_array_equal(fit_bitmap(DIGIT_9), DIGIT_9)
    drawing = np.kron((DIGIT_9 > 0) * np.uint8(255), np.ones((20, 20), dtype=np.uint8))
    np.testing.assert_array_equal(fit_bitmap(drawing), DIGIT_9)
    np.testing.assert_array_equal(fit_bitmap(np.stack([255 - drawing] * 3, axis=2), invert=True), DIGIT_9)


def test_fit_bitmap_uses_the_whole_range_even_of_a_faint_picture():
    faint = 100 + 3 * (DIGIT_9 > 0)
    np.testing.assert_allclose(fit_bitmap(faint.astype(np.uint8)), DIGIT_9)


def test_fit_bitmap_continues_the_border_beside_a_wide_picture():
    wide = np.full((10, 100), 30, dtype=np.uint8)
    wide[4:6, 45:55] = 200
    cells = fit_bitmap(wide)
    assert cells.max() == 1 and (cells[0] == -1).all() and (cells[-1] == -1).all()


@pytest.mark.parametrize("level", [0, 93, 255])
@pytest.mark.parametrize("shape", [(1, 1), (31, 17), (33, 97, 3)])
def test_a_picture_of_one_color_becomes_an_empty_bitmap(level, shape):
    assert (fit_bitmap(np.full(shape, level, dtype=np.uint8)) == -1).all()


def test_fit_bitmap_can_make_other_sizes():
    assert fit_bitmap(sample_photo(), size=(9, 11)).shape == (9, 11)
