"""Color profiles: colors arrive in sRGB as Little CMS converts them, and what can't be used is left out and told."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from cnn_steps import load_image, read_picture, sample_photo
from cnn_steps.picture_files.color_profiles import coded_profile, gamma_profile, to_srgb
from tests.color_profiles import INKS, gamma, profile
from tests.made_files import handmade_png, png_chunk, saved

PHOTO = sample_photo()[100:140, 100:160]
GRAY = PHOTO[:, :, 1]
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
P3 = coded_profile(12, 13)[1]
RED_IN_P3, RED = (202, 59, 51), (220, 40, 40)


GRAY_PROFILE = profile("gray", b"GRAY", {b"kTRC": gamma(1.8)})


def converted(image, profile):
    """Convert as Pillow does."""
    opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    return np.asarray(ImageCms.profileToProfile(image, opened, ImageCms.createProfile("sRGB"), outputMode="RGB"))


@pytest.mark.parametrize(
    ("format", "options"),
    [("PNG", {}), ("TIFF", {}), ("TIFF", {"compression": "tiff_lzw"}), ("WEBP", {"lossless": True})],
)
def test_colors_of_another_profile_become_srgb(format, options):
    picture = read_picture(saved(PHOTO, format, icc_profile=P3, **options))
    np.testing.assert_array_equal(picture.upright, converted(Image.fromarray(PHOTO), P3))
    assert picture.profile_use == "converted" and picture.levels == (PHOTO.min(), PHOTO.max())


@pytest.mark.parametrize("format", ["JPEG", "AVIF"])
def test_colors_of_another_profile_become_srgb_in_lossy_files_too(format):
    plain = load_image(saved(PHOTO, format))
    picture = read_picture(saved(PHOTO, format, icc_profile=P3))
    np.testing.assert_array_equal(picture.upright, converted(Image.fromarray(plain), P3))


def test_a_color_of_display_p3_is_the_one_it_is_in_srgb():
    picture = load_image(saved(Image.new("RGB", (2, 2), RED_IN_P3), "PNG", icc_profile=P3))
    np.testing.assert_allclose(picture, np.broadcast_to(RED, (2, 2, 3)), atol=2)


@pytest.mark.parametrize("colors", [PHOTO, GRAY], ids=["color", "gray"])
def test_srgb_is_known_by_what_it_does_and_left_alone(colors):
    renamed = SRGB.replace("sRGB".encode("utf-16-be"), "oRGB".encode("utf-16-be"))
    assert renamed != SRGB
    picture = read_picture(saved(colors, "PNG", icc_profile=renamed))
    assert picture.profile_use == "srgb" and picture.profile.startswith("oRGB")
    np.testing.assert_array_equal(picture.upright, colors)


@pytest.mark.parametrize(
    "profile",
    [
        b"rubbish",
        P3[:100],
        P3[:400],
        GRAY_PROFILE,
        INKS,
        P3[:12] + b"link" + P3[16:],
        P3[:12] + b"abst" + P3[16:],
    ],
    ids=["rubbish", "header", "cut off", "for gray", "for inks", "device link", "abstract"],
)
def test_a_profile_that_cannot_be_used_is_left_out_and_told(profile):
    picture = read_picture(saved(PHOTO, "PNG", icc_profile=profile))
    assert picture.profile_use == "unreadable"
    np.testing.assert_array_equal(picture.upright, PHOTO)


def test_the_name_of_a_profile_is_told_though_it_cannot_be_used():
    assert read_picture(saved(PHOTO, "PNG", icc_profile=GRAY_PROFILE)).profile == "gray"


def test_a_profile_of_many_megabytes_is_left_out():
    assert to_srgb(P3 + bytes(1000), "RGB").use == "converted"
    assert to_srgb(P3 + bytes(2**23), "RGB").use == "unreadable"


def test_without_a_profile_nothing_is_told():
    picture = read_picture(saved(PHOTO, "PNG"))
    assert (picture.profile, picture.profile_use) == ("", "none")


def test_gray_stays_gray_and_takes_the_curve_of_its_profile():
    picture = read_picture(saved(GRAY, "PNG", icc_profile=GRAY_PROFILE))
    assert (picture.profile, picture.profile_use) == ("gray", "converted")
    np.testing.assert_array_equal(picture.upright, converted(Image.fromarray(GRAY), GRAY_PROFILE)[:, :, 1])
    light = (GRAY / 255) ** 1.8
    expected = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055) * 255
    np.testing.assert_allclose(picture.upright, expected, atol=1)


def test_gray_levels_take_the_curve_of_an_rgb_profile():
    linear = gamma_profile(1.0, None)[1]
    picture = read_picture(saved(GRAY, "PNG", icc_profile=linear))
    assert picture.profile_use == "converted"
    np.testing.assert_array_equal(picture.upright, converted(Image.fromarray(GRAY).convert("RGB"), linear)[:, :, 1])


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_alpha_is_kept_out_of_the_conversion(mode):
    profile = P3 if mode == "RGBA" else GRAY_PROFILE
    clear = Image.fromarray(PHOTO).convert(mode)
    clear.putalpha(Image.fromarray(np.repeat(np.arange(60, dtype=np.uint8)[None] * 4, 40, axis=0)))
    change = to_srgb(profile, mode)
    np.testing.assert_array_equal(np.asarray(change.convert(clear))[:, :, -1], np.asarray(clear)[:, :, -1])
    opaque = np.asarray(change.convert(clear).convert("RGB"))
    np.testing.assert_array_equal(opaque, converted(clear.convert("RGB" if mode == "RGBA" else "L"), profile))


def test_the_background_is_a_color_of_srgb():
    clear = Image.new("RGBA", (2, 2), (*RED_IN_P3, 0))
    assert (load_image(saved(clear, "PNG", icc_profile=P3), background=RED_IN_P3) == RED_IN_P3).all()


def test_a_palette_is_converted():
    picture = Image.new("P", (2, 1))
    picture.putpalette([*RED_IN_P3, 255, 255, 255])
    assert np.abs(load_image(saved(picture, "PNG", icc_profile=P3)).astype(int) - RED).max() <= 2


@pytest.mark.parametrize("format", ["JPEG", "TIFF"])
def test_inks_are_converted_by_their_profile_or_by_the_plain_formula(format):
    inks = Image.new("CMYK", (8, 8), (0, 0, 0, 255))
    assert (load_image(saved(inks, format)) == 0).all()
    picture = read_picture(saved(inks, format, icc_profile=INKS))
    assert picture.profile_use == "converted" and picture.levels == (0, 0)
    np.testing.assert_array_equal(picture.upright, converted(inks, INKS))
    assert picture.upright.min() > 0, "black ink reflects a little"
    assert read_picture(saved(inks, format, icc_profile=P3)).profile_use == "unreadable"


def test_lab_needs_no_profile():
    lab = Image.fromarray(PHOTO).convert("LAB")
    lab.info.pop("icc_profile", None)
    plain = load_image(saved(lab, "TIFF"))
    picture = read_picture(saved(lab, "TIFF", icc_profile=P3))
    assert picture.profile_use == "none"
    np.testing.assert_array_equal(picture.upright, plain)


def test_16_bit_colors_are_converted_too():
    levels = np.full((1, 1, 3), RED_IN_P3) * 257
    rows = b"\0" + levels.astype(">u2").tobytes()
    file = handmade_png(1, 1, depth=16, color=2, rows=rows, extra=icc_chunk(P3))
    np.testing.assert_allclose(load_image(file)[0, 0], RED, atol=2)


def icc_chunk(profile):
    return png_chunk(b"iCCP", b"x\0\0" + zlib.compress(profile))


def test_the_name_of_a_profile_is_one_short_line():
    for name, told in [("a\nb\x1b[1m \u202e c", "a b [1m c"), ("x" * 500, "x" * 59 + "…"), ("", "")]:
        text = name.encode("utf-16-be")
        desc = b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(text), 28) + text
        named = profile("", b"GRAY", {b"desc": desc, b"kTRC": gamma(1.8)})
        picture = read_picture(saved(GRAY, "PNG", icc_profile=named))
        assert picture.profile_use == "converted" and picture.profile == told


# Colors named by numbers


def coded_png(color, chunks):
    return handmade_png(1, 1, color=2, rows=b"\0" + bytes(color), extra=chunks)


def test_a_png_may_name_display_p3_by_a_number():
    codes = png_chunk(b"cICP", bytes([12, 13, 0, 1]))
    picture = read_picture(coded_png(RED_IN_P3, codes))
    assert (picture.profile, picture.profile_use) == ("Display P3", "converted")
    np.testing.assert_allclose(picture.upright[0, 0], RED, atol=2)
    # The number counts before the profile.
    assert read_picture(coded_png(RED_IN_P3, codes + icc_chunk(SRGB))).profile == "Display P3"
    assert read_picture(coded_png(RED, png_chunk(b"cICP", bytes([1, 13, 0, 1])))).profile_use == "none"


def test_a_number_for_colors_counts_where_it_may_stand_and_is_whole():
    codes = png_chunk(b"cICP", bytes([12, 13, 0, 1]))
    file, end = coded_png(RED, b""), png_chunk(b"IEND", b"")
    for wrong in (file.replace(end, codes + end), coded_png(RED, png_chunk(b"cICP", bytes([12, 13])))):
        assert read_picture(wrong).profile_use == "none"


def test_a_png_that_stores_light_itself_is_brightened():
    picture = read_picture(coded_png((55, 0, 255), png_chunk(b"gAMA", struct.pack(">I", 100_000))))
    assert (picture.profile, picture.profile_use) == ("gamma 1", "converted")
    np.testing.assert_allclose(picture.upright[0, 0], (128, 0, 255), atol=1)


def test_a_gamma_is_the_exponent_from_light_to_levels():
    picture = read_picture(coded_png((128, 0, 255), png_chunk(b"gAMA", struct.pack(">I", 55_556))))
    assert picture.profile == "gamma 1.8"
    light = (128 / 255) ** 1.8
    np.testing.assert_allclose(picture.upright[0, 0], (255 * (1.055 * light ** (1 / 2.4) - 0.055), 0, 255), atol=1)


@pytest.mark.parametrize(
    "chunks",
    [
        png_chunk(b"gAMA", struct.pack(">I", 45_455)),
        png_chunk(b"gAMA", struct.pack(">I", 0)),
        png_chunk(b"sRGB", b"\0") + png_chunk(b"gAMA", struct.pack(">I", 100_000)),
        png_chunk(b"gAMA", struct.pack(">I", 45_455)) + png_chunk(b"cHRM", bytes(32)),
        png_chunk(b"gAMA", struct.pack(">I", 45_455)) + png_chunk(b"cHRM", b"\xff" * 32),
    ],
    ids=["usual", "none at all", "sRGB says otherwise", "no colors", "no real colors"],
)
def test_the_usual_gamma_and_one_that_makes_no_sense_change_nothing(chunks):
    picture = read_picture(coded_png((55, 0, 255), chunks))
    assert picture.upright[0, 0].tolist() == [55, 0, 255]


def test_chromaticities_of_srgb_may_be_rounded():
    assert gamma_profile(1 / 2.2, (0.313, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.0599)) == ("", b"")


def test_chromaticities_of_a_png_count_if_it_has_a_gamma():
    points = (0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060)
    colors = png_chunk(b"cHRM", struct.pack(">8I", *(round(100_000 * value) for value in points)))
    picture = load_image(coded_png(RED_IN_P3, png_chunk(b"gAMA", struct.pack(">I", 45_455)) + colors))
    np.testing.assert_allclose(picture[0, 0], RED, atol=2)
    assert load_image(coded_png(RED_IN_P3, colors))[0, 0].tolist() == list(RED_IN_P3)


@pytest.mark.parametrize("primaries", [9, 12])
def test_named_color_spaces_keep_white_white_and_gray_gray(primaries):
    profile = coded_profile(primaries, 13)[1]
    grays = np.repeat(np.arange(0, 256, 5, dtype=np.uint8)[:, None, None], 3, axis=2)
    np.testing.assert_allclose(converted(Image.fromarray(grays), profile), grays, atol=1)


def test_hdr_is_left_as_it_is():
    assert coded_profile(9, 16) == ("", b"") == coded_profile(12, 18)
