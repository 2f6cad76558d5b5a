"""The view of every step: its numbers are those of ``cnn_steps``, and its sum adds up as written or says ≈."""

import re
from typing import Any

import numpy as np
import pytest

from cnn_steps import DIGITS, LESSON_KERNELS, conv2d, conv2d_step, pool2d, pool2d_step, relu
from tests.sentences import marks_of, require_true_of
from tests.ui.steps.examples import (
    EVERY_OPERATION,
    MAPS,
    activation,
    convolution,
    dense_unit,
    flattening,
    nine,
    pooling,
    random_image,
    retitled,
    softmax,
)
from ui.components.card_messages import Card, DenseCard
from ui.figures.maps import Panel
from ui.figures.numbers import written
from ui.steps.parts import Block, Curve, StepView, Strip
from ui.steps.views import step_count, step_view

NUMBER = r"−?\d+(?:\.\d+)?(?:e−?\d+)?"
FACTOR = rf"(?:\(({NUMBER})\)|({NUMBER}))"


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def views(card: Card, **options: Any) -> list[StepView]:
    return [step_view(card, step, **options) for step in range(step_count(card))]


def factors(text: str) -> list[tuple[float, float]]:
    return [(number(a or b), number(c or d)) for a, b, c, d in re.findall(rf"{FACTOR}·{FACTOR}", text)]


def panel(view: StepView, title: str) -> Panel:
    return next(panel for panel in view.panels if panel.title == title)


def outcome(view: StepView) -> float:
    return number(next(piece.text for piece in reversed(view.sums[-1]) if piece.tint == "result"))


@pytest.mark.parametrize("name", EVERY_OPERATION)
def test_every_step_has_a_sum_a_sentence_and_something_in_focus(name: str) -> None:
    shown = views(EVERY_OPERATION[name])
    assert len({view.at for view in shown}) == len(shown)
    for view in shown:
        assert view.sum_text and view.sentence.endswith(".")
        assert any(panel.outlines for panel in view.panels)


@pytest.mark.parametrize("title", ["Image", "Another title"])
@pytest.mark.parametrize("name", EVERY_OPERATION)
def test_no_title_decides_what_a_step_shows(name: str, title: str) -> None:
    card = EVERY_OPERATION[name]
    for before, after in zip(views(card), views(retitled(card, title)), strict=True):
        assert (before.sums, before.said, before.at) == (after.sums, after.said, after.at)
        for one, other in zip(before.panels, after.panels, strict=True):
            np.testing.assert_array_equal(one.numbers, other.numbers)
            assert (one.kind, one.limit, one.names) == (other.kind, other.limit, other.names)
            assert tuple(one.outlines) == tuple(other.outlines)


SETTINGS: list[dict[str, Any]] = [
    {},
    {"bias": -0.5, "average": True},
    {"stride": 2, "padding": ((1, 1), (1, 1))},
    {"dilation": 2, "padding": ((2, 2), (2, 2)), "average": True},
]


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_convolution_shows_the_step_of_cnn_steps(channels: int, settings: dict[str, Any]) -> None:
    image = DIGITS[9] if channels == 1 else random_image(channels, 7, 6)
    kernel = LESSON_KERNELS[2] if channels == 1 else random_image(channels, 3, 3)
    for view, step in zip(
        views(convolution(image, kernel, **settings)), steps_of(image, kernel, settings), strict=True
    ):
        windows = [panel.values for panel in view.panels if panel.title == "Window"]
        products = [panel.values for panel in view.panels if panel.title == "Products"]
        np.testing.assert_array_equal(np.squeeze(np.array(products)), step.products)
        if channels > 1:
            np.testing.assert_array_equal(windows, step.window)
        pairs = zip(step.window.ravel(), step.kernel.ravel(), strict=True)
        assert factors(view.sum_text) == [(number(written(a)), number(written(b))) for a, b in pairs]
        assert outcome(view) == pytest.approx(step.total, abs=0.005)


def steps_of(image: np.ndarray, kernel: np.ndarray, settings: dict[str, Any]) -> list[Any]:
    rest = {name: value for name, value in settings.items() if name != "bias"}
    bias = settings.get("bias", 0.0)
    shape = conv2d(image, kernel[None], [bias], **rest).shape[1:]
    return [conv2d_step(image, kernel, row, column, bias, **rest) for row, column in np.ndindex(shape)]


