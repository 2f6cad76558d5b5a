"""From a number down to its pixels: every level explains the number the one above goes on with, and its sum is true."""

import json
import math
import re
from dataclasses import replace

import numpy as np
import pytest

from cnn_steps import (
    DIGITS,
    LESSON_KERNELS,
    Pool,
    conv2d,
    conv2d_step,
    picture_stages,
    pool2d,
    relu,
    sample_photo,
    sigmoid,
    softmax_step,
    tanh,
    to_channels_first,
)
from tests.sentences import require_true_of
from ui.address.codes import BIAS, bitmap_from_code
from ui.components.wire import to_json
from ui.networks.walk import forward_pass
from ui.operations.kernels import filter_for
from ui.picture.changes import Change
from ui.picture.current import CurrentImage, changed_image
from ui.trail.base import Chain, Level, Sheet
from ui.trail.card import TrailSheet, level_data
from ui.trail.chains import (
    activated_chain,
    cell_chain,
    entry_chain,
    lesson_features,
    logit_chain,
    one_feature,
    pooled_chain,
    share_chain,
    softmax_chain,
)
from ui.trail.levels import activated_level
from ui.trail.sums import MOST_TERMS

ACTIVATIONS = {"relu": relu, "sigmoid": sigmoid, "tanh": tanh}


def bitmap(digit: int) -> CurrentImage:
    return CurrentImage(f"The {digit}", DIGITS[digit], (-1.0, 1.0), None, (), "", ())


def picture(array: np.ndarray) -> CurrentImage:
    return CurrentImage("A picture", array, (0.0, 1.0), sample_photo(), (), "", ())


def prepared(**options) -> CurrentImage:
    """The photograph as the sidebar prepares it."""
    stages = picture_stages(sample_photo(), **options)
    last = stages[-1].array
    array = last if last.ndim == 2 else to_channels_first(last)
    value_range = options.get("value_range", (0.0, 1.0))
    return CurrentImage("The cat", array, value_range, sample_photo(), stages, "", ())


LARGE = picture(to_channels_first(sample_photo()[60:188, 100:228] / 255))
COLOR = picture(to_channels_first(sample_photo()[80:100, 120:150] / 255))
GRAY = picture(sample_photo()[80:92, 120:131, 0] / 255)


def drawing(code: str) -> CurrentImage:
    return CurrentImage("A drawing", bitmap_from_code(code), (-1.0, 1.0), None, (), "", ())


WALKS = {
    "9": forward_pass(bitmap(9)),
    "more bias than picture": forward_pass(drawing("78217043e")),
    "black": forward_pass(drawing("000000000")),
    "eight filters": forward_pass(bitmap(9), bank="eight"),
    "trained": forward_pass(COLOR),
    "color": forward_pass(COLOR, head="untrained"),
    "gray": forward_pass(GRAY, head="untrained"),
    "large": forward_pass(LARGE, head="untrained"),
}


def require_connected(chain: Chain) -> None:
    for upper, lower in zip(chain.levels, chain.levels[1:], strict=False):
        assert upper.follows == lower.value, f"{upper.title} goes on with {upper.follows}, not with {lower.title}"


def sheets(level: Level) -> list[Sheet]:
    return [sheet for row in level.sheets for sheet in row if isinstance(sheet, Sheet)]


def choices(level: Level) -> list[int]:
    return [part.choice for line in level.lines for part in line if part.choice is not None]


# What is written, taken at its word.


def written(line) -> str:
    """A line of a sum as Python reads it, without the words between its numbers."""
    text = ""
    for part in line:
        if part.tone != "note":
            text += f"**({part.text})" if part.tone == "power" else part.text
    text = re.sub(r"·10\^\{(.*?)\}", r"e\1", text)
    return text.replace("−", "-").replace("·", "*").replace("÷", "/").replace(",", " ,")


