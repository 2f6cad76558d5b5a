"""How the step card keeps up with a person: a key, the bar dragged, what the server hears of it, and the arrival.

Run with ``python -m benchmarks.stepping``. It starts the app and a headless Chromium. Every figure stands beside its
floor, that of ``empty_card.py``, which is measured in the same run, in turns, so that a busy machine slows both.

- A step to paint: a key goes to the bar. The clock runs from the event's own time stamp, when the browser took the key
  in, to the first task after the next frame: Chromium starts it when script, style, layout and paint of that frame are
  done. What the compositor and a screen add is not in it; waiting for the frame is, up to 16 ms at 60 a second.
- Scrubbing: an input event at each frame, as from a dragged bar, and how many of these positions stand on the page at
  the next one. 60 a second is all that can be had. The 95 % are what is kept up in 95 of 100 seconds.
- Messages: what goes to the server through the page's WebSocket, and requests for files, during two seconds of
  scrubbing and after it has settled.
- Arrival: from the frame that has the page's heading to the one that has a step to take. Once the whole app starts
  anew, its files in the cache; Streamlit and React then hold back whatever is not text. Once a person comes from the
  lesson before.
- Files: the HTML, CSS and JavaScript that a page's card is made of, as they are sent.
"""

from __future__ import annotations

import logging
import os
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, WebSocket

from tests.browser import chromium
from tests.browser.checks import wait_until_settled
from tests.browser.running import launched, running_app
from tests.pages.app import open_page

ROUNDS = 5
STEPS = 16  # a round
SETTLED_AFTER = 2500  # milliseconds, well beyond the card's own
FILE_TARGET = 40_960  # bytes

NINE, COLOR_28, GRAY_64, COLOR_128 = "the 9", "28×28×3", "64×64", "128×128×3"
ADDRESSES = {
    NINE: "/convolution",
    COLOR_28: "/convolution?image=photo&rows=28&columns=28",
    GRAY_64: "/convolution?image=photo&rows=64&columns=64&color=gray",
    COLOR_128: "/convolution?image=photo&rows=128&columns=128",
}
PAINT_TARGETS = {NINE: 16, COLOR_28: 33}  # milliseconds, median
SCRUB_TARGETS = {NINE: 60, GRAY_64: 30}  # positions a second, median
ARRIVAL_TARGETS = {NINE: 300, COLOR_128: 300}  # milliseconds, median
CARDS = ("2_convolution.py", "5_activations.py", "6_pooling.py", "7_dense.py", "8_softmax.py")
NEAR = 0.99  # of a target counts as met where a screen's own rate is the limit

# Put into every page before its own scripts.
METER = """(() => {
  const roots = [];
  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (options) {
    const root = attachShadow.call(this, options);
    roots.push(root);
    return root;
  };
  const part = (name) => roots.map((root) => root.isConnected && root.querySelector(`.stepper ${name}`)).find(Boolean);
  const frame = () => new Promise(requestAnimationFrame);
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now());
    port2.postMessage(null);
  }));

  const arrival = async (heading) => {
    let text;
    for (;;) {
      const shown = document.querySelector('h1')?.textContent;
      if (shown && (!heading || shown === heading)) text ??= performance.now();
      if (text && part('.sum')?.textContent) return performance.now() - text;
      await frame();
    }
  };
  const first = arrival();
  let coming;

  let step;
  const timed = async ({ timeStamp }) => {
    const before = part('.at').textContent;
    for (;;) {
      const now = await painted();
      if (part('.at').textContent !== before) return now - timeStamp;
    }
  };
  addEventListener('keydown', (event) => { step = timed(event); }, true);

  const scrub = async (seconds) => {
    const [slider, at] = [part('input[type=range]'), part('.at')];
    const last = Number(slider.max);
    let [position, shown, direction] = [Number(slider.value), 0, 1];
    await frame();
    const began = performance.now();
    let now = began;
    while (now - began < seconds * 1000) {
      if (position + direction < 0 || position + direction > last) direction = -direction;
      position += direction;
      const before = at.textContent;
      slider.value = position;
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      await frame();
      now = performance.now();
      shown += at.textContent !== before;
    }
    return shown * 1000 / (now - began);
  };

  const expect = (heading) => { coming = arrival(heading); };
  window.meter = { arrived: () => first, expect, came: () => coming, step: () => step, scrub };
})()"""


