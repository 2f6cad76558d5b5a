"""The step card on a page: the step comes from the address and settles there."""

from __future__ import annotations

from functools import partial
from typing import Any

from ui import controls
from ui.address import settings, state
from ui.app.page import _GIF, notice
from ui.components.step_card import digest, step_card
from ui.steps.plain import plain_steps
from ui.steps.take_along import gif_box


def stepper(data: dict[str, Any], count: int, *, key: str) -> int:
    """Show one operation step by step, and return the step it stands at.

    Parameters
    ----------
    data : the operation and its arrays, as ``ui.operations.card_data`` builds them.
    count : how many steps there are.
    key : of the component; one to a page.
    """

    def take_over() -> None:
        step = state.component_value(key, "step")
        if isinstance(step, int) and not isinstance(step, bool) and 0 <= step < count:
            state.put_step(step)

    data = {**data, "large": state.use(settings.LARGE)}
    step = state.step(count)
    notice(state.step_notice())
    fingerprint = digest(data)
    if state.use(settings.PLAIN):
        state.step_when_mounted(f"{fingerprint} plain", step)  # the card, when it comes back, starts from here
        plain_steps(data, count, step, key=f"{key} plain")
    else:
        mounted = state.step_when_mounted(fingerprint, step)
        step_card({**data, "digest": fingerprint, "step": mounted}, key=key, on_change=take_over)
    controls.switch(settings.PLAIN, "Plain steps")
    state.keep(_GIF, partial(gif_box, data, count, step, fingerprint=fingerprint, key=f"{key} gif"))
    return step