def sums(level: Level) -> list[tuple[float, str, float]]:
    """What the written numbers give, the sign, and the written result: of every line, and of every term in a frame."""
    found = []
    for line in level.lines:
        framed = [part.text for part in line if part.choice is not None and re.search("[=≈]", part.text)]
        texts = (
            [written([type(part)(text)]) for part, text in zip(line, framed, strict=False)]
            if framed
            else [written(line)]
        )
        for text in texts:
            left, *end = re.split("([=≈])", text)
            if not end or not left.strip():
                continue  # numbers to choose from, or the sum of a channel
            sign, right = end
            found.append((float(eval(left, {"e": math.e, "max": lambda *numbers: max(numbers)})), sign, float(right)))
    return found


def require_true(level: Level) -> None:
    """``=`` exactly where the written numbers give the written result; ``≈`` where they nearly do."""
    for left, sign, right in sums(level):
        same = math.isclose(left, right, rel_tol=1e-9, abs_tol=0 if right else 1e-9)
        assert (sign == "=") == same, (level.title, left, sign, right)
        assert left == pytest.approx(right, rel=0.03, abs=0.03), (level.title, left, sign, right)


@pytest.mark.parametrize("digit", range(10))
def test_every_term_of_every_unit_leads_down_to_the_pixels_of_every_digit(digit):
    walk = forward_pass(bitmap(digit))
    for unit in range(10):
        for entry in range(24):
            chain = share_chain(walk, (unit, entry))
            assert chain.kept == (unit, entry) and not chain.lost
            require_connected(chain)
            share, logit, pooled, activated, cell, pixels = chain.levels
            filter_number, row, column = np.unravel_index(entry, (3, 4, 2))
            assert share.value == walk.probabilities[unit]
            assert logit.value == walk.logits[unit]
            assert pooled.value == walk.pooled[filter_number, row, column] == walk.vector[entry]
            window = sheets(pixels)[0].window
            assert window is not None
            top, left, height, width = window
            seen = DIGITS[digit][top : top + height, left : left + width]
            assert cell.value == pytest.approx(float((seen * LESSON_KERNELS[filter_number]).sum()) / 9, abs=1e-15)
            assert activated.value == max(0.0, cell.value or 0.0)


@pytest.mark.parametrize("name", WALKS)
def test_what_speaks_most_for_the_answer_is_followed_where_nobody_chose(name):
    walk = WALKS[name]
    chain = share_chain(walk, ())
    require_connected(chain)
    assert (chain.kept, chain.lost) == ((), False)
    assert chain.levels[0].chosen == walk.guess
    terms = walk.vector * walk.weights[:, walk.guess]
    assert terms.max() > 0
    assert chain.levels[1].chosen == terms.argmax()


def test_a_drawing_taken_for_a_5_is_followed_by_what_speaks_for_it_though_more_speaks_against():
    walk = WALKS["more bias than picture"]
    terms = walk.vector * walk.weights[:, 5]
    assert walk.guess == 5 and abs(terms.min()) > terms.max()
    level = share_chain(walk, ()).levels[1]
    assert level.chosen == terms.argmax() != np.abs(terms).argmax()
    assert "The picture adds −0.34 in all, the bias 4.66: here the bias outweighs the picture." in level.sentence
    assert "no other speaks more for the 5" in level.sentence
    against = share_chain(walk, (5, int(terms.argmin()))).levels[1]
    assert "no other speaks more against the 5" in against.sentence
    assert against.lines[-1] == level.lines[-1]


@pytest.mark.parametrize("name", WALKS)
def test_what_speaks_for_and_against_a_digit_and_its_bias_make_its_logit(name):
    walk = WALKS[name]
    for unit in range(10):
        terms = walk.vector * walk.weights[:, unit]
        level = share_chain(walk, (unit,)).levels[1]
        said = [part for part in level.lines[-1] if re.search(r"\d", part.text)]
        wanted = [terms[terms > 0].sum(), terms[terms < 0].sum(), walk.bias[unit], walk.logits[unit]]
        for part, value in zip(said, wanted, strict=True):
            assert float(part.text.strip("()").replace("−", "-")) == pytest.approx(value, abs=0.00501)
        notes = [line[0].text for line in level.lines[:-1] if line[0].tone == "note"]
        counts = [int(re.match(r"[\d,]+", note)[0].replace(",", "")) for note in notes]
        assert counts == [n for n in ((terms > 0).sum(), (terms < 0).sum(), (terms == 0).sum()) if n]
        more = abs(walk.bias[unit]) - abs(terms.sum())
        if abs(more) > 0.01:  # where the two are written alike, neither outweighs the other
            assert ("the bias outweighs the picture" in level.sentence) == (more > 0)


