"""HEIC and AVIF: the files of phones are read by what is in them, upright, and in sRGB."""

import numpy as np
import pytest
from PIL import Image

from cnn_steps import ImageError, load_image, picture_stages, read_picture
from cnn_steps.picture_files import kind_name
from cnn_steps.picture_files import reading as reader
from tests.made_files import saved
from tests.pictures import FOLDER

FOUR = np.array([[(220, 40, 40), (40, 200, 60)], [(50, 70, 220), (240, 240, 230)]])


def quarters(picture):
    """Give the colors in the middle of the four quarters: (2, 2, 3), or (2, 2) if it is gray."""
    rows, cols = picture.shape[:2]
    return picture[rows // 4 :: rows // 2, cols // 4 :: cols // 2][:2, :2]


def file(name):
    return (FOLDER / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "size", "depth", "use"),
    [
        ("phone.heic", (48, 64), 8, "none"),
        ("alpha.heic", (64, 96), 8, "none"),
        ("deep_10bit.heic", (64, 96), 10, "none"),
        ("irot90.heic", (64, 96), 8, "none"),
        ("exif6_and_irot270.heic", (64, 96), 8, "none"),
        ("exif6_without_irot.heic", (64, 96), 8, "none"),
        ("icc_p3.heic", (64, 96), 8, "converted"),
        ("nclx_p3.heic", (64, 96), 8, "converted"),
        ("icc_broken.heic", (64, 96), 8, "unreadable"),
        ("three_pictures_second_primary.heic", (64, 96), 8, "none"),
        ("grid_2x2.heic", (90, 120), 8, "none"),
    ],
)
def test_a_heic_is_upright_and_in_srgb(name, size, depth, use):
    picture = read_picture(file(name))
    assert (picture.format, picture.original_size, picture.orientation) == ("HEIC", size, 1)
    assert (picture.depth, picture.scale, picture.profile_use) == (depth, (0, 255), use)
    np.testing.assert_allclose(quarters(picture.upright), FOUR, atol=4)


def test_a_gray_heic_keeps_its_10_bits():
    picture = read_picture(file("gray_10bit.heic"))
    assert (picture.depth, picture.scale) == (10, (0, 1023))
    np.testing.assert_allclose(picture.levels, (60 * 1023 / 255, 240 * 1023 / 255), atol=8)
    np.testing.assert_allclose(quarters(picture.upright), [[60, 200], [110, 240]], atol=2)


def test_a_heic_with_alpha_shows_the_background():
    picture = read_picture(file("alpha.heic"), background="blue")
    assert picture.background == (0, 0, 255) and picture.upright[5, -3].tolist() == [0, 0, 255]


def test_a_heic_may_be_shrunk():
    picture = read_picture(file("phone.heic"), max_side=16)
    assert picture.original_size == (48, 64) and picture.as_taken.shape == (12, 16, 3)
    np.testing.assert_allclose(quarters(picture.upright), FOUR, atol=4)


@pytest.mark.parametrize("name", ["bomb_ispe.heic", "large"])
def test_a_heic_is_refused_by_the_size_in_its_header(name, monkeypatch):
    def decode(*_):
        raise AssertionError("decoded in spite of its size")

    monkeypatch.setattr(reader.pi_heif.HeifImage, "load", decode)
    with pytest.raises(ImageError, match="65,535 × 65,535" if name != "large" else "48 × 64 = 3,072 pixels"):
        load_image(file(name if name != "large" else "phone.heic"), max_pixels=3071)


class Decoded:
    """What the decoder of HEIC hands over: four rows of six pixels, and two more at the end of each."""

    primary_index = 0

    def __init__(self, size):
        self.size, self.info = size, {"bit_depth": 8}

    def __getitem__(self, index):
        return self

    def __array__(self, dtype=None, copy=None):
        return np.arange(4 * 8 * 3, dtype=np.uint8).reshape(4, 8, 3)


