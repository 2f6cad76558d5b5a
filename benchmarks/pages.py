"""How long a page's script takes, from its start to its end: median and 95th percentile of warm runs.

Run with ``python -m benchmarks.pages``. Each page runs with the 9 and with a 128×128 color picture; the empty page
shows the floor. Charts and card data are built, not drawn: what the browser does with them is not in these figures.
"""

from __future__ import annotations

import logging
import statistics
import time

from tests.pages.app import open_page
from ui.address import state
from ui.app.navigation import LESSONS

RUNS = 25
LIMITS = {"the 9": 40, "128×128 color": 120}  # milliseconds, median
LARGE = {"image": "photo", "rows": "128", "columns": "128", "head": "untrained"}
IMAGES = {"the 9": {"answer": "on"}, "128×128 color": {"answer": "on", **LARGE}}  # with every answer shown


def script_times(file: str, query: dict[str, str]) -> list[float]:
    """Milliseconds of each warm run of a page, from ``begin_run`` to ``end_run``."""
    app = open_page(file, **query)
    times: list[float] = []
    began = 0.0
    begin_run, end_run = state.begin_run, state.end_run

    def begin(page: str) -> None:
        nonlocal began
        began = time.perf_counter()
        begin_run(page)

    def end() -> None:
        end_run()
        times.append((time.perf_counter() - began) * 1000)

    state.begin_run, state.end_run = begin, end
    try:
        for _ in range(RUNS + 3):
            app.run()
    finally:
        state.begin_run, state.end_run = begin_run, end_run
    return times[-RUNS:]


def main() -> None:
    """Print a line a page and image."""
    logging.disable(logging.WARNING)
    print(f"{'page':24} {'image':14} {'median':>9} {'95 %':>9} {'limit':>7}")
    for lesson in LESSONS:
        for image, query in IMAGES.items():
            times = sorted(script_times(lesson.file, query))
            median, high = statistics.median(times), times[int(len(times) * 0.95) - 1]
            verdict = "" if median <= LIMITS[image] else "  over"
            print(f"{lesson.file:24} {image:14} {median:6.1f} ms {high:6.1f} ms {LIMITS[image]:4} ms{verdict}")


if __name__ == "__main__":
    main()
