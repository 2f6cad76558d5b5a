"""The softmax page: is it a 9, which digit, and how sure."""

import json

import numpy as np
import pytest

from cnn_steps import DIGIT_9, DIGITS, bitmap_features, classify_bitmap, dense, load_bitmap_classifier, softmax
from scripts.train_bitmap_classifier import FLIPS, HELD_OUT_BITMAPS, SEED, TRAIN_BITMAPS, noisy_bitmaps
from tests.pages.app import card_on_page, open_box, open_page, run_listing, said, sent_card, warnings
from ui.figures.numbers import percent
from ui.lessons.softmax import accuracy_tables, adjusted, weakest_digits

PAGE = "8_softmax.py"
KNOWN = load_bitmap_classifier()


def answers(app):
    """What the two large boxes say, by their question."""
    return {metric.label: metric.value for metric in app.metric}


def drawn_shares(app):
    """The bars and the numbers at their ends."""
    (bars,) = json.loads(app.main.get("plotly_chart")[0].proto.spec)["data"]
    return bars


def test_the_9_is_a_9_with_nearly_all_of_the_whole():
    app = open_page(PAGE)
    share = classify_bitmap(DIGIT_9, load_bitmap_classifier())[9]
    assert answers(app) == {"Is it a 9?": percent(share), "Which digit?": "9"}
    assert answers(app)["Is it a 9?"] == "99.9 %"


def test_both_answers_are_read_from_the_ten_shares_that_are_drawn():
    app = open_page(PAGE, image="4", temperature="5")
    texts = [text for text in drawn_shares(app)["text"]]
    assert texts[9] == answers(app)["Is it a 9?"]
    assert [number for number, text in enumerate(texts) if "<b>" in text] == [4]
    assert answers(app)["Which digit?"] == "4"


def test_the_6_is_no_9():
    app = open_page(PAGE)
    app.button(key="show image 6").click().run()
    assert answers(app) == {"Is it a 9?": "< 0.1 %", "Which digit?": "6"}


def test_the_step_card_gets_all_four_stages():
    data = sent_card(open_page(PAGE, step="9"))
    logits, shifted = data.logits, data.shifted
    np.testing.assert_allclose(shifted, logits - logits.max())
    np.testing.assert_allclose(data.exponentials, np.exp(shifted))
    np.testing.assert_allclose(data.probabilities, np.exp(shifted) / data.total)
    assert data.title == "Logits"


def test_the_formula_shows_the_digit_in_view():
    formula = open_page(PAGE, step="9").latex[1].value
    assert r"\text{share}_{9} = \frac{e^{11.92 - 11.92}}{1.0005} = \frac{1}{1.0005} \approx 0.9995" in formula


def test_a_constant_moves_the_logits_and_no_share():
    plain, moved = sent_card(open_page(PAGE)), sent_card(open_page(PAGE, constant="5"))
    np.testing.assert_allclose(moved.logits, plain.logits + 5)
    np.testing.assert_allclose(moved.probabilities, plain.probabilities)
    assert moved.title == "Logits + 5"


def test_a_temperature_evens_the_shares_out_and_keeps_the_answer():
    app = open_page(PAGE, temperature="10")
    assert answers(app)["Which digit?"] == "9"
    assert float(answers(app)["Is it a 9?"].split()[0]) < 50
    assert r"\text{temperature}" in app.latex[0].value


def test_what_the_page_says_of_its_accuracy_is_what_was_measured():
    three, eight = load_bitmap_classifier("lesson"), load_bitmap_classifier("eight")
    words = said(open_page(PAGE))
    assert f"**{percent(three.held_out_accuracy)}**" in words
    assert f"**{percent(eight.held_out_accuracy)}**" in words
    assert f"worst at the {three.digit_accuracy.argmin()} ({percent(three.digit_accuracy.min())})" in words


def test_eight_filters_have_other_weak_digits():
    record = load_bitmap_classifier("eight")
    assert f"With eight filters it is worst at the {record.digit_accuracy.argmin()} (" in said(
        open_page(PAGE, bank="eight")
    )


def test_the_tables_name_every_digit_and_every_number_of_flipped_pixels():
    digits, flips = (frame.value for frame in open_page(PAGE).main.dataframe)
    assert len(digits) == 10
    assert flips["pixels flipped"].tolist() == ["0", "1", "2", "3", "4"]


def test_random_pixels_become_the_drawing_in_view_and_others_at_the_next_click():
    app = open_page(PAGE)
    app.button(key="show noise").click().run()
    assert app.query_params["image"] == "draw"
    first = app.query_params["pixels"]
    app.button(key="show noise").click().run()
    assert app.query_params["pixels"] != first
    assert sent_card(app).probabilities.sum() == pytest.approx(1)