def test_what_a_decoder_has_behind_the_rows_is_left_out(monkeypatch):
    monkeypatch.setattr(reader.pi_heif, "open_heif", lambda *_, **__: Decoded((6, 4)))
    np.testing.assert_array_equal(load_image(file("phone.heic")), np.array(Decoded((6, 4)))[:, :6])


@pytest.mark.parametrize("size", [(6, 3), (9, 4)])
def test_a_decoder_that_contradicts_itself_is_not_believed(monkeypatch, size):
    monkeypatch.setattr(reader.pi_heif, "open_heif", lambda *_, **__: Decoded(size))
    with pytest.raises(ImageError, match="another size than its header says"):
        load_image(file("phone.heic"))


def test_without_its_reader_a_heic_is_refused_and_all_else_is_read(monkeypatch):
    monkeypatch.setattr(reader, "pi_heif", None)
    with pytest.raises(ImageError, match="is a HEIC, and what reads those is not installed here: save it as JPEG"):
        load_image(file("phone.heic"))
    assert load_image(file("alpha.avif")).shape == (48, 64, 3)


@pytest.mark.parametrize(
    ("name", "depth", "orientation", "use"),
    [
        ("turn_6.avif", 8, 6, "none"),
        ("deep_12bit.avif", 12, 1, "none"),
        ("icc_p3.avif", 8, 1, "converted"),
        ("nclx_p3.avif", 8, 1, "converted"),
    ],
)
def test_an_avif_is_turned_upright_and_in_srgb(name, depth, orientation, use):
    picture = read_picture(file(name))
    assert (picture.format, picture.depth, picture.orientation) == ("AVIF", depth, orientation)
    assert (picture.scale, picture.profile_use) == ((0, 255), use)
    np.testing.assert_allclose(quarters(picture.upright), FOUR, atol=8)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_an_avif_is_turned_once_whatever_exif_is_in_it(orientation):
    blocks = Image.fromarray(FOUR.astype(np.uint8).repeat(24, axis=0).repeat(32, axis=1))
    exif = Image.Exif()
    exif[274] = orientation
    exif[271] = "a camera"  # so that there is EXIF in the file, besides the turn
    picture = read_picture(saved(blocks, "AVIF", exif=exif, quality=95))
    np.testing.assert_allclose(quarters(picture.as_taken), FOUR, atol=8)
    back = {2: FOUR[:, ::-1], 3: FOUR[::-1, ::-1], 4: FOUR[::-1], 5: FOUR.swapaxes(0, 1)}
    turned = {6: np.rot90(FOUR, -1), 7: FOUR[::-1, ::-1].swapaxes(0, 1), 8: np.rot90(FOUR)}
    np.testing.assert_allclose(quarters(picture.upright), ({1: FOUR} | back | turned)[orientation], atol=8)


def test_what_xmp_says_of_a_turn_does_not_count():
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
    for format in ("AVIF", "JPEG", "WEBP"):
        assert read_picture(saved(Image.new("RGB", (4, 2)), format, xmp=xmp)).orientation == 1


def test_the_stages_of_a_heic_say_who_turned_it():
    stages = picture_stages(read_picture(file("irot90.heic")))
    assert stages[0].note == "64 × 96 pixels."
    assert stages[1].note == "Decoding a HEIC turns it upright already, where it asks for that."


@pytest.mark.parametrize(("format", "allowed"), [("WEBP", 200), ("AVIF", 143), ("PNG", 100), ("JPEG", 100)])
def test_decoders_that_take_more_memory_get_fewer_pixels(format, allowed):
    file = saved(Image.new("RGB", (10, 10)), format)
    assert read_picture(file, max_pixels=allowed).format == format
    what_helps = (
        "99 allowed: make it smaller" if allowed == 100 else f"99 allowed for {kind_name(format)}: save it as PNG"
    )
    with pytest.raises(ImageError, match=f"10 × 10 = 100 pixels, more than the {what_helps}"):
        read_picture(file, max_pixels=allowed - 1)
