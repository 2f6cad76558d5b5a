"""What a training does to the clicks of another visitor, and how soon it stops.

Run with ``python -m benchmarks.training_load``. It starts the app and a headless Chromium. One visitor clicks on the
pooling page, between max and average; a click's time runs to the frame after the one that shows what it asked for.
Meanwhile another trains, or nobody does, in turns, so that a busy machine slows both. The page of the one who trains is
drawn by the same Chromium on the same cores, so what it adds is more than the server's share.
Then, without a browser, the time from asking a training to stop to hearing from its process that it has.
"""

from __future__ import annotations

import logging
import os
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks.stepping import figures, verdict
from tests.browser import chromium
from tests.browser.checks import wait_until_settled
from tests.browser.running import launched, running_app
from tests.ui.training.plans import ENDLESS, beginning, plan
from ui.network_codes import PRESETS
from ui.training.data_sets import digits
from ui.training.trainer import Trainer

ROUNDS = 2
CLICKS = 14  # a round; an even number, so that each begins where the last one began
STOPS = 25
CLICK_TARGET = 150  # milliseconds, 95th percentile
STOP_TARGET = 200  # milliseconds, 95th percentile
TRAIN = "/training?data=digits&epochs=100&train=stack&network=i8.8~c16.3~r~c32.3~r~f~d10"  # minutes of work
MODES = ("Max", "Average")

# From the click to the frame after the formula has changed, which the server writes.
CLICK = """async (label) => {
  const formula = () => [...document.querySelectorAll('.katex')].map((element) => element.textContent).join();
  const before = formula();
  const button = [...document.querySelectorAll('button')].find((element) => element.textContent.trim() === label);
  const began = performance.now();
  button.click();
  while (formula() === before) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""


def opened(browser: Browser, address: str) -> Page:
    """The page in a session of its own."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(address, wait_until="commit")
    wait_until_settled(page)
    return page


def clicks(page: Page) -> list[float]:
    """Milliseconds of some clicks of a visitor, a little apart."""
    page.bring_to_front()
    times = []
    for number in range(CLICKS):
        times.append(float(page.evaluate(CLICK, MODES[(number + 1) % 2])))
        page.wait_for_timeout(random.uniform(150, 350))
    return times


def begin(page: Page) -> None:
    """Begin a training and wait for its first figures."""
    page.bring_to_front()
    page.get_by_role("button", name="Train", exact=True).click()
    page.locator(".training svg.loss polyline.held[points*=',']").wait_for(timeout=120_000)


def end(page: Page) -> None:
    """End a training, which has to be running still."""
    page.bring_to_front()
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name="Train", exact=True).wait_for()


def stop_times() -> list[float]:
    """Milliseconds from asking a training to stop to hearing that it has."""
    trainer = Trainer()
    chosen = plan(data=digits(), layers=PRESETS["digits"].plan.layers, epochs=ENDLESS)
    times = []
    for _ in range(STOPS):
        ticket = trainer.start(chosen, *beginning(chosen))
        while not trainer.news(ticket, -1).done:
            time.sleep(0.01)
        time.sleep(random.uniform(0.05, 0.25))  # anywhere in an epoch
        began = time.perf_counter()
        trainer.stop(ticket)
        while not trainer.news(ticket, -1).ended:
            time.sleep(0.001)
        times.append((time.perf_counter() - began) * 1000)
    trainer.close()
    return times


def main() -> None:
    """Start the app and a browser, and print the table."""
    logging.disable(logging.WARNING)
    if problem := chromium.missing():
        sys.exit(problem)
    print(f"Load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")
    print(f"{'':34} {'median':>7} {'95 %':>7}")
    with ExitStack() as running:
        logs = Path(running.enter_context(tempfile.TemporaryDirectory()))
        app = running.enter_context(running_app(logs / "app.log"))
        browser = running.enter_context(launched(str(chromium.find())))
        visitor = opened(browser, f"{app}/pooling")
        other = opened(browser, f"{app}{TRAIN}")
        clicks(visitor)  # the first ones fetch what the page needs
        quiet: list[float] = []
        training: list[float] = []
        for _ in range(ROUNDS):
            quiet += clicks(visitor)
            begin(other)
            training += clicks(visitor)
            end(other)
    _print("a click, nobody trains", quiet, CLICK_TARGET)
    _print("a click while another trains", training, CLICK_TARGET)
    _print("a stop", stop_times(), STOP_TARGET)


def _print(what: str, times: list[float], target: float) -> None:
    median, high = figures(times)
    print(f"{what:34} {median:7.1f} {high:7.1f} ms   95 %: {verdict(high, target)}", flush=True)


if __name__ == "__main__":
    main()