class Meter:
    """A page with a card on it, and what its browser hears and says meanwhile."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.sent: list[int] = []  # bytes of each message
        self.requests: list[str] = []
        self.page: Page = context.new_page()
        self.page.add_init_script(METER)
        self.page.on("websocket", self._listen)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.arrival()
        wait_until_settled(self.page)

    def _listen(self, socket: WebSocket) -> None:
        socket.on(
            "framesent",
            lambda message: self.sent.append(len(message.encode() if isinstance(message, str) else message)),
        )

    def arrival(self) -> float:
        """Milliseconds from the heading to the first step shown."""
        self.page.bring_to_front()  # a page behind another is given no frames
        self.page.goto(self.address, wait_until="commit")
        return float(self.page.evaluate("meter.arrived()"))

    def coming(self) -> float:
        """Milliseconds from the heading to the first step shown, for a person who comes from the lesson before."""
        self.page.bring_to_front()
        self.page.get_by_role("link", name="Back: Images are numbers").click()
        self.page.get_by_role("heading", name="Images are numbers").wait_for()
        wait_until_settled(self.page)
        self.page.evaluate("meter.expect('Convolution')")
        self.page.get_by_role("link", name="Next: Convolution").click()
        return float(self.page.evaluate("meter.came()"))

    def steps(self) -> Iterator[float]:
        """Milliseconds from a key to its paint, for some steps to and fro."""
        self.page.bring_to_front()
        self.page.locator(".stepper input[type=range]").focus()
        for key in ("ArrowRight", "ArrowLeft"):
            for _ in range(STEPS // 2):
                self.page.keyboard.press(key)
                yield float(self.page.evaluate("meter.step()"))
                self.page.wait_for_timeout(random.uniform(5, 25))  # so that keys fall anywhere between two frames

    def positions(self, seconds: float = 1) -> float:
        """Positions a second that are painted while the bar is dragged."""
        self.page.bring_to_front()
        return float(self.page.evaluate("(seconds) => meter.scrub(seconds)", seconds))

    def messages(self) -> Iterator[tuple[int, int, int]]:
        """Messages, their bytes, and requests: while the bar is dragged, and once it has settled."""
        self.page.wait_for_timeout(SETTLED_AFTER)
        for action in (lambda: self.positions(2), lambda: self.page.wait_for_timeout(SETTLED_AFTER)):
            self.sent.clear()
            self.requests.clear()
            action()
            yield len(self.sent), sum(self.sent), len(self.requests)


def figures(values: Sequence[float], *, most: bool = False) -> tuple[float, float]:
    """Median and 95th percentile; ``most`` where large is good and 95 % of the values are to be above."""
    ordered = sorted(values, reverse=most)
    return statistics.median(ordered), ordered[max(0, round(len(ordered) * 0.95) - 1)]


def line(
    what: str, image: str, figures: tuple[float, float], floor: tuple[float, float], unit: str, verdict: str
) -> None:
    """Print a line of the table."""
    both = "".join(f"{median:7.1f} {high:7.1f}   " for median, high in (figures, floor))
    print(f"{what:16} {image:11} {both}{unit:12} {verdict}", flush=True)


def verdict(median: float, target: float | None, *, most: bool = False) -> str:
    """What was to be reached, and whether it was."""
    if target is None:
        return ""
    met = median >= target * NEAR if most else median <= target
    return f"{'≥' if most else '≤'} {target:,}  {'met' if met else 'MISSED'}"


def table_of_times(meters: dict[str, Meter], floor: Meter) -> None:
    """Print what is measured in turns with the floor."""
    load, cores = os.getloadavg()[0], os.cpu_count()
    print(f"Load of the machine: {load:.1f} on {cores} cores. Where that is much, look at the floor first.")
    print(f"{'':28} {'median':>7} {'95 %':>7}   {'floor':>7} {'95 %':>7}")
    everyone = {**meters, "": floor}
    paints: dict[str, list[float]] = {name: [] for name in everyone}
    for _ in range(ROUNDS):
        for name, meter in everyone.items():
            paints[name] += meter.steps()
    for name in meters:
        both = figures(paints[name]), figures(paints[""])
        line("step to paint", name, *both, "ms", verdict(both[0][0], PAINT_TARGETS.get(name)))

    rates: dict[str, list[float]] = {name: [] for name in everyone}
    for _ in range(ROUNDS):
        for name, meter in everyone.items():
            rates[name].append(meter.positions())
    for name in meters:
        both = figures(rates[name], most=True), figures(rates[""], most=True)
        line("scrubbing", name, *both, "positions/s", verdict(both[0][0], SCRUB_TARGETS.get(name), most=True))

    waits: dict[str, list[float]] = {name: [] for name in (*ARRIVAL_TARGETS, "")}
    for _ in range(ROUNDS):
        for name in waits:
            waits[name].append(everyone[name].arrival())
    for name, target in ARRIVAL_TARGETS.items():
        both = figures(waits[name]), figures(waits[""])
        line("arrival anew", name, *both, "ms", verdict(both[0][0], target))
    for name, target in ARRIVAL_TARGETS.items():
        meters[name].coming()  # the first visit fetches what only the lesson before needs
        both = figures([meters[name].coming() for _ in range(ROUNDS)]), figures(waits[""])
        line("arrival", name, *both, "ms", verdict(both[0][0], target))


def table_of_messages(meters: dict[str, Meter]) -> None:
    """Print what the server hears."""
    print(f"\n{'sent to the server':28} {'messages':>8} {'bytes':>7} {'requests':>9}")
    for name, meter in meters.items():
        for when, wanted, counts in zip(("while stepping", "when settled"), (0, 1), meter.messages(), strict=True):
            messages, size, requests = counts
            met = messages == wanted and (wanted or not requests)
            target = f"{wanted} message{'' if wanted == 1 else 's'}  {'met' if met else 'MISSED'}"
            print(f"{when:16} {name:11} {messages:8} {size:7,} {requests:9}   {target}", flush=True)


def table_of_files() -> None:
    """Print how large a card's files are."""
    print(f"\n{'files of the card':28} {'bytes':>8}")
    for file in CARDS:
        components = [item.proto for item in open_page(file).main.get("bidi_component")]
        card = next(component for component in components if "stepper" in component.component_name)
        size = sum(len(text.encode()) for text in (card.html_content, card.css_content, card.js_content))
        print(f"{file:28} {size:8,}   {verdict(size, FILE_TARGET)}")


def main() -> None:
    """Start the app, the empty card and a browser, and print the tables."""
    logging.disable(logging.WARNING)
    if problem := chromium.missing():
        sys.exit(problem)
    with ExitStack() as running:
        logs = Path(running.enter_context(tempfile.TemporaryDirectory()))
        app = running.enter_context(running_app(logs / "app.log"))
        empty = running.enter_context(running_app(logs / "empty.log", "benchmarks/empty_card.py"))
        browser = running.enter_context(launched(str(chromium.find())))
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        meters = {name: Meter(context, f"{app}{address}") for name, address in ADDRESSES.items()}
        table_of_times(meters, Meter(context, empty))
        table_of_messages(meters)
    table_of_files()


if __name__ == "__main__":
    main()
