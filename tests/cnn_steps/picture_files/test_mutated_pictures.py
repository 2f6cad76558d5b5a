"""Thousands of damaged and hostile files: each is a picture or refused in one sentence, whatever is wrong with it.

``python -m scripts.mutated_pictures`` tries many more, and measures what each takes.
"""

import re
from collections import Counter

import pytest

from tests.mutated_pictures import HOWS, LARGE, kind_of, mutant, outcome, parts, seeds, side_fields
from ui.picture import facts

NUMBER = 1500


@pytest.mark.parametrize("first", range(0, NUMBER, 300))
def test_a_damaged_file_is_a_picture_or_refused(first):
    wrong = [
        f"{changed}: {what}"
        for changed in map(mutant, range(first, first + 300))
        if not (what := outcome(changed)).startswith(("picture", "refused: "))
    ]
    assert not wrong, "\n".join(wrong[:20])


def test_a_refusal_is_one_sentence_for_a_person():
    whats = {outcome(mutant(number)) for number in range(300)}
    sentences = [what.removeprefix("refused: ") for what in whats if what.startswith("refused: ")]
    assert len(sentences) > 10
    for sentence in sentences:
        assert sentence[0].islower() or re.match(r"[A-Z]{2}", sentence), sentence
        assert not sentence.endswith(".") and "\n" not in sentence and len(sentence) < 300, sentence
        assert not re.search(r"Error|Exception|0x|<_io|libheif|cannot identify", sentence), sentence


def test_the_damaged_files_are_of_every_kind_and_some_are_still_pictures():
    seen = Counter()
    for number in range(450):
        changed = mutant(number)
        seen[changed.kind, outcome(changed) == "picture"] += 1
    assert {kind for kind, _ in seen} == {"PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM", "AVIF", "HEIC"}
    for kind in seeds():
        assert seen[kind, True] and seen[kind, False], kind


def test_a_number_always_gives_the_same_file():
    assert [mutant(number).file for number in range(50)] == [mutant(number).file for number in range(50)]
    assert mutant(7).file != mutant(7, seed=1).file


def test_they_are_read_as_uploaded_ones_are():
    assert HOWS[1] == {"background": "auto", "max_side": facts.MAX_SIDE}


def test_a_large_file_is_small_enough_to_be_taken():
    for number in range(-len(LARGE), 0, 6):
        changed = mutant(number)
        assert kind_of(changed.file) == changed.kind
        assert len(changed.file) < 10 * 2**20, changed


def test_parts_and_sides_are_found_in_every_kind_of_file():
    for kind, files in seeds().items():
        with_parts = sum(bool(parts(file)) for file in files.values())
        with_sides = sum(bool(side_fields(file)) for file in files.values())
        assert with_parts > 0.8 * len(files), kind
        assert with_sides > 0.8 * len(files) or kind == "PPM", kind
        assert {kind_of(file) for file in files.values()} == {kind}
