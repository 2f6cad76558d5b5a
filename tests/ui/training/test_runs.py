"""The training of a session: what becomes of it when it is paused, stopped, left alone, or runs away."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from cnn_steps import Conv, Dense, Flatten, Relu
from tests.ui.training.plans import ENDLESS, plan, same_weights, straight_through
from ui.training import runs, worker
from ui.training.runs import (
    Run,
    current_run,
    epoch_in_view,
    load_run,
    pause_run,
    put_epoch_in_view,
    refreshed_run,
    resume_run,
    start_run,
    stop_run,
)
from ui.training.trainer import News, RemoteTrainer


@pytest.fixture(autouse=True)
def trainer(monkeypatch: pytest.MonkeyPatch) -> Iterator[RemoteTrainer]:
    """A session and a trainer of its own for each test."""
    session: dict[str, Any] = {}
    started = RemoteTrainer()
    monkeypatch.setattr(runs.state, "kept", session.get)
    monkeypatch.setattr(runs.state, "keep", session.__setitem__)
    monkeypatch.setattr(runs, "trainer", lambda: started)
    yield started
    started.close()


def wait_until(condition: Callable[[Run], bool], seconds: float = 30) -> Run:
    end = time.monotonic() + seconds
    while True:
        run = refreshed_run()
        assert run
        if condition(run):
            return run
        assert time.monotonic() < end, f"still {run.state} after {run.epoch} epochs"
        time.sleep(0.02)


def is_over(run: Run) -> bool:
    return not run.is_running


def test_there_is_no_training_before_the_first_one() -> None:
    assert current_run() is None
    assert refreshed_run() is None
    pause_run()
    stop_run()
    resume_run()
    assert current_run() is None


def test_a_training_runs_to_its_end() -> None:
    start_run(plan())
    run = wait_until(is_over)
    assert (run.state, run.reason, run.share, run.epoch) == ("finished", "", 1.0, 3)
    assert [record.epoch for record in run.records] == [0, 1, 2, 3]
    assert same_weights(run.records[-1], straight_through(plan())[-1])
    assert run.parameters.keys() == run.first.keys()


def test_only_the_last_epoch_keeps_its_velocity() -> None:
    start_run(plan())
    run = wait_until(is_over)
    assert [bool(record.velocity) for record in run.records] == [False, False, False, True]


def test_paused_and_resumed_gives_what_never_stopping_gives() -> None:
    chosen = plan(epochs=40)
    start_run(chosen)
    for epochs in (2, 5, 9):
        wait_until(lambda run, epochs=epochs: run.epoch >= epochs)  # type: ignore[misc]
        pause_run()
        paused = current_run()
        assert paused and paused.state == "paused" and 0 < paused.epoch < 40
        time.sleep(0.1)
        assert refreshed_run() is paused
        resume_run()
    run = wait_until(is_over)
    assert [record.epoch for record in run.records] == list(range(41))
    assert all(map(same_weights, run.records[1:], straight_through(chosen)))


def test_paused_before_the_first_epoch_it_begins_again() -> None:
    start_run(plan())
    pause_run()
    resume_run()
    run = wait_until(is_over)
    assert same_weights(run.records[-1], straight_through(plan())[-1])


@pytest.mark.parametrize("end", ["", "left", "lost"])
def test_one_whose_last_epoch_is_there_is_finished_whatever_came_after(end: str) -> None:
    chosen = plan()
    records = straight_through(chosen)
    first, _ = chosen.begin()
    run = runs._with_news(Run(chosen, first, ticket="one"), News(done=records, ended=end, words="gone"))
    assert (run.state, run.reason, run.share) == ("finished", "", 1.0)


def test_a_stopped_training_keeps_its_epochs_and_does_not_go_on() -> None:
    start_run(plan(epochs=ENDLESS // 10))
    wait_until(lambda run: run.epoch > 1)
    stop_run()
    stopped = current_run()
    assert stopped and stopped.state == "stopped" and stopped.epoch > 1
    resume_run()
    assert current_run() is stopped


def test_a_paused_training_can_be_stopped() -> None:
    start_run(plan(epochs=ENDLESS // 10))
    wait_until(lambda run: run.epoch > 0)
    pause_run()
    stop_run()
    run = current_run()
    assert run and run.state == "stopped"


def test_another_training_ends_the_one_before(trainer: RemoteTrainer) -> None:
    before = start_run(plan(epochs=ENDLESS // 10))
    wait_until(lambda run: run.epoch > 0)
    start_run(plan())
    assert wait_until(is_over).state == "finished"
    end = time.monotonic() + 10
    while trainer.news(before.ticket, -1).ended != "stopped":
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_page_that_was_left_finds_its_training_paused() -> None:
    start_run(plan(epochs=ENDLESS // 10))
    wait_until(lambda run: run.epoch > 0)
    time.sleep(worker.LEASE + 1.5)
    run = wait_until(is_over)
    assert run.state == "paused"
    assert run.reason == f"Nobody was looking at this page, so training paused after epoch {run.epoch}."
    assert run.epoch == run.records[-1].epoch > 1
    resume_run()
    assert wait_until(lambda again: again.epoch > run.epoch).is_running
    stop_run()


def test_a_process_that_dies_pauses_the_training(trainer: RemoteTrainer) -> None:
    start_run(plan(epochs=ENDLESS // 10))
    wait_until(lambda run: run.epoch > 0)
    assert trainer._process
    trainer._process.popen.kill()
    run = wait_until(is_over)
    assert run.state == "paused"
    assert run.reason.startswith("The process that trains has ended unexpectedly; training paused after epoch")
    resume_run()
    assert wait_until(lambda again: again.epoch > run.epoch).is_running


def test_a_rate_that_blows_up_ends_it_with_the_reason() -> None:
    start_run(plan(learning_rate=1e30))
    run = wait_until(is_over)
    assert run.state == "failed"
    assert run.reason.startswith("Training ran away in epoch 1")
    assert "The last that can be shown is the network before training. Train again with a learning rate of 0.02" in (
        run.reason
    )
    assert [record.epoch for record in run.records] == [0]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"layers": (Flatten(), Dense(3))}, "ends with 3 numbers, the data set “Lines” has 2 classes"),
        ({"layers": (Flatten(), Dense(1))}, "ends with 1 number, the data set"),
        ({"layers": (Conv(2), Relu())}, "ends with maps of 2×6×6 numbers"),
        ({"layers": (Conv(2, 9), Flatten(), Dense(2))}, "conv1"),
        ({"input_shape": (1, 7, 5)}, "takes 1×7×5, the pictures of the data set “Lines” are 1×8×8"),
        ({"layers": (Conv(256, padding=1), Conv(256, padding=1), Flatten(), Dense(2))}, "can be trained here"),
        (
            {"layers": (Conv(64, padding=1), Conv(16, padding=1), Flatten(), Dense(2)), "batch_size": 128},
            "smaller batch",
        ),
        ({"layers": (Flatten(), Dense(4096), Dense(2)), "epochs": 100}, "choose fewer epochs or units"),
    ],
)
def test_a_plan_that_cannot_be_trained_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        start_run(plan(**changes))
    assert current_run() is None


def test_the_seed_decides_the_first_weights() -> None:
    one, same, other = (start_run(plan(seed=seed)).first["conv1.kernels"] for seed in (3, 3, 4))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_going_back_to_an_epoch_lasts_until_the_next_training() -> None:
    run = start_run(plan())
    assert epoch_in_view(run) is None
    run = wait_until(is_over)
    assert epoch_in_view(run) is run.records[3]
    put_epoch_in_view(1)
    assert epoch_in_view(run) is run.records[1]
    start_run(plan(epochs=1))
    run = wait_until(is_over)
    assert epoch_in_view(run) is run.records[1]
    for beyond in (7, -1):
        put_epoch_in_view(beyond)
        assert epoch_in_view(run) is run.records[-1]


def test_loaded_weights_are_looked_at_and_can_be_trained_on() -> None:
    weights = straight_through(plan(seed=9))[-1]
    load_run(plan(), dict(weights.parameters), "loaded from mine.npz")
    run = current_run()
    assert run and (run.state, run.epoch, run.source) == ("paused", 0, "loaded from mine.npz")
    assert run.records[0].validation_loss == pytest.approx(weights.validation_loss, rel=1e-5)
    assert run.records[0].validation_accuracy == weights.validation_accuracy
    resume_run()
    run = wait_until(is_over)
    assert [record.epoch for record in run.records] == [0, 1, 2, 3]
    assert same_weights(run.records[0], weights)
    assert run.records[1].loss < 0.5 * straight_through(plan())[0].loss  # it did not begin anew