@pytest.mark.parametrize("name", WALKS)
def test_the_strongest_terms_for_and_against_can_be_followed_and_so_can_the_bias(name):
    walk = WALKS[name]
    for unit in range(10):
        terms = walk.vector * walk.weights[:, unit]
        ways = choices(share_chain(walk, (unit,)).levels[1])
        assert {int(terms.argmax()), int(terms.argmin()), BIAS} <= set(ways)
        assert len(ways) == len(set(ways)) == min(terms.size, MOST_TERMS) + 1
        for way in (int(terms.argmax()), int(terms.argmin()), BIAS):
            chain = share_chain(walk, (unit, way))
            assert chain.kept == (unit, way)
            require_connected(chain)


@pytest.mark.parametrize("name", WALKS)
def test_the_way_to_the_bias_ends_there(name):
    walk = WALKS[name]
    _, logit, bias = share_chain(walk, (3, BIAS)).levels
    assert (bias.title, bias.value, bias.lines) == ("Bias of 3", walk.bias[3], ())
    assert ("the bias was learned" in bias.sentence) == walk.trained
    assert "does not come from the picture" in bias.sentence
    assert "Below" not in logit.sentence
    assert all(sheet.cell is None for sheet in sheets(logit))
    assert share_chain(walk, (3, BIAS, 0)).lost and softmax_chain(walk, softmax_step(walk.logits), 3, (BIAS,)).lost


def test_where_nothing_speaks_for_the_answer_the_way_goes_to_the_bias():
    black = forward_pass(picture(np.zeros((6, 6))), head="untrained")
    assert not black.vector.any()
    _, logit, bias = share_chain(black, ()).levels
    assert logit.chosen == BIAS and bias.title == "Bias of 0"
    assert logit.sentence.split(". ")[1:] == ["No term speaks for the 0", "The picture adds 0 in all, the bias 0."]
    assert [line[0].text for line in logit.lines[::2]] == ["27 terms of 0, for neither, 24 of them below", "for "]

    only_against = replace(WALKS["9"], weights=-np.abs(WALKS["9"].weights))
    level = logit_chain(only_against, 4, 13, ()).levels[0]
    assert level.chosen == 13 and "No term speaks for the 4." in level.sentence
    assert share_chain(only_against, ()).levels[1].chosen == BIAS


@pytest.mark.parametrize("name", WALKS)
def test_every_sum_is_true_as_it_is_written(name):
    counted = 0
    for unit in range(10):
        for level in share_chain(WALKS[name], (unit,)).levels:
            require_true(level)
            counted += len(sums(level))
    assert counted >= 10 * (MOST_TERMS if name == "large" else 8)


def test_both_signs_are_needed():
    signs = [sign for name in WALKS for level in share_chain(WALKS[name], ()).levels for _, sign, _ in sums(level)]
    assert min(signs.count("="), signs.count("≈")) > 20


def test_the_logit_of_the_9_has_all_24_terms_largest_first_on_each_side_and_its_bias():
    walk = WALKS["9"]
    level = logit_chain(walk, 9, 0, ()).levels[0]
    assert sorted(choices(level)) == [BIAS, *range(24)]
    terms = walk.vector * walk.weights[:, 9]
    sides = [[part.choice for part in line] for line in level.lines[:-1] if line[0].choice is not None]
    assert [np.sign(terms[side]).tolist() for side in sides] == [
        [sign] * len(side) for sign, side in zip((1, -1, 0), sides, strict=True)
    ]
    for side in sides:
        assert (np.diff(np.abs(terms[side])) <= 0).all()


