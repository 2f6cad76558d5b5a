"""What every page has to hold: it settles, shows no exception, has no broken image, fits the screen, is accessible.

Each ``…_problems`` function gives sentences, none if all is well; ``refuse`` fails with them.
"""

import json
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

# Streamlit's run has ended, nothing is a gray placeholder any more, every chart is drawn, nothing is on the move.
STILL_WAITING_FOR = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app) return 'Streamlit';
  if (app.dataset.testConnectionState !== 'CONNECTED') return 'the connection';
  if (app.dataset.testScriptState !== 'notRunning') return 'the script';
  const seen = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());
  if (seen('[data-testid="stSkeleton"]').length) return 'a placeholder';
  if (seen('[data-testid="stPlotlyChart"]').some((chart) => !chart.querySelector('.main-svg'))) return 'a chart';
  if (document.fonts.status !== 'loaded') return 'fonts';
  if ([...document.images].some((image) => !image.complete && image.loading !== 'lazy')) return 'an image';
  const moves = (animation) => {
    const ends = animation.effect?.getComputedTiming().endTime;
    return animation.playState === 'running' && Number.isFinite(ends);
  };
  if (document.getAnimations().some(moves)) return 'an animation';
  return '';
}"""
# A rerun may begin a moment after the last one: settled means settled for a while.
SETTLED_FOR_A_WHILE = f"""([milliseconds]) => {{
  const waiting = ({STILL_WAITING_FOR})();
  const now = performance.now();
  if (waiting) {{ window.settledSince = undefined; return false; }}
  window.settledSince ??= now;
  return now - window.settledSince >= milliseconds;
}}"""
SCROLLS_SIDEWAYS = """() => {
  const boxes = [[document.documentElement, innerWidth, 'the document']];
  const main = document.querySelector('[data-testid="stMain"]');
  if (main) boxes.push([main, main.clientWidth, 'the main section']);
  const name = (element) => element.tagName.toLowerCase()
    + (element.dataset.testid ? `[data-testid=${element.dataset.testid}]` : '')
    + (typeof element.className === 'string' && element.className ? `.${element.className.split(' ').pop()}` : '');
  return boxes.filter(([box, width]) => box.scrollWidth > width).map(([box, width, what]) => {
    const edge = box.getBoundingClientRect().left + width;
    const wide = [...box.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > edge + 0.5);
    const deepest = wide.filter((element) => !wide.some((other) => other !== element && element.contains(other)));
    return `${what} is ${box.scrollWidth} pixels wide in a place for ${width}; reaching out: `
      + deepest.slice(0, 5).map(name).join(', ');
  });
}"""


def wait_until_settled(page: Page, quiet_milliseconds: int = 250, timeout_seconds: float = 30) -> None:
    """Wait until Streamlit has run the page and everything on it is drawn: after opening, and after each click."""
    page.evaluate("window.settledSince = undefined")
    try:
        page.wait_for_function(
            SETTLED_FOR_A_WHILE, arg=[quiet_milliseconds], polling=50, timeout=timeout_seconds * 1000
        )
    except PlaywrightTimeoutError:
        waiting = page.evaluate(STILL_WAITING_FOR) or "a quiet moment"
        raise AssertionError(f"{page.url} still waits for {waiting} after {timeout_seconds} seconds") from None


def exception_problems(page: Page) -> list[str]:
    """A sentence for each exception that Streamlit shows on the page."""
    return [f"exception: {text}" for text in page.get_by_test_id("stException").all_inner_texts()]


def image_problems(page: Page) -> list[str]:
    """A sentence for each picture that shows nothing: the server answers an unknown address with a page, not a 404."""
    broken = "[...document.images].filter((image) => image.complete && !image.naturalWidth).map((image) => image.src)"
    return [f"broken image: {address}" for address in page.evaluate(broken)]


def sideways_problems(page: Page) -> list[str]:
    """A sentence for the document and one for the main section if they scroll sideways, with what is too wide."""
    return [f"sideways scrolling: {found}" for found in page.evaluate(SCROLLS_SIDEWAYS)]


def accessibility_violations(page: Page) -> list[dict[str, Any]]:
    """All that axe-core finds, as it words it."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    violations: list[dict[str, Any]] = found["violations"]
    return violations


def accessibility_problems(page: Page, impacts: tuple[str, ...] = ("serious", "critical")) -> list[str]:
    """A paragraph for each rule of axe-core with such an impact that is violated, with the first three places."""
    problems = []
    for violation in accessibility_violations(page):
        if violation["impact"] in impacts:
            places = [
                f"  {json.dumps(node['target'])} {node['html'][:200]}\n    {' '.join(node['failureSummary'].split())}"
                for node in violation["nodes"][:3]
            ]
            heading = f"accessibility: {violation['id']} ({violation['impact']}): {violation['help']}"
            problems.append("\n".join([f"{heading}: {len(violation['nodes'])} elements, such as", *places]))
    return problems


def refuse(problems: list[str]) -> None:
    """Fail with these sentences, if there are any."""
    __tracebackhide__ = True
    if problems:
        raise AssertionError("\n".join(problems))
