"""The process that trains, from the server's side: it starts when needed, ends when not, and may break."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from cnn_steps import Epoch
from tests.project_files import ROOT
from tests.ui.training.plans import ENDLESS, plan, same_weights, straight_through
from ui.training import trainer as module
from ui.training.plans import TrainingPlan
from ui.training.trainer import News, RemoteTrainer
from ui.training.worker import AT_ONCE


@pytest.fixture
def trainer() -> Iterator[RemoteTrainer]:
    started = RemoteTrainer()
    yield started
    started.close()


def begin(trainer: RemoteTrainer, chosen: TrainingPlan) -> str:
    return trainer.start(chosen, *chosen.begin())


def wait_for(trainer: RemoteTrainer, ticket: str, condition: Callable[[News], bool], seconds: float = 30) -> News:
    """Ask as a page does until the news are as wanted; all epochs so far are in them."""
    epochs: list[Epoch] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        news = trainer.news(ticket, epochs[-1].epoch if epochs else -1)
        epochs += news.done
        news.done = epochs
        if condition(news):
            return news
        time.sleep(0.01)
    raise AssertionError(f"not in {seconds} seconds; the last news: {news}")


def ended(news: News) -> bool:
    return bool(news.ended)


def has_epochs(news: News) -> bool:
    return bool(news.done)


def test_a_training_in_the_process_gives_the_very_same_weights(trainer: RemoteTrainer) -> None:
    chosen = plan()
    news = wait_for(trainer, begin(trainer, chosen), ended)
    assert news.ended == "finished"
    assert [epoch.epoch for epoch in news.done] == [0, 1, 2, 3]
    assert same_weights(news.done[-1], straight_through(chosen)[-1])


def test_there_is_no_process_before_the_first_training(trainer: RemoteTrainer) -> None:
    assert not trainer.is_working
    trainer.news("unknown", -1)
    trainer.stop("unknown")
    assert not trainer.is_working
    trainer.prepare()
    assert trainer.is_working


def test_news_are_given_again_until_the_page_has_them(trainer: RemoteTrainer) -> None:
    ticket = begin(trainer, plan())
    end = time.monotonic() + 30
    while not trainer.news(ticket, -1).ended and time.monotonic() < end:
        time.sleep(0.01)
    assert [epoch.epoch for epoch in trainer.news(ticket, 1).done] == [2, 3]
    assert [epoch.epoch for epoch in trainer.news(ticket, 1).done] == [2, 3]
    assert trainer.news(ticket, 3).done == []


def test_a_stopped_training_ends_and_another_goes_on(trainer: RemoteTrainer) -> None:
    one, other = begin(trainer, plan(epochs=ENDLESS)), begin(trainer, plan(epochs=ENDLESS))
    wait_for(trainer, one, has_epochs)
    trainer.stop(one)
    assert wait_for(trainer, one, ended).ended == "stopped"
    count = len(wait_for(trainer, other, has_epochs).done)
    assert wait_for(trainer, other, lambda news: len(news.done) > count + 1).ended == ""


def test_a_process_that_dies_is_said_and_the_next_training_gets_another(trainer: RemoteTrainer) -> None:
    ticket = begin(trainer, plan(epochs=ENDLESS))
    wait_for(trainer, ticket, has_epochs)
    assert trainer._process
    trainer._process.popen.kill()
    news = wait_for(trainer, ticket, ended)
    assert (news.ended, news.words) == ("lost", module.GONE)
    assert not trainer.is_working
    assert wait_for(trainer, begin(trainer, plan()), ended).ended == "finished"


def test_a_process_that_cannot_start_is_said(tmp_path: os.PathLike[str]) -> None:
    broken = RemoteTrainer(command=[sys.executable, "-c", "raise SystemExit(1)"])
    assert wait_for(broken, begin(broken, plan()), ended).ended == "lost"
    broken.close()


def test_a_system_that_gives_no_process_is_said_and_no_page_breaks() -> None:
    broken = RemoteTrainer(command=["/no such program"])
    broken.prepare()
    news = wait_for(broken, begin(broken, plan()), ended)
    assert (news.ended, news.words) == ("lost", module.GONE)
    assert not broken.is_working
    broken.close()


def test_a_server_without_a_log_trains_too() -> None:
    without = RemoteTrainer(command=["sh", "-c", 'exec 2>&-; exec "$0" "$@"', *module.COMMAND])
    assert wait_for(without, begin(without, plan()), ended).ended == "finished"
    without.close()


def test_the_place_in_line_is_known_at_once(trainer: RemoteTrainer) -> None:
    tickets = [begin(trainer, plan(epochs=ENDLESS)) for _ in range(AT_ONCE + 2)]
    assert [trainer.news(ticket, -1).place for ticket in tickets[-3:]] == [0, 1, 2]
    wait_for(trainer, tickets[0], has_epochs)
    assert [trainer.news(ticket, -1).place for ticket in tickets[-3:]] == [0, 1, 2]  # as the process says it
    trainer.stop(tickets[0])
    wait_for(trainer, tickets[-1], lambda news: news.place == 1)


def test_the_process_finds_its_code_from_anywhere(
    trainer: RemoteTrainer, monkeypatch: pytest.MonkeyPatch, tmp_path: os.PathLike[str]
) -> None:
    monkeypatch.setenv("PYTHONSAFEPATH", "1")
    monkeypatch.chdir(tmp_path)
    assert wait_for(trainer, begin(trainer, plan()), ended).ended == "finished"


def test_the_process_ends_when_it_has_nothing_to_do() -> None:
    trainer = RemoteTrainer(idle=0.3)
    ticket = begin(trainer, plan(epochs=ENDLESS))
    wait_for(trainer, ticket, has_epochs)
    time.sleep(0.7)
    assert trainer.is_working  # as long as a training runs
    assert trainer._process
    process = trainer._process.popen
    trainer.stop(ticket)
    wait_for(trainer, ticket, ended)
    assert process.wait(timeout=10) is not None
    assert not trainer.is_working
    assert wait_for(trainer, begin(trainer, plan()), ended).ended == "finished"
    trainer.close()


def test_what_nobody_asks_about_is_forgotten_in_time(trainer: RemoteTrainer, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = begin(trainer, plan())
    wait_for(trainer, ticket, ended)
    monkeypatch.setattr(module, "FORGET", 0.0)
    begin(trainer, plan())
    news = trainer.news(ticket, -1)
    assert (news.done, news.ended) == ([], "left")


def test_going_on_in_the_process_gives_what_never_stopping_gives(trainer: RemoteTrainer) -> None:
    chosen = plan(epochs=6)
    expected = straight_through(chosen)
    first, rng = chosen.begin()
    rng.bit_generator.state = expected[1].rng_state
    news = wait_for(trainer, trainer.start(chosen, first, rng, expected[1]), ended)
    assert [epoch.epoch for epoch in news.done] == [3, 4, 5, 6]
    assert same_weights(news.done[-1], expected[-1])


@pytest.mark.parametrize("work", ["trainer.start(chosen, *chosen.begin())", "trainer.prepare()"])
def test_the_process_ends_with_its_server(work: str) -> None:
    code = (
        "import time; from tests.ui.training.plans import *; from ui.training.trainer import RemoteTrainer\n"
        f"trainer = RemoteTrainer(); chosen = plan(epochs=ENDLESS); {work}\n"
        "print(trainer._process.popen.pid, flush=True); time.sleep(60)"
    )
    server = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert server.stdout
    with server.stdout as said:
        process = int(said.readline())
        assert is_alive(process)
        server.send_signal(signal.SIGKILL)
        server.wait()
    end = time.monotonic() + 10
    while is_alive(process):
        assert time.monotonic() < end, "it trains on for nobody"
        time.sleep(0.05)


def is_alive(process: int) -> bool:
    """Whether a process runs; one that nobody has taken note of the end of does not."""
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True).stdout.strip()
    return bool(found) and not found.startswith("Z")


def test_the_process_knows_nothing_of_streamlit() -> None:
    code = "import sys, ui.training.worker; print(sorted({'streamlit', 'pandas', 'plotly', 'PIL'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said.strip() in ("[]", "['PIL']")  # Pillow comes with cnn_steps
