"""Every number the step card shows, at every one of its steps, is that of ``cnn_steps``, and every “=” is true.

Images, kernels and settings are drawn at random from fixed seeds; a failure names the address that shows it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from cnn_steps import (
    DIGIT_9,
    KERNELS,
    LESSON_KERNELS,
    conv2d,
    conv2d_trace,
    dense_step,
    flatten,
    load_bitmap_classifier,
    picture_stages,
    pool2d,
    pool2d_trace,
    relu,
    sample_photo,
    sigmoid,
    softmax_step,
    tanh,
    to_channels_first,
)
from cnn_steps.convolution import ConvStep
from tests.browser.checks import wait_until_settled
from tests.browser.conftest import watched_pages
from tests.browser.reading import NUMBER, Shown, every_step, factors, is_rounded, read, wrong_signs
from tests.sentences import marks_of, require_true_of
from ui.address.codes import bitmap_from_code, code_from_kernel, kernel_from_code
from ui.figures.numbers import written
from ui.kernels.choice import CHANNEL_WEIGHTS
from ui.networks.walk import untrained_weights
from ui.picture.current import RANGES

LOOKS = ("drawing", "gray", "color")
WEIGHTS = (-3, -2, -1, -0.5, 0, 0.25, 0.3, 1, 1.5, 2)
MAPS = {"box": "box", "vertical": "vertical line", "diagonal": "diagonal line"}  # in the address, and on the card
PRINTED = 24  # terms of a dense unit written out at once
REPORTED_AFTER = 400  # milliseconds; then the card has told the server of the last step, and the next choice may come
WRITTEN = rf"−?{NUMBER}"


@pytest.fixture(scope="module")
def page(browser: Browser, app_url: str, app_log: Path) -> Iterator[Page]:
    """One page for all these tests: only the first address has to fetch everything."""
    with watched_pages(browser, app_url, app_log) as page_at:
        yield page_at("/filters?kernel=identity")


def steps_at(page: Page, address: str) -> list[Shown]:
    page.goto(urljoin(page.url, address), wait_until="commit")
    return every_step(page)


class Case:
    """An address put together at random, and the image that it names."""

    def __init__(self, seed: int, look: str) -> None:
        self.rng = np.random.default_rng(seed)
        self.look = look
        self.query: dict[str, object] = {}
        self.image = self._drawing() if look == "drawing" else self._picture()

    def _drawing(self) -> np.ndarray:
        code = f"{int(self.rng.integers(1 << 35)):09x}"
        self.query |= {"image": "draw", "pixels": code}
        return bitmap_from_code(code)

    def _picture(self) -> np.ndarray:
        rows, columns = (int(size) for size in self.rng.integers(5, 9, 2))
        name = self.pick("range", *RANGES)
        self.query |= {"image": "photo", "rows": rows, "columns": columns, "color": self.look}
        stages = picture_stages(
            sample_photo(), size=(rows, columns), color=self.look == "color", value_range=RANGES[name]
        )
        last = stages[-1].array
        return to_channels_first(last) if self.look == "color" else last

    def pick(self, name: str, *options: object) -> object:
        """Choose one of these for a setting."""
        chosen = options[int(self.rng.integers(len(options)))]
        self.query[name] = chosen
        return chosen

    def average(self) -> bool:
        return self.pick("average", "on", "off") == "on"

    def kernel(self, largest: int = 3) -> np.ndarray:
        """A kernel of the menu or one with weights of its own."""
        if self.rng.random() < 0.3:
            return kernel_from_code(self.pick("kernel", "box-blur", "sharpen", "emboss", "sobel-vertical-edge"))
        weights = self.rng.choice(WEIGHTS, self.rng.integers(1, largest + 1, 2))
        self.query["kernel"] = code_from_kernel(weights)
        return weights

    def as_filter(self, kernel: np.ndarray, channels: str = "all") -> np.ndarray:
        """(kH, kW), or (3, kH, kW) for a color image."""
        if self.look != "color":
            return kernel
        return kernel * np.array(CHANNEL_WEIGHTS[channels])[:, None, None]

    def lesson_maps(self) -> np.ndarray:
        bank = np.stack([self.as_filter(kernel) for kernel in LESSON_KERNELS])
        return conv2d(self.image, bank, average=True)

    def address(self, page: str) -> str:
        return f"/{page}?" + "&".join(f"{name}={value}" for name, value in self.query.items())


def assert_rounded(shown: list[float], values: np.ndarray, what: str) -> None:
    values = np.ravel(values)
    assert len(shown) == values.size, f"{what}: {len(shown)} numbers for {values.size} cells: {shown}"
    wrong = [(one, float(value)) for one, value in zip(shown, values, strict=True) if not is_rounded(one, value)]
    assert not wrong, f"{what}: shown, and right: {wrong}"


def assert_true(*chain: str) -> None:
    assert not wrong_signs(*chain)


def check_convolution(shown: list[Shown], trace: list[ConvStep], image: np.ndarray | None = None) -> None:
    """Compare every stop; ``image`` where the card prints its numbers, padding included."""
    assert len(shown) == len(trace)
    for stop, (card, step) in enumerate(zip(shown, trace, strict=True)):
        assert card.at == f"stop {stop + 1} of {len(trace)} · row {step.row}, column {step.col}"
        if step.window.ndim == 2:
            written, sign, rest = re.split(r" ([=≈]) ", card.sum, maxsplit=1)
            check_products(written, step.window, step.kernel)
            check_ending(written, sign, rest, step)
        else:
            check_channels(card.sum, step)
        check_sentence(card.say, step)
        windows, kernels = np.atleast_3d(step.window.T).T, np.atleast_3d(step.kernel.T).T
        for grid, kernel in zip(card.painted("Kernel"), kernels, strict=True):
            assert_rounded(grid, kernel, "Kernel")
        for grid, products in zip(card.painted("Products"), windows * kernels, strict=True):
            assert_rounded(grid, products, "Products")
        for grid, window in zip(card.painted("Window"), windows, strict=step.window.ndim == 3):
            assert_rounded(grid, window, "Window")
        if image is not None:
            assert_rounded(card.painted("Image")[0], image, "Image")
        assert_rounded(card.painted("Feature map")[0], [one.total for one in trace[: stop + 1]], "Feature map")


def check_products(written: str, window: np.ndarray, kernel: np.ndarray) -> None:
    shown = factors(written)
    assert_rounded([one for one, _ in shown], window, f"factors from the image in {written!r}")
    assert_rounded([other for _, other in shown], kernel, f"factors from the kernel in {written!r}")
    left = re.sub(rf"\(?{WRITTEN}\)?·\(?{WRITTEN}\)?", "", written)
    assert not left.replace("+", "").strip(), f"{left!r} is no product"


def check_ending(written: str | None, sign: str, rest: str, step: ConvStep) -> None:
    """What follows the products: their sum, in a line of its own divided and with the bias; often the result alone."""
    total, *last = rest.split("\n")
    middle, *end = re.split(r" ([=≈]) ", last[0] if last else total)
    pattern = rf"({WRITTEN})(?: ÷ ({NUMBER}))?(?: ([+−]) ({NUMBER})(?: \(bias\))?)?"
    again, divisor, plus, bias = re.fullmatch(pattern, middle).groups()
    assert again == total, "a line goes on with another number than the one before came to"
    assert bool(last) == bool(end) == (step.divisor != 1 or step.bias != 0 or step.window.ndim == 3)
    assert float(divisor or 1) == step.divisor
    assert read(f"0 {plus or '+'} {bias or 0}") == step.bias
    if written is not None:
        assert_true(written, sign, total)
    assert_rounded([read(total)], step.products.sum(), "the sum")
    if end:
        assert_true(middle.removesuffix(" (bias)"), *end)
    assert_rounded([read(end[-1] if end else total)], step.total, "the result")


def check_channels(text: str, step: ConvStep) -> None:
    """A line for each channel with its subtotal, then their sum."""
    *lines, total, last = text.split("\n")
    for name, line, window, kernel in zip(("red", "green", "blue"), lines, step.window, step.kernel, strict=True):
        written, *end = re.split(r" ([=≈]) ", line.removeprefix(f"{name} "))
        check_products(written, window, kernel)
        assert_true(written, *end)
        assert_rounded([read(end[-1])], (window * kernel).sum(), f"subtotal of {name}")
    sign, rest = re.fullmatch(r"all channels ([=≈]) (.*)", total).groups()
    check_ending(None, sign, f"{rest}\n{last}", step)


def check_sentence(text: str, step: ConvStep) -> None:
    products = step.products
    plus, minus = products[products > 0].sum(), products[products < 0].sum()
    agree = np.count_nonzero(products > 0)
    if found := re.match(rf"Products above zero: ({WRITTEN}) in all, below zero: ({WRITTEN})\.", text):
        assert_rounded([read(found[1]), read(found[2])], [plus, minus], text)
        result = re.search(rf"The result is ({WRITTEN})\.", text)[1]
    else:
        said = rf"(All .* agree|The cell agrees): ({WRITTEN})\.|(Cells that agree .*)\. The result is ({WRITTEN})\."
        sentence, result = filter(None, re.match(said, text).groups())
        cells = products.size
        counted = [int(digits) for digits in re.findall(r"\d+", sentence)]
        assert counted == ([cells] if agree == cells else [agree, cells]), text
    assert_rounded([read(result)], step.total, text)


def test_every_kernel_of_the_menu_adds_up_at_every_stop_of_the_9(page: Page, subtests: pytest.Subtests) -> None:
    menu = page.get_by_role("combobox", name="Kernel")
    for name, kernel in KERNELS.items():
        menu.click()
        menu.fill(name)
        page.get_by_role("option", name=name, exact=True).click()
        page.locator(".stepper figcaption").get_by_text(name, exact=True).wait_for()
        wait_until_settled(page, quiet_milliseconds=100)
        with subtests.test(kernel=name):
            trace = list(conv2d_trace(DIGIT_9, kernel.weights, average=kernel.average))
            check_convolution(every_step(page), trace, DIGIT_9)
        page.wait_for_timeout(REPORTED_AFTER)
        wait_until_settled(page, quiet_milliseconds=100)


def test_convolution_of_random_images_adds_up_at_every_stop(page: Page, subtests: pytest.Subtests) -> None:
    for seed in range(6):
        case = Case(seed, LOOKS[seed % 3])
        kernel = case.kernel()
        channels = case.pick("channels", *CHANNEL_WEIGHTS) if case.look == "color" else "all"
        bias = case.pick("bias", 0, 0.25, -1.5)
        average = case.average()
        trace = list(conv2d_trace(case.image, case.as_filter(kernel, channels), bias, average=average))
        address = case.address("convolution")
        with subtests.test(seed=seed, address=address):
            shown = steps_at(page, address)
            check_convolution(shown, trace, None if case.look == "color" else case.image)


def test_stride_padding_and_dilation_add_up_at_every_stop(page: Page, subtests: pytest.Subtests) -> None:
    for seed in range(100, 105):
        case = Case(seed, LOOKS[seed % 3])
        case.query["answer"] = "on"
        options = {"stride": case.pick("stride", 1, 2, 3), "dilation": case.pick("dilation", 1, 2)}
        padding = case.pick("padding", "valid", "same", "explicit")
        options["padding"] = case.pick("pad", 0, 1, 2) if padding == "explicit" else padding
        kernel = case.as_filter(case.kernel())
        trace = list(conv2d_trace(case.image, kernel, average=case.average(), **options))
        address = case.address("stride-padding")
        with subtests.test(seed=seed, address=address):
            check_convolution(steps_at(page, address), trace)


def test_pooling_shows_the_right_numbers_at_every_stop(page: Page, subtests: pytest.Subtests) -> None:
    for seed in (200, 201, 202):
        case = Case(seed, LOOKS[seed % 3])
        name = case.pick("map", *MAPS)
        values = relu(case.lesson_maps()[list(MAPS).index(name)])
        mode, size = case.pick("pool", "max", "avg"), case.pick("pool-size", 1, 2, 3)
        stride = case.pick("pool-stride", 1, 2, 3)
        trace = list(pool2d_trace(values, size, stride=stride, mode=mode))
        address = case.address("pooling")
        with subtests.test(seed=seed, address=address):
            for stop, (card, step) in enumerate(zip(steps_at(page, address), trace, strict=True)):
                assert card.at == f"stop {stop + 1} of {len(trace)} · row {step.row}, column {step.col}"
                check_pooled(card, step.window, step.value, len(step.winners))
                assert_rounded(card.painted(f"Map of the {MAPS[name]}, after ReLU")[0], values, "the map")
                assert_rounded(card.painted("Window")[0], step.window, "Window")
                pooled = [one.value for one in trace[: stop + 1]]
                assert_rounded(card.painted("Pooled map")[0], pooled, "Pooled map")


def check_pooled(card: Shown, window: np.ndarray, value: float, winners: int) -> None:
    left, *end = re.split(r" ([=≈]) ", card.sum)
    terms = [read(text) for text in re.findall(WRITTEN, left.split(" ÷ ")[0])]
    assert_rounded(terms, window, card.sum)
    assert_rounded([read(end[-1])], value, card.sum)
    assert_rounded([read(re.search(rf"({WRITTEN})\.", card.say)[1])], value, card.say)
    if left.startswith("max("):
        assert end[0] == "=" and read(end[-1]) == max(terms)
        assert ("cells tie" in card.say) == (winners > 1)
        assert winners == 1 or card.say.startswith(f"{winners} cells tie")
    else:
        assert_true(left, *end)


def test_activations_show_the_right_numbers_at_every_cell(page: Page, subtests: pytest.Subtests) -> None:
    functions = {"relu": relu, "sigmoid": sigmoid, "tanh": tanh}
    for seed, (kind, function) in enumerate(functions.items(), start=309):
        case = Case(seed, LOOKS[seed % 3])
        case.query["activation"] = kind
        name = case.pick("map", *MAPS)
        before = case.lesson_maps()[list(MAPS).index(name)]
        address = case.address("activations")
        with subtests.test(seed=seed, address=address):
            for cell, (card, x) in enumerate(zip(steps_at(page, address), before.ravel(), strict=True)):
                row, column = divmod(cell, before.shape[1])
                assert card.at == f"cell {cell + 1} of {before.size} · row {row}, column {column}"
                check_activated(card.sum, kind, x, float(function(x)))
                require_true_of(kind, re.sub(rf": {WRITTEN}\.$", "", card.say))
                if kind == "relu":
                    assert ("above" in card.say.lower(), "below" in card.say.lower()) == (x > 0, x < 0)
                low, middle, high = marks_of(kind)
                (ticks,) = card.painted("ReLU" if kind == "relu" else kind)
                span = max(ticks)
                inputs = [-span, 0, span]
                assert sorted(ticks) == sorted([*inputs, *((low, span) if kind == "relu" else (low, middle, high))])
                assert_rounded(card.painted(f"Map of the {MAPS[name]}")[0], before, "before")
                after = card.painted(f"After {'ReLU' if kind == 'relu' else kind}")[0]
                assert_rounded(after, function(before.ravel()[: cell + 1]), "after")


def check_activated(text: str, kind: str, x: float, y: float) -> None:
    word, sign, shown = re.fullmatch(rf".* = (.*) ([=≈]) ({WRITTEN})", text).groups()
    written = re.match(rf"\w+\(({WRITTEN})\)", text)[1]
    negative = written[1:] if written.startswith("−") else written if written == "0" else f"−{written}"
    words = {
        "relu": f"max(0, {written})",
        "sigmoid": f"1 ÷ (1 + e^{negative})",
        "tanh": f"(e^{written} − e^{negative}) ÷ (e^{written} + e^{negative})",
    }
    assert word == words[kind]
    assert_rounded([read(written), read(shown)], [x, y], text)
    if kind == "relu":
        assert_true(written if read(written) > 0 else "0", sign, shown)
    else:  # powers of e are irrational but for e⁰, so nothing written with digits equals them (Lindemann)
        assert (sign == "=") == (read(written) == 0), text


def test_flatten_counts_every_entry_of_random_maps(page: Page, subtests: pytest.Subtests) -> None:
    for seed in (400, 401):
        case = Case(seed, LOOKS[seed % 3])
        case.query |= {"head": "untrained"}
        maps = pool2d(relu(case.lesson_maps()), 2, stride=1)
        address = case.address("dense")
        with subtests.test(seed=seed, address=address):
            for entry, card in enumerate(steps_at(page, address)):
                place = np.unravel_index(entry, maps.shape)
                numbers = [int(digits) for digits in re.findall(r"\d+", card.sum)]
                channel, row, column, *_, result = numbers
                assert (channel, row, column) == place and result == entry
                assert_true(re.search(r"entry (.*) = ", card.sum)[1], "=", str(result))
                value = re.search(rf"of the vector is ({WRITTEN})\.", card.say)[1]
                assert_rounded([read(value)], maps[place], card.say)


def test_dense_units_add_up_at_every_term(page: Page, subtests: pytest.Subtests) -> None:
    for seed, look in ((500, "drawing"), (501, "gray")):
        case = Case(seed, look)
        case.query |= {"view": "dense", "head": "untrained"}
        vector = flatten(pool2d(relu(case.lesson_maps()), 2, stride=1))
        known = load_bitmap_classifier("lesson")
        trained = case.look == "drawing"
        weights = known.weights if trained else untrained_weights(vector.size)
        unit = dense_step(vector, weights, known.bias if trained else np.zeros(10), case.pick("unit", *range(10)))
        largest_first = case.pick("order", "position", "size") == "size"
        order = np.argsort(-np.abs(unit.terms), kind="stable") if largest_first else np.arange(vector.size)
        sums = unit.bias + np.concatenate([[0], np.cumsum(unit.terms[order])])
        address = case.address("dense")
        with subtests.test(seed=seed, address=address):
            for step, card in enumerate(steps_at(page, address)):
                first = step // PRINTED * PRINTED
                opening = f"{first} earlier terms and the bias " if first else "bias "
                assert card.sum.startswith(opening)
                assert card.at == f"term {step + 1} of {vector.size}"
                written, *end = re.split(r" ([=≈]) ", card.sum.removeprefix(opening))
                before, products = written.split(" + ", 1)
                assert_rounded([read(before), read(end[-1])], sums[[first, step + 1]], card.sum)
                taken = order[first : step + 1]
                check_products(products, vector[taken], unit.weights[taken])
                assert_true(written, *end)
                assert_rounded([read(re.search(rf"({WRITTEN})\.$", card.say)[1])], sums[step + 1], card.say)


def test_softmax_divides_rightly_for_every_digit(page: Page, subtests: pytest.Subtests) -> None:
    for seed in (600, 601):
        case = Case(seed, "drawing")
        constant, temperature = case.pick("constant", 0, -2.5, 40), case.pick("temperature", 1, 0.1, 3)
        known = load_bitmap_classifier("lesson")
        vector = flatten(pool2d(relu(case.lesson_maps()), 2, stride=1))
        now = softmax_step((vector @ known.weights + known.bias + constant) / temperature)
        address = case.address("softmax")
        with subtests.test(seed=seed, address=address):
            for digit, card in enumerate(steps_at(page, address)):
                power, division = card.sum.split("\n")
                lead, taken, shifted, sign, exponential = re.split(r" ([=≈]) ", power)
                assert_true(lead.removeprefix("e^"), taken, shifted.removeprefix("e^"))
                assert (sign == "=") == (shifted == "e^0"), power  # as above: only e⁰ is written exactly
                assert_rounded([read(shifted.removeprefix("e^"))], now.shifted[digit], power)
                left, *end = re.split(r" ([=≈]) ", division)
                assert_true(left, *end)
                assert left.split(" ÷ ")[0] == exponential
                fine = [read(exponential), read(left.split(" ÷ ")[1]), read(end[-1])]
                right = [now.exponentials[digit], now.total, now.probabilities[digit]]
                np.testing.assert_allclose(fine, right, rtol=0.005, atol=5e-5 if min(right) > 0.001 else 0)


# What was wrong once, each at an address that shows it.


def test_a_color_image_has_its_three_numbers_in_each_cell(page: Page) -> None:
    picture = picture_stages(sample_photo(), size=(6, 5), color=True, value_range=RANGES["signed"])[-1].array
    below_each_other = picture.transpose(0, 2, 1)  # (H, W, C) -> (H, C, W)
    for card in steps_at(page, "/convolution?image=photo&rows=6&columns=5"):
        assert_rounded([read(text) for text in dict(card.grids)["Image"]], below_each_other, "Image")


def test_all_channels_equal_their_sum_only_where_the_subtotals_add_up_to_it(page: Page) -> None:
    address = "/stride-padding?image=photo&rows=7&columns=8&answer=on&stride=3&kernel=emboss"
    for card in steps_at(page, address):
        *lines, all_channels, _ = card.sum.split("\n")
        subtotals = " + ".join(f"({re.split(' [=≈] ', line)[-1]})" for line in lines)
        sign, total = re.fullmatch(rf"all channels ([=≈]) ({WRITTEN})", all_channels).groups()
        # All products can be meant as well as their subtotals, so "≈" is never wrong here.
        assert sign == "≈" or not wrong_signs(subtotals, sign, total), card.sum


def test_a_picture_neither_agrees_with_a_kernel_nor_disagrees(page: Page) -> None:
    address = "/stride-padding?image=photo&rows=7&columns=8&color=gray&answer=on&kernel=-1_-2_-3"
    assert not any("agree" in card.say for card in steps_at(page, address))


def test_a_sum_that_is_zero_reads_zero(page: Page) -> None:
    for card in steps_at(page, "/convolution?image=6&kernel=0.1_0.2~-0.3_0&average=off"):
        assert_true(*re.split(r" ([=≈]) ", card.sum))


def test_very_small_numbers_are_equal_only_where_they_are(page: Page) -> None:
    for card in steps_at(page, "/convolution?image=6&kernel=1e-9_2e-9"):
        assert_true(*re.split(r" ([=≈]) ", card.sum.split("\n")[-1]))


def test_a_saturated_activation_is_not_said_to_equal_its_limit(page: Page) -> None:
    address = "/activations?activation=sigmoid&image=photo&rows=8&columns=8&color=gray&range=bytes"
    for card in steps_at(page, address):
        assert card.sum.count("=") == 1, card.sum


@pytest.mark.parametrize(
    ("address", "cell", "value"),
    [
        (
            "/convolution?image=photo&rows=16&columns=16&color=gray&range=unit&kernel=gaussian-blur&average=off&step=156",
            "0.53",
            0.525,
        ),
        ("/pooling?image=photo&rows=16&columns=16&color=gray&range=bytes&pool=avg&pool-stride=1&step=23", "84", 84.0),
        ("/dense?image=draw&pixels=78217043e&view=dense&unit=5&step=23", None, None),
        ("/softmax?image=4&constant=3&temperature=2&bank=eight&step=4", None, None),
    ],
)
def test_card_formula_and_trail_write_one_number(
    page: Page, address: str, cell: str | None, value: float | None
) -> None:
    page.goto(urljoin(page.url, address), wait_until="commit")
    page.locator(".stepper .sum:not(:empty)").wait_for()
    wait_until_settled(page)
    card = page.locator(".stepper .sum .res").last.inner_text()
    if cell is not None and value is not None:
        assert card == cell == written(value)
    formulas = page.locator(".katex-mathml annotation").all_text_contents()
    numbers = [re.split(r"(?:=|\\approx) ", text)[-1].replace("-", "−") for text in formulas]
    assert card in numbers, formulas
    page.get_by_text("Where does this number come from?").click()
    level = page.locator(".level .number").first
    level.wait_for()
    assert level.inner_text() == card