def test_of_46875_terms_24_are_written_and_all_count():
    walk = WALKS["large"]
    assert walk.vector.size == 46_875
    level = share_chain(walk, ()).levels[1]
    terms = walk.vector * walk.weights[:, walk.guess]
    largest = np.argsort(-np.abs(terms), kind="stable")[:24]
    assert set(choices(level)) - {BIAS} == set(largest)
    above = int((terms > 0).sum())
    assert f"{above:,} terms for the {walk.guess}, {(terms[largest] > 0).sum()} of them below" == level.lines[0][0].text


def test_a_chosen_term_is_written_out_even_if_it_is_not_among_the_largest():
    walk = WALKS["large"]
    smallest = int(np.abs(walk.vector * walk.weights[:, 3]).argmin())
    chain = share_chain(walk, (3, smallest))
    require_connected(chain)
    assert chain.kept == (3, smallest)
    assert smallest in choices(chain.levels[1])
    assert len(choices(chain.levels[1])) == MOST_TERMS + 1


@pytest.mark.parametrize("sign", [1, -1])
def test_the_strongest_term_of_the_weaker_side_is_written_out_even_if_it_is_small(sign):
    walk = WALKS["large"]
    lone = int(walk.vector.argmax())
    weights = sign * np.abs(walk.weights)
    weights[lone] = -sign * 1e-9
    level = share_chain(replace(walk, weights=weights), (3, lone)).levels[1]
    other = share_chain(replace(walk, weights=weights), (3, BIAS)).levels[1]
    assert lone in choices(level) and lone in choices(other)
    assert len(choices(other)) == MOST_TERMS + 1


def test_no_large_array_is_sent_to_the_browser():
    levels = share_chain(WALKS["large"], ()).levels
    sent = [level_data(level, dark=False) for level in levels]
    assert len(json.dumps(to_json(sent))) < 40_000
    found = [[sheet for row in level.sheets for sheet in row if isinstance(sheet, TrailSheet)] for level in sent]
    cells = [sheet.cells for level in found for sheet in level if sheet.cells]
    assert cells and max(map(len, cells)) <= 49
    assert [sheet.picture[:23] for sheet in found[-1] if sheet.picture] == ["data:image/jpeg;base64,"]


def test_a_grid_is_cut_out_around_the_window_with_the_numbers_of_the_whole():
    walk = WALKS["large"]
    for entry in (0, 124, 46_874, 20_000):
        for level in entry_chain(walk, entry, ()).levels[:2]:
            (sheet,) = sheets(level)
            source = walk.activated if "ReLU" in sheet.title else walk.maps
            number = int(np.unravel_index(entry, walk.pooled.shape)[0])
            (top, left), (height, width) = sheet.first, sheet.values.shape
            np.testing.assert_array_equal(sheet.values, source[number, top : top + height, left : left + width])
            assert sheet.cell is not None
            assert sheet.values[sheet.cell] == level.follows


def test_every_winner_of_a_tie_can_be_followed_to_pixels_of_its_own():
    walk = WALKS["9"]
    ties = 0
    for entry in range(24):
        pooled = entry_chain(walk, entry, ()).levels[0]
        ends = set()
        for choice in choices(pooled):
            chain = entry_chain(walk, entry, (entry, choice))
            require_connected(chain)
            assert chain.levels[0].chosen == choice and not chain.lost
            assert chain.levels[1].value == pooled.value
            ends.add(chain.levels[-1].title)
        assert len(ends) == len(choices(pooled)) >= 1
        ties += len(ends) > 1
        assert ("tie" in pooled.sentence) == (len(ends) > 1)
    assert ties > 3


