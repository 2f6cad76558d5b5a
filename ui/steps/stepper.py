"""The step card on a page: the step comes from the address and settles there."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ui import controls
from ui.address import settings, state
from ui.app.page import GIF_BOX, notice
from ui.components.card_messages import Card, CardOnPage
from ui.components.reports import reported
from ui.components.step_card import digest, step_card
from ui.steps.plain import plain_steps
from ui.steps.take_along import gif_box
from ui.steps.views import fills_up, step_count


def stepper(card: Card, *, reveal: bool = False, key: str) -> int:
    """Show one operation step by step, and return the step it stands at, from 0.

    Parameters
    ----------
    reveal : let the result fill up step by step, however large it is.
    key : of the component; one to a page.
    """
    count = step_count(card)

    def check(step: int) -> None:
        if not 0 <= step < count:
            raise ValueError(f"the card has steps 0 to {count - 1}, not {step}")

    def take_over() -> None:
        step = reported(key, "step", int, check)
        if step is not None:
            state.put_step(step)

    step, large = state.step(count), state.use(settings.LARGE)
    notice(state.step_notice())
    hidden = reveal or fills_up(card)
    shown = CardOnPage(card, step, digest(card, large, hidden), large, hidden)
    if state.use(settings.PLAIN):
        state.step_when_mounted(f"{shown.digest} plain", step)  # the card, when it comes back, starts from here
        plain_steps(shown, key=f"{key} plain")
    else:
        mounted = state.step_when_mounted(shown.digest, step)
        step_card(replace(shown, step=mounted), key=key, on_change=take_over)
    controls.switch(settings.PLAIN, "Plain steps")
    state.keep(GIF_BOX, partial(gif_box, shown, key=f"{key} gif"))
    return step
