"""Our words are spelled the American way, names in code included."""

import re
from pathlib import Path

import pytest

from tests.project_files import project_files, text_of

DATA = Path("cnn_steps/data")  # attributions there keep their authors' words
# Verbs in -ise, by what stands before it: "promise" and "exercise" are right as they are.
ISE = (
    "apolog author categor capital central character color custom emphas equal final general harmon initial item "
    "local material maxim memor minim modern neutral normal optim organ parametr parameter penal polar priorit quant "
    "random raster real recogn regular sanit scrutin serial special stabil standard summar symbol synchron theor "
    "token util vector visual"
)
BRITISH = "|".join(
    [
        r"(?:behavi|col|endeav|fav|flav|harb|hon|hum|lab|neighb|rig|sav|vap|vig)our",
        rf"(?:{ISE.replace(' ', '|')})is(?:e[drs]?|ing|ations?)(?![a-z])",
        r"(?<![a-z])(?:an|cat|par)alys(?:e[dr]?|ing)(?![a-z])",
        r"(?<![a-z])(?:cata|ana)logue",
        r"(?<![a-z])artefact",
        r"(?<![a-z])(?:cancel|label|model|signal|total|travel|channel|level|fuel)l(?:ed|ing|er)(?![a-z])",
        r"(?<![a-z])(?:epi)?centr(?:e[ds]?|ing)(?![a-z])",
        r"(?<![a-z])(?:defence|offence|licence|pretence)",
        r"(?<![a-z])(?:fibre|theatre|calibre|lustre|spectre)s?(?![a-z])",
        r"(?<![a-z])(?:kilo|centi|milli)?metres?(?![a-z])",
        r"(?<![a-z])grey(?:scale|ed|er|ish)?(?![a-z])",
        r"(?<![a-z])(?:judgement|acknowledgement|programmes?|cheque|storey|mould|plough|sceptic|aluminium)(?![a-z])",
        r"(?<![a-z])(?:learnt|spelt|burnt|dreamt|whilst|amongst|maths|ageing|practis(?:e[ds]?|ing))(?![a-z])",
    ]
)
PATTERN = re.compile(BRITISH, re.IGNORECASE)


def british_words(text: str) -> list[str]:
    return [match.group() for match in PATTERN.finditer(text)]


def test_our_text_is_spelled_the_american_way() -> None:
    found = []
    for path in project_files():
        if path.is_relative_to(DATA) or path == Path("tests/test_spelling.py"):
            continue
        for number, line in enumerate((text_of(path) or "").splitlines(), start=1):
            found += [f"{path}:{number}: {word}" for word in british_words(line)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        *("colour", "background_colour", "Neighbours", "behaviour", "grey", "to_greyscale", "grey_image", "centre"),
        *(
            "Normalised",
            "normalisation",
            "visualises",
            "Organising",
            "labelled",
            "licence",
            "analyse",
            "metres",
            "maths",
        ),
    ],
)
def test_a_british_word_is_seen(text: str) -> None:
    assert british_words(text)


@pytest.mark.parametrize(
    "text",
    [
        *("color", "gray", "colorscale='Greys'", "center", "central", "normalize", "exercise", "promise", "precise"),
        *("analysis", "analyses", "license", "label", "channels", "parameters", "four", "hour", "contour", "raise"),
        *("optimism", "realism", "pretend", "programmer", "metrics", "parametrize", "modeled", "tour", "Greyhound"),
    ],
)
def test_an_american_word_is_let_through(text: str) -> None:
    assert not british_words(text)