@pytest.mark.parametrize(("size", "stride"), [(2, 1), (3, 2), (1, 1), (3, 1)])
@pytest.mark.parametrize("mode", ["max", "avg"])
def test_pooling_is_followed_with_the_size_stride_and_mode_of_the_page(size, stride, mode):
    image = bitmap(6)
    maps = conv2d(image.array, LESSON_KERNELS, average=True)
    features, activated = lesson_features(image, maps), relu(maps)
    wanted = pool2d(activated, size, stride=stride, mode=mode)
    for number, row, column in np.ndindex(wanted.shape):
        for choice in range(size * size):
            chain = pooled_chain(features, Pool(size, stride, mode=mode), number, (row, column), (choice,))
            require_connected(chain)
            level = chain.levels[0]
            assert level.value == pytest.approx(
                wanted[number, row, column], abs=1e-15
            )  # an average adds in other order
            require_true(level)
            if mode == "avg":
                assert choices(level) == list(range(size * size)) and level.chosen == choice
                place = (row * stride + choice // size, column * stride + choice % size)
                assert level.follows == activated[number][place]


def test_a_large_average_writes_24_cells_and_the_rest_as_one_sum():
    maps = conv2d(LARGE.array, filter_for(LESSON_KERNELS, LARGE), average=True)
    features = lesson_features(LARGE, maps)
    for mode in ("avg", "max"):
        chain = pooled_chain(features, Pool(10, 7, mode=mode), 0, (3, 4), ())
        require_connected(chain)
        level = chain.levels[0]
        assert level.value == pool2d(relu(maps), 10, stride=7, mode=mode)[0, 3, 4]
        assert len(choices(level)) == (24 if mode == "avg" else 1)
        text = "".join(part.text for part in level.lines[0])
        assert ("the other 76 cells" if mode == "avg" else "99 smaller numbers") in text
        (sheet,) = sheets(level)
        assert sheet.window is not None and sheet.window[2:] == (10, 10)


@pytest.mark.parametrize("kind", ACTIVATIONS)
@pytest.mark.parametrize("image", [bitmap(9), COLOR, GRAY])
def test_an_activation_is_followed_to_the_cell_before_it(kind, image):
    maps = conv2d(image.array, filter_for(LESSON_KERNELS, image), average=True)
    for cell in [(0, 0), (1, 2), (maps.shape[1] - 1, maps.shape[2] - 1)]:
        chain = activated_chain(lesson_features(image, maps), 1, cell, (), kind=kind)
        require_connected(chain)
        assert chain.levels[0].value == ACTIVATIONS[kind](maps)[1][cell]
        assert chain.levels[0].follows == maps[1][cell]
        require_true(chain.levels[0])
        sentence, end = chain.levels[0].sentence, f" {chain.levels[0].number}."
        require_true_of(kind, sentence.removesuffix(end))
        assert kind == "relu" or sentence.endswith(end)


def test_a_color_cell_adds_up_three_channels_before_it_is_divided():
    walk = WALKS["color"]
    level = share_chain(walk, ()).levels[-2]
    red, green, blue = (sheets(level)[i] for i in (2, 5, 8))
    total = sum(float(sheet.values.sum()) for sheet in (red, green, blue))
    assert level.value == pytest.approx(total / 27, abs=1e-12)
    assert [sheet.title for sheet in sheets(level)[::3]] == ["Red", "Green", "Blue"]
    assert "÷ 27 ≈" in "".join(part.text for part in level.lines[-1])


def test_only_a_picture_that_was_shrunk_ends_in_cells_and_says_so():
    ends = {name: share_chain(walk, ()).levels[-1] for name, walk in WALKS.items()}
    assert {name for name, end in ends.items() if "fitted to these 7×5 gray cells" in end.sentence} == {"trained"}
    np.testing.assert_array_equal(sheets(ends["trained"])[0].values, WALKS["trained"].array)


SWEEPS = [
    {},
    {"average": True, "bias": 0.25},
    {"stride": 2, "padding": 1},
    {"dilation": 2, "padding": 3},
    {"padding": "same", "stride": 3, "dilation": 2, "average": True},
    {"padding": ((0, 2), (4, 1))},
]


@pytest.mark.parametrize("options", SWEEPS)
@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (2, 4), (5, 1)])
@pytest.mark.parametrize("image", [bitmap(9), COLOR, GRAY], ids=["9", "color", "gray"])
def test_a_cell_is_followed_to_exactly_the_pixels_under_the_kernel(image, shape, options):
    rng = np.random.default_rng(7)
    weights = rng.integers(-3, 4, shape) / 4.0
    weights = weights if image.channels == 1 else np.stack([weights, -weights, weights + 1])
    feature_map = conv2d(image.array, weights[None], **(options | {"bias": [options.get("bias", 0.0)]}))[0]
    features = one_feature(image, weights, feature_map, **options)
    bottom, right = (count - 1 for count in feature_map.shape)
    for cell in [(0, 0), (0, right), (bottom, 0), (bottom, right), (bottom // 2, right // 2)]:
        chain = cell_chain(features, cell, ())
        require_connected(chain)
        level, pixels = chain.levels
        assert level.value == feature_map[cell]
        require_true(level)
        now = conv2d_step(image.array, weights, *cell, **options)
        padding = (now.rows < 0)[:, None] | (now.cols < 0)
        if padding.all():
            assert pixels.title == "No pixel"
            continue
        sheet = sheets(pixels)[-1]
        used = ~sheet.unused
        np.testing.assert_array_equal(sheet.values[..., used], now.window.reshape(*now.window.shape[:-2], -1))
        np.testing.assert_array_equal(sheet.padding[used], padding.ravel())
        assert (sheet.values[..., sheet.padding] == 0).all()
        places = np.argwhere(used & ~sheet.padding) + sheet.first
        rows, columns = now.rows[now.rows >= 0], now.cols[now.cols >= 0]
        assert {tuple(place) for place in places} == {(row, column) for row in rows for column in columns}
        assert (f"{padding.sum()} of the {padding.size} cells" in pixels.sentence) == padding.any()


def test_what_is_written_as_0_stays_0_in_the_words_of_relu():
    level = activated_level("relu", np.array([[-1e-17]]), (0, 0), "box")
    assert level.lines[0][0].text == "max(0, 0)" and level.sentence == "ReLU. Zero stays 0."


def test_one_cell_of_padding_and_one_pixel_are_not_many():
    image = picture(np.arange(1.0, 10.0).reshape(3, 3))

    def pixels(kernel, cell, **options):
        features = one_feature(image, kernel, conv2d(image.array, kernel[None], **options)[0], **options)
        return cell_chain(features, cell, ()).levels[1].sentence

    left = pixels(np.ones((1, 2)), (0, 0), padding=((0, 0), (1, 0)))
    assert left.startswith("1 of the 2 cells of the window is padding: a zero, no pixel.")
    assert "2 of the 4 cells of the window are padding" in pixels(np.ones((2, 2)), (0, 1), padding=((1, 0), (0, 0)))
    photo, one = prepared(size=(6, 6)), np.ones((3, 1, 1))
    level = cell_chain(one_feature(photo, one, conv2d(photo.array, one[None])[0]), (2, 2), ()).levels[1]
    assert level.sentence.endswith("in three channels and from no other. Follow it into the picture.")


def test_the_title_of_the_pixels_names_their_rows_and_columns():
    def title(weights, cell, **options):
        feature_map = conv2d(DIGITS[9], weights, **options)
        return cell_chain(one_feature(bitmap(9), weights, feature_map, **options), cell, ()).levels[-1].title

    assert title(np.ones((3, 3)), (1, 0)) == "Pixels in rows 1 to 3, columns 0 to 2"
    assert title(np.ones((1, 1)), (6, 4)) == "Pixel in row 6, column 4"
    assert title(np.ones((3, 2)), (1, 1), dilation=2) == "Pixels in rows 1, 3 and 5, columns 1 and 3"
    assert title(np.ones((3, 3)), (0, 0), padding=2) == "Pixel in row 0, column 0"
    assert title(np.ones((2, 2)), (0, 3), padding=2) == "No pixel"


def test_a_large_kernel_has_its_24_largest_products_and_pixels_and_the_rest_as_one_sum():
    image = prepared(size=(20, 24), color=False)
    weights = np.random.default_rng(3).integers(-8, 9, (7, 7)) / 4
    features = one_feature(image, weights, conv2d(image.array, weights))
    chain = cell_chain(features, (4, 9), ())
    level, pixels, _ = chain.levels
    require_connected(chain)
    require_true(level)
    assert any(part.text == "the other 25 products " for part in level.lines[0])
    products = np.abs(weights * image.array[4:11, 9:16]).ravel()
    assert choices(pixels) == np.argsort(-products, kind="stable")[:24].tolist()
    smallest = int(products.argmin())
    assert smallest in choices(cell_chain(features, (4, 9), (smallest,)).levels[1])


PREPARED = [
    {"size": (12, 10), "color": False, "value_range": (-1.0, 1.0)},
    {"size": (128, 128), "value_range": (0.0, 255.0)},
    {"size": (9, 30), "frame": "letterbox", "value_range": (0.0, 1.0)},
    {"size": (33, 16), "frame": "stretch", "color": False, "invert": True, "value_range": (-1.0, 1.0)},
]


@pytest.mark.parametrize("options", PREPARED)
def test_a_pixel_is_the_mean_of_its_piece_of_the_picture_brought_to_the_range(options):
    image = prepared(**options)
    weights = filter_for(LESSON_KERNELS[1], image)
    features = one_feature(image, weights, conv2d(image.array, weights[None])[0])
    rows, columns = image.size
    for cell in [(0, 0), (rows - 3, columns - 3), (rows // 2, columns // 3)]:
        for pixel in (0, 4, 8):
            chain = cell_chain(features, cell, (pixel,))
            assert chain.kept == (pixel,)
            require_connected(chain)
            level = chain.levels[-1]
            require_true(level)
            place = (cell[0] + pixel // 3, cell[1] + pixel % 3)
            assert level.title == f"The pixel at row {place[0]}, column {place[1]}, in the picture"
            whole, piece = sheets(level)
            top, left, height, width = whole.window
            np.testing.assert_array_equal(piece.values, whole.values[..., top : top + height, left : left + width])
            # The level as it is written lies between the darkest and the brightest of the piece, and makes the number.
            low, high = image.value_range
            for line, values, number in zip(
                level.lines,
                piece.values.reshape(-1, height, width),
                np.atleast_1d(image.array[..., *place]),
                strict=True,
            ):
                seen = int(re.search(r"\d+", "".join(part.text for part in line if part.tone != "note"))[0])
                assert values.min() <= seen <= values.max()
                assert seen / 255 * (high - low) + low == pytest.approx(number, abs=1e-12)


def test_the_pixel_that_speaks_most_for_the_cell_is_followed_where_nobody_chose():
    image = prepared(size=(16, 16))
    for channels in ((1.0, -1.0, 0.0), (-1.0, 0.0, 0.0)):
        weights = filter_for(LESSON_KERNELS[2], image, channels)
        features = one_feature(image, weights, conv2d(image.array, weights[None])[0])
        for cell in [(0, 0), (7, 3), (13, 13)]:
            now = conv2d_step(image.array, weights, *cell)
            added = now.products.sum(axis=0)
            wanted = added.argmax() if now.total >= 0 else added.argmin()
            assert cell_chain(features, cell, ()).levels[1].chosen == wanted


@pytest.mark.parametrize("image", [bitmap(9), COLOR, GRAY], ids=["9", "color", "gray"])
def test_a_cell_has_a_bias_only_where_its_filter_has_one(image):
    weights = filter_for(LESSON_KERNELS[1], image)
    for options, words, last in (
        ({}, "added up", " + "),
        ({"average": True}, f"divided by {weights.size}.", f"÷ {weights.size} "),
        ({"bias": 0.0}, "plus the bias.", " + 0 "),
        ({"average": True, "bias": -2.5}, "plus the bias.", " + (−2.50) "),
    ):
        feature_map = conv2d(image.array, weights[None], **(options | {"bias": [options.get("bias", 0.0)]}))[0]
        level = cell_chain(one_feature(image, weights, feature_map, **options), (1, 1), ()).levels[0]
        assert words in level.sentence and ("bias" in level.sentence) == ("bias" in options)
        assert last in "".join(part.text for part in level.lines[-1])
        assert level.lines[-1][-1].tone == "result"
        require_true(level)
    walked = share_chain(WALKS["9"], ()).levels[-2]
    assert "bias" not in walked.sentence


def test_in_padding_there_is_no_pixel_to_follow():
    image = prepared(size=(6, 6), color=False)
    features = one_feature(image, np.ones((3, 3)), conv2d(image.array, np.ones((3, 3)), padding=1), padding=1)
    chain = cell_chain(features, (0, 0), (0,))
    assert (chain.kept, chain.lost) == ((), True)
    assert choices(chain.levels[1]) == [4, 5, 7, 8]


def test_a_picture_goes_on_below_the_pixels_of_every_page_but_where_it_was_shrunk():
    image = prepared(size=(20, 24))
    full = share_chain(forward_pass(image, head="untrained"), (3, 100, 0, 8))
    require_connected(full)
    assert full.kept == (3, 100, 0, 8)
    assert full.levels[-1].title.endswith("in the picture")
    shrunk = share_chain(forward_pass(image), ())
    assert "Here the trail ends" in shrunk.levels[-1].sentence


def test_a_changed_pixel_keeps_its_own_number_above_what_it_was():
    image = prepared(size=(8, 8), value_range=(-1.0, 1.0))
    changed = changed_image(image, [Change("pixel", 2, 3, 0.5, "green")])
    weights = filter_for(LESSON_KERNELS[0], image)
    before, after = (
        cell_chain(one_feature(one, weights, conv2d(one.array, weights[None])[0]), (2, 3), (0,)).levels[-1]
        for one in (image, changed)
    )
    assert after.number.split(", ")[1] == "0.50"
    assert after.number.split(", ")[::2] == before.number.split(", ")[::2]
    assert after.lines == before.lines


@pytest.mark.parametrize(
    ("trail", "kept"),
    [
        ((9, 13), (9, 13)),
        ((10,), ()),
        ((9, 24), (9,)),
        ((9, 24, 0), (9,)),
        ((9, 13, 4), (9, 13)),
        ((9_999_999, 0, 0), ()),
    ],
)
def test_what_does_not_exist_is_left_out_of_the_trail(trail, kept):
    chain = share_chain(WALKS["9"], trail)
    assert chain.kept == kept
    assert chain.lost == (kept != trail)
    require_connected(chain)


def test_a_trail_that_goes_on_after_the_last_choice_is_cut():
    chain = entry_chain(WALKS["9"], 13, (13, 0, 5))
    assert (chain.kept, chain.lost) == ((13, 0), True)


def test_the_trail_of_another_entry_is_not_taken_for_that_of_this_one():
    chain = entry_chain(WALKS["9"], 8, (6, 1))
    assert (chain.kept, chain.lost, chain.levels[0].chosen) == ((), True, 0)


def test_the_logit_starts_with_the_term_of_the_card():
    chain = logit_chain(WALKS["9"], 4, 17, ())
    assert (chain.levels[0].chosen, chain.kept) == (17, ())


@pytest.mark.parametrize(("constant", "temperature"), [(0.0, 1.0), (5.0, 1.0), (0.0, 0.1), (-3.5, 2.5)])
def test_a_share_goes_by_way_of_the_changed_logit_where_logits_were_changed(constant, temperature):
    walk = WALKS["9"]
    now = softmax_step((walk.logits + constant) / temperature)
    changed = (constant, temperature) != (0.0, 1.0)
    for digit in range(10):
        for followed in range(10):
            chain = softmax_chain(walk, now, digit, (followed,), constant=constant, temperature=temperature)
            require_connected(chain)
            assert chain.levels[0].value == now.probabilities[digit]
            assert len(chain.levels) == (7 if changed else 6)
            for level in chain.levels[:2]:
                require_true(level)


def test_the_power_of_a_tiny_share_is_raised_on_the_page():
    now = softmax_step(np.array([0.0, -30.0] + [-40.0] * 8))
    line = level_data(softmax_chain(WALKS["9"], now, 1, ()).levels[0], dark=False).lines[-1]
    assert [part.text for part in line] == ["9.36·10⁻¹⁴ ÷ 1 = ", "9.36·10⁻¹⁴"]
