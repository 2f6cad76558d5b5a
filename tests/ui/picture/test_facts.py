"""What is said of a picture's file: true and in good English for every combination of facts."""

from itertools import product

import numpy as np
import pytest

from cnn_steps import Picture
from cnn_steps.picture_files import FORMATS
from tests.sentences import numbers_in
from ui.picture.facts import file_line, file_words, kind_name, own_picture_file, reading_words

COLOR, GRAY = np.zeros((4, 6, 3), np.uint8), np.zeros((4, 6), np.uint8)
DEPTHS = [  # bits per channel, darkest and brightest level, what became 0 and 255
    (1, (0, 1), (0, 1)),
    (1, (0, 255), (0, 255)),
    (10, (9, 250), (0, 255)),
    (1, (1, 1), (0, 1)),
    (4, (2, 15), (0, 15)),
    (8, (0, 255), (0, 255)),
    (8, (3, 3), (0, 255)),
    (8, (5, 190), (0, 200)),
    (10, (7, 1010), (0, 1023)),
    (16, (1040, 3120), (0, 4095)),
    (16, (5, 200), (0, 255)),
    (16, (5, 40_000), (0, 65_535)),
    (16, (-900, 700), (-32_768, 32_767)),
    (16, (40_000, 5), (65_535, 0)),  # white is 0
    (32, (0.0, 0.5), (0.0, 1.0)),
    (32, (2.0, 190.5), (0.0, 255.0)),
    (32, (-0.5, 2.25), (-0.5, 2.25)),
    (32, (-3.0, -3.0), (-3.0, -3.0)),
]
PROFILES = [("", "none"), ("sRGB", "srgb"), ("Display P3", "converted"), ("", "converted"), ("x" * 90, "unreadable")]
BACKGROUNDS = [None, (255, 255, 255), (0, 0, 0), (10, 20, 30)]
PICTURES = [
    Picture(array, 6, size, kind, depth, levels, scale, profile, use, background)
    for array, size, kind, (depth, levels, scale), (profile, use), background in product(
        (COLOR, GRAY), ((4, 6), (3024, 4032)), ("TIFF", "HEIC"), DEPTHS, PROFILES, BACKGROUNDS
    )
]


def a_picture(**facts) -> Picture:
    return Picture(**{"as_taken": COLOR, "orientation": 1, "original_size": (4, 6), "format": "PNG"} | facts)


def test_a_plain_picture_takes_one_line():
    picture = a_picture(levels=(3, 250))
    assert file_line(picture) == "PNG file, 4 × 6 pixels, 8 bits per channel"
    assert file_words(picture) == "Its levels go from 3 to 250."
    assert reading_words(picture) == ""


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"levels": (7, 7)}, "All its levels are 7."),
        ({"levels": (40, 5)}, "Its levels go from 5 to 40."),
        ({"depth": 1, "levels": (0, 1), "scale": (0, 1)}, "In the array, 0 to 1 became 0 to 255."),
        (
            {"depth": 16, "levels": (1040, 3120), "scale": (0, 4095)},
            "Its levels go from 1,040 to 3,120. None needs more than 12 bits, so 0 to 4,095 became 0 to 255.",
        ),
        ({"depth": 16, "levels": (5, 200)}, "Its levels go from 5 to 200, read with 8 bits."),
        ({"depth": 16, "levels": (5, 4e4), "scale": (0, 65_535)}, "In the array, 0 to 65,535 became 0 to 255."),
        ({"depth": 12, "levels": (5, 4e3), "scale": (0, 4095)}, "In the array, 0 to 4,095 became 0 to 255."),
        ({"depth": 32, "levels": (-3, -3), "scale": (-3, -3)}, "All its levels are −3. In the array, −3 became 0."),
        ({"depth": 32, "levels": (0, 0.5), "scale": (0, 1)}, "from 0 to 0.5. In the array, 0 to 1 became 0 to 255."),
        ({"depth": 10, "format": "HEIC", "levels": (9, 250)}, "Its levels go from 9 to 250, read with 8 bits."),
        (
            {"profile": "Display P3", "profile_use": "converted"},
            "Its colors follow the profile “Display P3” and were converted to sRGB, which the web uses.",
        ),
        ({"profile_use": "converted"}, "Its colors follow a color profile and were converted to sRGB"),
        (
            {"as_taken": GRAY, "profile": "Gamma 1.8", "profile_use": "converted"},
            "Its grays follow the profile “Gamma 1.8”",
        ),
        (
            {"profile": "odd", "profile_use": "unreadable"},
            "Its color profile can't be used, so its colors are taken as sRGB, which the web uses.",
        ),
        ({"background": (255, 255, 255)}, "Its transparent pixels show white."),
        (
            {"background": (0, 0, 0)},
            "Its transparent pixels show black, where the rest stands out more than on white.",
        ),
    ],
)
def test_each_fact_is_said_where_it_is_one(facts, words):
    assert words in file_words(a_picture(**facts))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"original_size": (3024, 4032)}, "its 3,024 × 4,032 pixels were shrunk to 4 × 6."),
        ({"depth": 16, "levels": (1040, 3120), "scale": (0, 4095)}, "its levels 0 to 4,095 became 0 to 255."),
        ({"depth": 10, "format": "AVIF"}, "its 10 bits per channel were read as 8."),
        ({"depth": 1}, "its 1 bit per channel was read as 8."),
        (
            {"original_size": (8, 12), "profile_use": "converted", "background": (0, 0, 0)},
            "its 8 × 12 pixels were shrunk to 4 × 6, its colors were converted to sRGB and its transparent pixels "
            "were laid over black.",
        ),
    ],
)
def test_what_reading_did_is_one_sentence(facts, words):
    assert reading_words(a_picture(**facts)) == f"When the file was read, {words}"


