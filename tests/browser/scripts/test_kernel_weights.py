"""Weights of the kernel editor: their code is Python's, and what is typed or pasted means what it looks like."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.browser.script import Script
from ui.address.codes import LARGEST_WEIGHT, code_from_kernel, kernel_from_code


@pytest.fixture(scope="module")
def weights(script: Callable[[str], Script]) -> Script:
    return script("kernel_editor/weights.js")


def test_a_field_takes_the_weights_that_python_takes(weights: Script) -> None:
    assert weights("RANGE") == {"min": -LARGEST_WEIGHT, "max": LARGEST_WEIGHT}


def test_the_code_of_a_kernel_is_read_as_that_kernel(weights: Script) -> None:
    rng = np.random.default_rng(740)
    for _ in range(40):
        kernel = rng.uniform(-1, 1, rng.integers(1, 8, 2)) * 10.0 ** rng.integers(-6, 3)
        code = weights("codeOf", kernel.tolist())
        assert np.allclose(kernel_from_code(code), kernel, rtol=1e-5, atol=0), code
        assert code_from_kernel(kernel_from_code(code)) == code_from_kernel(kernel)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1, "1"),
        (-0.5, "-0.5"),
        (0.126, "0.13"),
        (1.005, "1.01"),
        (0.0012, "0.001"),
        (12.345, "12.3"),
        (123.456, "123"),
    ],
)
def test_a_cell_shows_a_weight_as_far_as_there_is_room(weights: Script, value: float, text: str) -> None:
    assert weights("short", value) == text


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (0, ""),
        (1000, ""),
        (-1000, ""),
        (1000.5, "is out of range"),
        (-1001, "is out of range"),
        (float("nan"), "holds no number"),
    ],
)
def test_what_is_no_weight_is_refused_with_its_reason(weights: Script, value: float, problem: str) -> None:
    assert weights("refusal", value) == problem


@pytest.mark.parametrize(
    ("text", "is_table"),
    [("1", False), ("−1,5", False), ("1 2", True), ("1\t2\n3\t4", True), ("1;2", True), ("1; 2", True)],
)
def test_a_table_is_told_from_a_number(weights: Script, text: str, is_table: bool) -> None:
    assert weights("isTable", text) is is_table


@pytest.mark.parametrize(("text", "typed"), [("−1", "-1"), ("1,5", "1.5"), ("−0,25", "-0.25"), ("2.5", "2.5")])
def test_a_pasted_number_is_written_as_a_field_takes_it(weights: Script, text: str, typed: str) -> None:
    assert weights("asTyped", text) == typed
