"""How often a page asks what has become of its training."""

import pytest

from tests.ui.training.plans import plan
from ui.training.live import LINE_NEWS_EVERY, NEWS_EVERY, news_every
from ui.training.runs import Run, State
from ui.training.worker import LEASE


def run(state: State = "running", place: int = 0) -> Run:
    chosen = plan()
    return Run(chosen, chosen.begin()[0], state=state, place=place)


def test_a_page_asks_in_time_to_keep_its_training_and_less_often_while_it_waits() -> None:
    assert news_every(run()) == NEWS_EVERY
    assert news_every(run(place=3)) == LINE_NEWS_EVERY
    assert NEWS_EVERY < LINE_NEWS_EVERY < LEASE / 2


@pytest.mark.parametrize("state", ["paused", "stopped", "finished", "failed"])
def test_a_page_does_not_ask_about_what_is_over(state: State) -> None:
    assert news_every(run(state)) is None
    assert news_every(None) is None