def test_the_sum_of_a_single_channel_adds_up_or_says_that_it_does_not() -> None:
    for view in views(nine(bias=0.25)):
        text = view.sum_text.replace("\n", " ")
        match = re.search(rf"(=|≈) ({NUMBER}) \2 ÷ 9 \+ 0.25 (=|≈) ({NUMBER})$", text)
        assert match, text
        total = sum(a * b for a, b in factors(text))
        assert (match[1] == "=") == (abs(total - number(match[2])) < 1e-9)
        assert (match[3] == "=") == (abs(number(match[2]) / 9 + 0.25 - number(match[4])) < 1e-9)


def test_a_reader_who_divides_the_written_sum_is_told_if_that_is_not_the_result() -> None:
    shown = views(convolution(random_image(12, 12), LESSON_KERNELS[0], average=True, bias=0.25))
    said = set()
    for view in shown:
        match = re.search(rf"({NUMBER}) ÷ 9 \+ 0.25 (=|≈) ({NUMBER})$", view.sum_text)
        assert match, view.sum_text
        exact = abs(number(match[1]) / 9 + 0.25 - number(match[3])) < 1e-9
        assert (match[2] == "=") == exact
        said.add(exact)
    assert said == {True, False}


def test_a_color_picture_has_a_line_for_each_channel_and_one_bias() -> None:
    view = views(EVERY_OPERATION["color"])[0]
    lines = view.sum_text.split("\n")
    assert [line.split()[0] for line in lines[:4]] == ["red", "green", "blue", "all"]
    total = re.fullmatch(rf"all channels [=≈] ({NUMBER})", lines[3])
    assert total and re.fullmatch(rf"{total[1]} ÷ 27 − 0.25 \(bias\) [=≈] {NUMBER}", lines[4])
    image, block, arrow, feature_map = view.parts
    assert isinstance(image, Panel) and image.values.shape == (3, 9, 12)
    assert isinstance(block, Block) and [len(line) for line in block.lines] == [5, 5, 5]
    assert (arrow, isinstance(feature_map, Panel)) == ("→", True)


def test_a_small_picture_stands_beside_its_kernel_without_a_window_of_its_own() -> None:
    parts = views(nine())[0].parts
    assert [part if isinstance(part, str) else part.title for part in parts if isinstance(part, (str, Panel))] == [
        "Image",
        "×",
        "Kernel",
        "=",
        "Products",
        "→",
        "Feature map",
    ]


def test_the_window_lies_where_the_stride_takes_it_and_padding_is_hatched() -> None:
    view = views(nine(padding=((1, 1), (1, 1)), stride=2))[4]  # the map is 4 × 3, so row 1, column 1
    image = panel(view, "Image")
    assert image.values.shape == (9, 7)
    assert image.outlines == ((2, 2, 3, 3),)
    assert image.dimmed is not None and not image.dimmed[2:5, 2:5].any() and image.dimmed.sum() == 63 - 9
    assert image.hatched is not None and image.hatched.sum() == 63 - 35 and not image.hatched[1:8, 1:6].any()


def test_a_dilated_window_leaves_out_the_cells_between() -> None:
    image = panel(views(nine(padding=((2, 2), (2, 2)), dilation=2))[0], "Image")
    assert image.outlines == ((0, 0, 5, 5),)
    assert image.dimmed is not None
    assert np.argwhere(~image.dimmed).tolist() == [[row, column] for row in (0, 2, 4) for column in (0, 2, 4)]


def test_what_comes_later_stays_blank_unless_all_is_shown() -> None:
    blank = panel(views(nine())[3], "Feature map").blank
    assert blank is not None and np.flatnonzero(blank).tolist() == list(range(4, 15))
    assert panel(views(nine(), reveal=False)[3], "Feature map").blank is None
    assert panel(views(EVERY_OPERATION["gray"])[0], "Feature map").blank is None  # 676 steps


def test_captions_follow_the_sentence_of_their_step() -> None:
    shown = views(nine(captions={1: "The loop is here."}))
    assert shown[1].sentence == "All 9 cells agree: 1. The loop is here."
    assert shown[2].sentence == "Cells that agree with the kernel: 4 of 9. The result is −0.11."


