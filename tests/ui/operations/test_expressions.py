"""Parts of formulas: how each is written, what it comes to, and which letters it names."""

import numpy as np
import pytest

from ui.figures.numbers import fine
from ui.operations.expressions import (
    Expression,
    e_to,
    index,
    label,
    largest,
    legend,
    letter,
    number,
    rounded_down,
    total,
    worked_out,
)

A, B, C = (letter(name, f"letter {name}") for name in "abc")
HERE, THERE = index("i", "place"), index("j", "place")
RATE = letter("rate")
NUMBERS = {"a": 5.0, "b": 3.0, "c": 2.0, "rate": 0.5}


@pytest.mark.parametrize(
    ("expression", "latex", "value"),
    [
        (A + B, "a + b", 8),
        (A - B, "a - b", 2),
        (A - (B - C), "a - (b - c)", 4),
        (A - B - C, "a - b - c", 0),
        (1 - A, "1 - a", -4),
        (-A, "-a", -5),
        (A + -B, "a + (-b)", 2),
        (A * B, "a b", 15),
        (2 * A, "2a", 10),
        (A * (B - C), r"a\, (b - c)", 5),
        ((A + B) * (B - C), r"(a + b)\, (b - c)", 8),
        (RATE * A, r"\text{rate} \cdot a", 2.5),
        (number(2.0) * number(-3.0), r"2 \cdot (-3)", -6),
        (A / B, r"\frac{a}{b}", 5 / 3),
        ((A + B) / 2, r"\frac{a + b}{2}", 4),
        (1 / A * total(B[HERE], HERE), r"\frac{1}{a} \sum_{i} b_{i}", 12 / 5),
        (number(-1.0) + number(-0.5), "(-1) + (-0.50)", -1.5),
        (number(-1.0) - number(-0.5), "-1 - (-0.50)", -0.5),
        (rounded_down(A / B), r"\left\lfloor \frac{a}{b} \right\rfloor", 1),
        (e_to(A - A), "e^{a - a}", 1),
        (total(B[HERE] * C[HERE, THERE + 1], HERE, THERE), r"\sum_{i} \sum_{j} b_{i}\, c_{i,\,j + 1}", 3 * 2 + 9 * 4),
        (largest(B[HERE], HERE), r"\max_{i}\; b_{i}", 9),
    ],
)
def test_an_expression_is_written_as_it_is_worked_out(expression: Expression, latex: str, value: float) -> None:
    numbers = NUMBERS | {"i": range(2), "j": range(1)}
    if "b_{" in latex:
        numbers |= {"b": np.array([3, 9]), "c": np.array([[0, 2], [0, 4]])}
    assert expression.latex() == latex
    assert expression.value(**numbers) == pytest.approx(value)


def test_numbers_take_the_place_of_letters_but_not_of_what_is_summed_over() -> None:
    formula = total(A[HERE] * B, HERE) - B
    assert formula.put(b=number(-2.0), i=7).latex() == r"\sum_{i} a_{i}\, (-2) - (-2)"
    assert (-A).put(a=number(-2.0)).latex() == "2"


def test_a_place_outside_is_no_place() -> None:
    with pytest.raises(IndexError, match=r"a_\{i\} has no place \(-1,\)"):
        A[HERE].value(a=np.array([1.0, 2.0]), i=-1)


def test_a_reader_who_takes_numbers_at_their_word_is_told_where_they_do_not_lead_on() -> None:
    assert worked_out(A, number(0.5) + number(0.25), number(0.75)) == "a = 0.50 + 0.25 = 0.75"
    assert worked_out(A, number(1 / 3) + number(1 / 3), number(2 / 3)) == r"a = 0.33 + 0.33 \approx 0.67"
    assert worked_out(A, number(1.0, fine) / 3, number(1 / 3, fine)) == r"a = \frac{1}{3} \approx 0.3333"


def test_no_power_of_e_but_the_power_0_equals_what_is_written_with_digits() -> None:
    assert worked_out(A, e_to(number(-50.0)) + 1, number(1.0)).endswith(r"\approx 1")
    assert worked_out(A, e_to(number(0.0)) + 1, number(2.0)).endswith("= 2")


def test_a_legend_names_every_letter_once_and_letters_of_one_meaning_together() -> None:
    formula = rounded_down(total(A[HERE, THERE] * B, HERE, THERE) / RATE)
    assert legend(formula, A + C) == ("⌊ ⌋: rounded down; a: letter a; b: letter b; c: letter c; i, j: place")


@pytest.mark.parametrize("name", [r"\href{//e.example}{x}", "a_b", "50 %", "$x$", "two\nlines", "{", "^~"])
def test_a_name_that_somebody_gave_is_no_command(name: str) -> None:
    written = A[label(name)].latex()
    inside = written.removeprefix(r"a_{\text{").removesuffix("}}")
    assert written == rf"a_{{\text{{{inside}}}}}"
    bare = inside.replace(r"\_", "").replace(r"\%", "").replace(r"\$", "").replace(r"\{", "").replace(r"\}", "")
    assert not set(bare) & set("\\{}_^$%#&~\n")