def test_every_combination_reads_well():
    for picture in PICTURES:
        for text in (f"{file_line(picture)}.", file_words(picture), reading_words(picture)):
            assert "  " not in text and ".." not in text and ", ." not in text and " ," not in text, text
            for sentence in text.removesuffix(".").split(". ") if text else ():
                assert sentence[0].isupper() and sentence[-1].isalnum(), text
        assert "1 bits" not in file_line(picture)


def test_every_number_is_a_fact_of_the_picture():
    for picture in PICTURES:
        if "x" in picture.profile or picture.profile == "Display P3":
            continue  # a name may have any number in it
        known = {*picture.levels, *picture.scale, 0, 255, picture.depth, 8, *(picture.background or ())}
        known |= {*picture.original_size, *picture.as_taken.shape[:2]}
        bits = [bits for bits in range(8, 16) if picture.scale == (0, 2**bits - 1)]
        for text in (file_line(picture), file_words(picture), reading_words(picture)):
            assert set(numbers_in(text)) <= known | set(bits), text


def test_fewer_bits_are_said_to_do_only_where_they_do():
    for picture in PICTURES:
        words = file_words(picture)
        if "None needs more than" in words:
            (bits,) = (int(text.split()[0]) for text in words.split("None needs more than ")[1:])
            assert max(picture.levels) < 2**bits < 2**picture.depth


def test_reading_is_told_of_exactly_where_it_changed_something():
    for picture in PICTURES:
        changed = (
            picture.original_size != (4, 6)
            or picture.scale != (0, 255)
            or picture.profile_use == "converted"
            or picture.background is not None
            or picture.depth in (1, 10, 12, 16)
        )
        assert bool(reading_words(picture)) == changed, reading_words(picture)


def test_a_name_of_a_profile_stays_in_one_line_and_short():
    words = file_words(a_picture(profile="a\nb" + "z" * 99, profile_use="converted"))
    assert "“a b" in words and "\n" not in words and len(words) < 160


def test_every_kind_of_file_has_a_name_and_an_ending_that_other_programs_know():
    endings = {own_picture_file(a_picture(format=kind)).removeprefix("your-picture.") for kind in FORMATS}
    assert endings <= {"png", "jpg", "webp", "gif", "bmp", "tif", "ppm", "avif", "heic"}
    assert len(endings) == len(FORMATS)
    assert [kind_name(kind) for kind in ("WEBP", "HEIC")] == ["WebP", "HEIC"]