@pytest.mark.parametrize(("size", "stride"), [(2, 1), (2, 2), (3, 2), (2, 3)])
@pytest.mark.parametrize("mode", ["max", "avg"])
def test_pooling_shows_the_step_of_cnn_steps(mode: str, size: int, stride: int) -> None:
    values = relu(random_image(7, 8))
    shape = pool2d(values, size, stride=stride, mode=mode).shape
    for view, (row, column) in zip(views(pooling(values, size, stride, mode)), np.ndindex(shape), strict=True):
        step = pool2d_step(values, row, column, size, stride=stride, mode=mode)
        np.testing.assert_array_equal(panel(view, "Window").values, step.window)
        assert outcome(view) == pytest.approx(step.value, abs=0.005)
        marked = panel(view, "Map").marked
        assert marked is not None and np.argwhere(marked).tolist() == sorted(step.winners.tolist())
        if mode == "avg":
            read = sum(number(written(term)) for term in step.terms) / step.divisor
            assert ("≈" in view.sum_text) == (abs(read - outcome(view)) > 1e-9)


def test_ties_are_all_marked_and_said() -> None:
    view = views(pooling(np.array([[0.5, 2.0], [2.0, 1.0]])))[0]
    window = panel(view, "Window")
    assert window.marked is not None and window.marked.tolist() == [[False, True], [True, False]]
    assert view.sum_text == "max(0.50, 2, 2, 1) = 2"
    assert view.sentence == "2 cells tie for the largest: 2. The others are forgotten."


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ([[0.0, 0.0], [0.0, 0.0]], "All 4 numbers are the same: 0."),
        ([[0.0, 3.0], [1.0, 2.0]], "The largest of 4 numbers is 3. The others are forgotten."),
        ([[0.5]], "The window holds one number, so it stays: 0.50."),
    ],
)
def test_pooling_says_what_is_forgotten_only_where_something_is(window: list[list[float]], words: str) -> None:
    values = np.array(window)
    assert views(pooling(values, len(values)))[0].sentence == words


def test_what_reads_0_is_neither_above_zero_nor_below_nor_added() -> None:
    left = 0.1 + 0.2 - 0.3  # what floating point leaves of 0
    said = [view.sentence for view in views(activation("relu", np.array([[left, -left, 0.004, -1.0]])))]
    passed = "Above zero: it passes unchanged."
    assert said == ["Zero stays 0.", "Zero stays 0.", passed, "Below zero: it becomes 0."]
    assert ": it adds nothing. " in views(dense_unit(np.full((1, 2, 2), left)))[0].sentence


def test_cells_that_agree_with_the_kernel_are_counted_in_words_that_fit_their_number() -> None:
    def said(image: list[float], kernel: list[float]) -> str:
        return views(convolution(np.array([image]), np.array([kernel])))[0].sentence

    assert said([-1.0], [1.0]) == "Cells that agree with the kernel: 0 of 1. The result is −1."
    assert said([1.0, -1.0, -1.0], [1.0] * 3) == "Cells that agree with the kernel: 1 of 3. The result is −1."
    assert said([1.0], [1.0]) == "The cell agrees: 1."


def test_products_are_added_up_by_their_sign_where_nothing_agrees_or_disagrees() -> None:
    gray = np.array([[0.5, 1.0], [0.0, 0.25]])
    assert [view.sentence for view in views(convolution(gray, np.array([[2.0]])))] == [
        "Products above zero: 1 in all, below zero: 0. The result is 1.",
        "The cell agrees: 2.",
        "Products above zero: 0 in all, below zero: 0. The result is 0.",
        "Products above zero: 0.50 in all, below zero: 0. The result is 0.50.",
    ]


def test_cells_that_no_window_reaches_are_hatched() -> None:
    hatched = panel(views(pooling(np.ones((5, 4)), 2, 2))[0], "Map").hatched
    assert hatched is not None and np.argwhere(hatched)[:, 0].tolist() == [4, 4, 4, 4]


@pytest.mark.parametrize("kind", ["relu", "sigmoid", "tanh"])
def test_activation_puts_the_cell_on_the_curve(kind: str) -> None:
    card = activation(kind)
    for step, view in enumerate(views(activation(kind))):
        curve = next(part for part in view.parts if isinstance(part, Curve))
        assert (curve.x, curve.y) == (card.input.numbers.flat[step], card.output.numbers.flat[step])
        assert np.interp(curve.x, *curve.points.T) == pytest.approx(curve.y, abs=1e-3)
        assert outcome(view) == pytest.approx(curve.y, abs=0.005)
        low, middle, high = marks_of(kind)
        assert curve.ticks == ((low, curve.span) if kind == "relu" else (low, middle, high))