def test_drawing_starts_with_one_click():
    app = open_page(PAGE)
    app.button(key="show image draw").click().run()
    assert app.query_params["image"] == "draw"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"bank": "eight", "constant": "-2", "temperature": "0.5", "step": "4"},
        {"constant": "0.1234567", "temperature": "1.2345678", "changes": "pixel.3.2.0.5~weight.box.1.1.2"},
        {"image": "draw", "pixels": "3a5c00001"},
        {"image": "photo", "rows": "9", "columns": "12"},
        {"image": "photo", "rows": "9", "columns": "12", "head": "untrained", "bank": "eight"},
        {"image": "photo", "rows": "5", "columns": "5", "color": "gray", "head": "untrained"},
    ],
)
def test_the_listing_prints_the_numbers_on_screen(query):
    app = open_page(PAGE, **query)
    variables, printed = run_listing(app)
    data = sent_card(app)
    np.testing.assert_allclose(variables["logits"], data.logits, atol=1e-9)
    np.testing.assert_allclose(variables["probabilities"], data.probabilities, atol=1e-12)
    shares, step = variables["probabilities"], card_on_page(app).step
    assert f"Which digit? {answers(app)['Which digit?']}" in printed
    assert f"Is it a 9? {shares[9]:.12g}\n" in printed
    assert f"The share of the {step}: {shares[step]:.12g}\n" in printed


def test_the_untrained_layer_says_that_its_answer_means_nothing():
    app = open_page(PAGE, image="photo", head="untrained")
    assert any("untrained" in caption.value for caption in app.main.caption)
    assert sent_card(app).probabilities.max() < 0.2


@pytest.mark.parametrize("query", [{"temperature": "0"}, {"constant": "lots"}, {"bank": "hundred"}, {"head": "best"}])
def test_nonsense_in_the_address_falls_back_and_says_so(query):
    app = open_page(PAGE, **query)
    assert len(warnings(app)) == 1
    assert answers(app)["Which digit?"] == "9"


@pytest.mark.parametrize("bank", ["lesson", "eight"])
def test_a_high_share_of_noise_is_no_certainty(bank):
    app = open_box(open_page(PAGE, bank=bank), "question sure")
    table = app.main.dataframe[2].value
    assert table["largest share"].tolist()[-1] == "90 to 100 %"
    right = [float(text.split()[0]) for text in table["named right"]]
    assert right == sorted(right)
    assert "**1,000 bitmaps of random pixels**" in said(app)


def test_adding_a_constant_changes_nothing():
    table = open_box(open_page(PAGE), "question constant").main.dataframe[2].value
    assert table["logit of the 9"].tolist() == ["11.92", "21.92", "111.92"]
    assert len(set(table["share of the 9"])) == 1


def test_temperature_changes_the_share_and_not_the_digit():
    table = open_box(open_page(PAGE), "question temperature").main.dataframe[2].value
    assert set(table["digit with the largest share"]) == {"9"}
    assert table["its share"].iloc[0] in ("100 %", "> 99.9 %")
    assert float(table["its share"].iloc[-1].split()[0]) < 50


def test_the_constant_is_added_before_the_temperature_divides():
    np.testing.assert_array_equal(adjusted(np.array([1.0, 2.0]), 3.0, 2.0), [2.0, 2.5])


def test_a_constant_leaves_the_shares_alone_and_a_temperature_evens_them_out():
    logits = dense(bitmap_features(DIGITS[4], KNOWN.kernels), KNOWN.weights, KNOWN.bias)
    np.testing.assert_allclose(softmax(adjusted(logits, 100.0, 1.0)), softmax(logits))
    warm, cold = softmax(adjusted(logits, 0.0, 5.0)), softmax(adjusted(logits, 0.0, 0.5))
    assert warm.max() < softmax(logits).max() < cold.max()
    assert warm.argmax() == cold.argmax() == 4


def test_the_weakest_digits_are_those_the_record_says():
    record = load_bitmap_classifier("lesson")
    weakest = weakest_digits("lesson", 3)
    assert [share for _, share in weakest] == sorted(record.digit_accuracy)[:3]
    assert all(record.digit_accuracy[digit] == share for digit, share in weakest)


def test_most_drawings_of_the_test_with_no_or_one_flip_were_seen_in_training_and_no_other():
    train, held_out = (np.random.default_rng(stream) for stream in np.random.SeedSequence(SEED).spawn(2))
    known = {bitmap.tobytes() for bitmap in noisy_bitmaps(TRAIN_BITMAPS, rng=train)[0]}
    bitmaps, _, flips = noisy_bitmaps(HELD_OUT_BITMAPS, rng=held_out)
    seen = np.array([bitmap.tobytes() in known for bitmap in bitmaps])
    shares = [seen[flips == count].mean() for count in FLIPS]
    assert min(shares[:2]) > 0.5 and max(shares[2:]) < 0.1 and shares[4] == 0
    assert "Most drawings with no pixel flipped, or one, it had already seen" in said(open_page(PAGE))


def test_the_shares_are_called_probabilities_once():
    app = open_page(PAGE)
    words = [item.proto.body for item in app.main.get("html")] + [said(app)]
    assert " ".join(words).lower().count("probabilit") == 1


def test_the_tables_of_accuracy_hold_both_classifiers_digit_by_digit_and_flip_by_flip():
    by_digit, by_flips = accuracy_tables()
    assert by_digit["digit"].tolist() == [str(digit) for digit in range(10)]
    assert list(by_flips.columns) == ["pixels flipped", "Three filters", "Eight filters"]
    shown = float(by_digit["Eight filters"][3].split()[0])
    assert shown == pytest.approx(load_bitmap_classifier("eight").digit_accuracy[3] * 100, abs=0.05)
    assert len(by_flips) == len(load_bitmap_classifier("eight").flip_accuracy)
