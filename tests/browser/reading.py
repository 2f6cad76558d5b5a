"""Reads the step card at every one of its steps, and takes the numbers it writes at their word."""

import re
from dataclasses import dataclass
from fractions import Fraction

from playwright.sync_api import Page

# All steps in one go, the last one first so that the first one is painted too. What a canvas paints is caught on its
# way there; powers are marked with a ^, which the text of a page would lose.
WALK = """async () => {
  const host = [...document.querySelectorAll('*')].find((element) => element.shadowRoot?.querySelector('.stepper'));
  const card = host.shadowRoot.querySelector('.stepper');
  const [slider, sum, say, at] = ['input[type=range]', '.sum', '.say', '.at'].map((name) => card.querySelector(name));
  const painted = new Map();
  const paint = CanvasRenderingContext2D.prototype;
  const { fillText, clearRect } = paint;
  paint.fillText = function (text, x, y, ...rest) {
    if (!painted.has(this.canvas)) painted.set(this.canvas, []);
    painted.get(this.canvas).push({ text, x, y });
    return fillText.call(this, text, x, y, ...rest);
  };
  paint.clearRect = function (left, top, width, height) {
    const stays = ({ x, y }) => x < left || y < top || x > left + width || y > top + height;
    painted.set(this.canvas, (painted.get(this.canvas) ?? []).filter(stays));
    return clearRect.call(this, left, top, width, height);
  };
  const textOf = (box) => {
    const powers = [...box.querySelectorAll('sup')].map((power) => [power, document.createTextNode('^')]);
    for (const [power, mark] of powers) power.prepend(mark);
    const text = box.innerText;
    for (const [, mark] of powers) mark.remove();
    return text;
  };
  const go = async (step) => {
    const before = at.textContent;
    slider.value = step;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    for (let frames = 0; at.textContent === before && frames < 10; frames++) await new Promise(requestAnimationFrame);
  };
  try {
    const steps = [];
    await go(slider.max);
    for (let step = 0; step <= Number(slider.max); step++) {
      await go(step);
      const grids = [...card.querySelectorAll('figure')].map((figure) => {
        const texts = painted.get(figure.querySelector('canvas')) ?? [];
        const inOrder = [...texts].sort((one, other) => one.y - other.y || one.x - other.x);
        return [figure.querySelector('figcaption b').textContent, inOrder.map(({ text }) => text)];
      });
      steps.push({ sum: textOf(sum), say: textOf(say), at: at.textContent, grids });
    }
    return steps;
  } finally {
    Object.assign(paint, { fillText, clearRect });
  }
}"""
NUMBER = r"\d+(?:\.\d+)?(?:e[+−]?\d+|·10\^−?\d+)?"
NEARLY_ZERO = 5e-324  # what "≈0" is read as: a number with no room in its cell, but not 0
FACTOR = rf"({NUMBER}|\(−{NUMBER}\))"  # below zero in brackets


@dataclass(frozen=True)
class Shown:
    """What the card shows at one step: the sum, the sentence, the count, and the numbers painted on each grid."""

    sum: str
    say: str
    at: str
    grids: list[tuple[str, list[str]]]

    def painted(self, title: str) -> list[list[float]]:
        """The numbers on each grid of this title, in reading order."""
        grids = [texts for name, texts in self.grids if name == title]
        return [[NEARLY_ZERO if text == "≈0" else read(text) for text in texts] for texts in grids]


def every_step(page: Page) -> list[Shown]:
    """What the card of a page shows at each of its steps, two of them at least."""
    page.locator(".stepper .sum:not(:empty)").wait_for()
    steps = [Shown(**step) for step in page.evaluate(WALK)]
    assert len(steps) > 1, "a card with one step is never painted anew"
    assert len({step.at for step in steps}) == len(steps), "some steps were not shown"
    words = " ".join(f"{step.sum} {step.say} {step.at}" for step in steps)
    assert not re.search(r"-\d", words), "a minus is written as a hyphen"
    return steps


def worth(text: str) -> Fraction:
    """What a sum comes to, to the last digit, if every written number is taken at its word.

    >>> worth("1·0.5 + (−1)·(−1) − 3 ÷ 4")
    Fraction(3, 4)
    """
    assert re.fullmatch(rf"(?:{NUMBER}|[()·÷+−\s])+", text), f"not a sum of numbers: {text!r}"
    exact = re.sub(NUMBER, lambda found: f"Fraction('{found[0].replace('·10^', 'e').replace('−', '-')}')", text)
    python = exact.replace("·", "*").replace("÷", "/").replace("−", "-").replace("\n", " ")
    return eval(f"Fraction({python})", {"Fraction": Fraction})


def read(text: str) -> float:
    return float(worth(text))


def factors(text: str) -> list[tuple[float, float]]:
    """The two factors of each product in a sum."""
    return [(read(one), read(other)) for one, other in re.findall(rf"{FACTOR}·{FACTOR}", text)]


def is_rounded(shown: float, value: float) -> bool:
    """Whether a shown number is this value: a whole one exactly, others to two decimals or to their first digit."""
    if shown == NEARLY_ZERO:
        return 1e-12 <= abs(value) < 0.001
    if abs(value) < 1e-12:  # what is left of a zero where numbers were added in another order
        return abs(shown) < 1e-12
    if abs(value) < 0.005:
        return shown * value > 0 and abs(shown - value) <= abs(value) / 2
    if abs(value) >= 1e6:
        return abs(shown - value) <= abs(value) * 0.005
    return abs(shown - value) <= (0 if value == round(value) else 0.005 + 1e-9)


def wrong_signs(*chain: str) -> list[str]:
    """What is wrong with ``left, sign, right``: "=" must stand exactly where both come to the same."""
    left, sign, right = chain
    equal = worth(left) == worth(right)
    return [] if equal == (sign == "=") else [f"“{left} {sign} {right}”: {float(worth(left))!r} on the left"]