@pytest.mark.parametrize("kind", ["relu", "sigmoid", "tanh"])
def test_what_is_said_of_an_activation_is_so(kind: str) -> None:
    for x, view in zip((-1.5, 0.0, 0.3), views(activation(kind, np.array([[-1.5, 0.0, 0.3]]))), strict=True):
        require_true_of(kind, "".join(piece.text for piece in view.said if piece.tint != "result"))
        if kind == "relu":
            assert ("above" in view.sentence.lower(), "below" in view.sentence.lower()) == (x > 0, x < 0)


def test_the_formula_of_sigmoid_has_a_power_of_the_other_sign() -> None:
    view = views(activation("sigmoid", np.array([[2.0]])))[0]
    assert view.sum_text == "sigmoid(2) = 1 ÷ (1 + e^(−2)) ≈ 0.88"


def test_flatten_says_where_an_entry_stood() -> None:
    maps = random_image(2, 4, 2)
    for step, view in enumerate(views(flattening(maps))):
        channel, row, column = np.unravel_index(step, maps.shape)
        assert view.sum_text.endswith(f"entry {channel}·4·2 + {row}·2 + {column} = {step}")
        strip = panel(view, "Vector")
        assert strip.values.shape == (1, 16) and strip.outlines == ((0, step, 1, 1),)
        assert view.sentence.startswith(f"Entry {step} of the vector is {written(maps.flat[step])}.")


def test_a_long_vector_is_shown_a_page_at_a_time() -> None:
    maps = random_image(3, 13, 13)
    shown = views(flattening(maps))
    strip = panel(shown[30], "Vector")
    np.testing.assert_allclose(strip.values[0], maps.ravel()[24:48])
    assert (strip.outlines, strip.note) == (((0, 6, 1, 1),), "entries 24 to 47 of 507")
    assert panel(shown[-1], "Vector").values.shape == (1, 507 - 504)


@pytest.mark.parametrize("largest_first", [False, True])
def test_dense_adds_term_by_term_and_ends_at_the_logit(largest_first: bool) -> None:
    maps = random_image(3, 4, 2)
    card = dense_unit(maps, 7, largest_first=largest_first)
    terms = (card.input * card.weights)[card.order]
    running = card.bias + np.cumsum(terms)
    shown = views(dense_unit(maps, 7, largest_first=largest_first))
    for step, view in enumerate(shown):
        assert outcome(view) == pytest.approx(running[step], abs=0.0051)
        assert len(factors(view.sum_text)) == step + 1
        read = number(re.search(rf"bias \(?({NUMBER})", view.sum_text)[1])  # type: ignore[index]
        read += sum(a * b for a, b in factors(view.sum_text))
        assert ("≈" in view.sum_text) == (abs(read - outcome(view)) > 1e-9)
    assert shown[-1].sentence == f"All 24 terms and the bias are in: the logit of “7” is {written(running[-1])}."


def test_earlier_terms_of_a_long_sum_stand_as_one_number() -> None:
    shown = views(EVERY_OPERATION["long sum"])
    card = EVERY_OPERATION["long sum"]
    assert isinstance(card, DenseCard)
    terms = (card.input * card.weights)[card.order]
    for step, view in enumerate(shown):
        found = re.match(rf"(?:([\d,]+) earlier terms and the )?bias \(?({NUMBER})\)? \+", view.sum_text)
        assert found, view.sum_text
        earlier = int(found[1] or 0)
        assert earlier + len(factors(view.sum_text)) == step + 1
        assert number(found[2]) == pytest.approx(card.bias + terms[:earlier].sum(), abs=0.0051)
    assert isinstance(panel(shown[30], "Products"), Strip)


def test_softmax_shows_every_stage_of_a_class() -> None:
    logits = np.array([1.0, 3.0, -2.0])
    shares = np.exp(logits) / np.exp(logits).sum()
    for step, view in enumerate(views(softmax(logits))):
        assert outcome(view) == pytest.approx(shares[step], abs=5e-5)
        assert [panel.outlines for panel in view.panels] == [((0, step, 1, 1),)] * 4
    assert views(softmax(logits))[0].sum_text.startswith("e^(1 − 3) = e^(−2) ≈ 0.1353\n0.1353 ÷ 1.1421 ≈ 0.1185")


def test_a_tiny_share_is_written_with_a_power() -> None:
    view = views(softmax(np.array([0.0, -30.0])))[1]
    assert "10^(−14)" in view.sum_text
    assert view.sentence == "The network gives “1” less than 0.1 % of the whole."


def test_the_maps_of_the_lesson_are_what_the_views_are_built_on() -> None:
    shown = [outcome(view) for view in views(nine())]
    np.testing.assert_allclose(shown, MAPS[0].ravel(), atol=0.005)
