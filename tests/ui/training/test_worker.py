"""The worker itself, in this process: what it says, when it stops, what nobody asks about, who has to wait."""

import io
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from cnn_steps import cross_entropy, forward
from tests.ui.training.plans import ENDLESS, same_weights, start, straight_through
from ui.training import beginning, messages, plans, worker
from ui.training.messages import Asked, Done, Ended, Progress, Start, Stop, Waiting, received, send
from ui.training.trainer import COMMAND, ROOT


class Listening:
    """A worker in a thread of this process, and all that it says."""

    def __init__(self) -> None:
        self.said: list[Any] = []
        self.worker = worker.Worker(self.said.append)
        self.thread = threading.Thread(target=self.worker.serve)
        self.thread.start()

    def tell(self, message: Any) -> None:
        self.worker.inbox.put(message)

    def wait_for(self, kind: type, ticket: str = "one", seconds: float = 20) -> Any:
        """The first message of this kind about a training."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for message in list(self.said):
                if isinstance(message, kind) and message.ticket == ticket:
                    return message
            time.sleep(0.005)
        raise AssertionError(f"no {kind.__name__} about {ticket} in {seconds} seconds, only {self.said[-3:]}")

    def about(self, kind: type, ticket: str = "one") -> list[Any]:
        return [message for message in self.said if isinstance(message, kind) and message.ticket == ticket]

    def close(self) -> None:
        for training in [*self.worker.running.values()]:
            self.tell(Stop(training.start.ticket))
        self.tell(None)
        self.thread.join()
        for training in [*self.worker.running.values()]:
            training.ending = "stopped"


@pytest.fixture
def trainer() -> Iterator[Listening]:
    listening = Listening()
    yield listening
    listening.close()


def test_a_training_gives_the_epochs_that_train_gives(trainer: Listening) -> None:
    message = start()
    trainer.tell(message)
    assert trainer.wait_for(Ended).why == "finished"
    epochs = [done.epoch for done in trainer.about(Done)]
    expected = straight_through(message.plan)
    assert [epoch.epoch for epoch in epochs] == [0, 1, 2, 3]
    assert all(map(same_weights, epochs[1:], expected))
    assert [epoch.validation_accuracy for epoch in epochs[1:]] == [epoch.validation_accuracy for epoch in expected]


def test_epoch_0_is_how_the_first_weights_do(trainer: Listening) -> None:
    message = start(epochs=1)
    trainer.tell(message)
    zero = trainer.wait_for(Done).epoch
    data = message.plan.data
    logits = forward(message.plan.layers, message.first, data.test_images)[-1]
    assert zero.validation_loss == pytest.approx(cross_entropy(logits, data.test_labels)[0], rel=1e-5)
    assert zero.validation_accuracy == np.mean(logits.argmax(axis=1) == data.test_labels)
    assert zero.parameters.keys() == message.first.keys()
    for name, array in message.first.items():
        np.testing.assert_array_equal(zero.parameters[name], array)


def test_stopping_takes_effect_before_the_next_mini_batch(trainer: Listening) -> None:
    trainer.tell(start(epochs=ENDLESS))
    trainer.wait_for(Done)
    asked = time.monotonic()
    trainer.tell(Stop("one"))
    assert trainer.wait_for(Ended).why == "stopped"
    assert time.monotonic() - asked < 1  # benchmarks.training_load has the figures
    count = len(trainer.about(Done))
    time.sleep(0.1)
    assert len(trainer.about(Done)) == count


@pytest.mark.parametrize("after", [1, 2])
def test_going_on_after_an_epoch_gives_what_never_stopping_gives(trainer: Listening, after: int) -> None:
    message = start()
    expected = straight_through(message.plan)
    rng = np.random.default_rng()
    rng.bit_generator.state = expected[after - 1].rng_state
    trainer.tell(Start("one", message.plan, message.first, rng, expected[after - 1]))
    trainer.wait_for(Ended)
    epochs = [done.epoch for done in trainer.about(Done)]
    assert [epoch.epoch for epoch in epochs] == list(range(after + 1, 4))
    assert same_weights(epochs[-1], expected[-1])


def test_one_that_still_looks_at_its_first_weights_can_be_stopped(
    trainer: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []

    def slow_forward(layers: Any, parameters: Any, images: np.ndarray) -> list[np.ndarray]:
        looked.append(len(images))
        if len(looked) == 1:
            trainer.tell(Stop("one"))
        time.sleep(0.2)
        return forward(layers, parameters, images)

    monkeypatch.setattr(beginning, "forward", slow_forward)
    trainer.tell(start())
    assert trainer.wait_for(Ended).why == "stopped"
    assert not trainer.about(Done)
    assert sum(looked) < len(start().plan.data.images)


def test_progress_says_how_much_is_done_and_what_the_rest_may_take(
    trainer: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "TELL_EVERY", 0.0)
    trainer.tell(start(epochs=3))
    trainer.wait_for(Ended)
    told = trainer.about(Progress)
    shares = [message.share for message in told]
    assert shares == sorted(shares)
    assert shares[0] == pytest.approx(1 / 39)  # 3 epochs of 13 batches
    assert shares[-1] == pytest.approx(38 / 39)
    assert all(message.left > 0 for message in told)


def test_what_nobody_asks_about_is_ended(trainer: Listening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "LEASE", 0.3)
    trainer.tell(start("asked about", epochs=ENDLESS))
    trainer.tell(start("forgotten", epochs=ENDLESS))
    until = time.monotonic() + 0.8
    while time.monotonic() < until:
        trainer.tell(Asked("asked about"))
        time.sleep(0.05)
    assert trainer.wait_for(Ended, "forgotten").why == "left"
    assert not trainer.about(Ended, "asked about")


def test_those_beyond_the_limit_wait_for_their_turn(trainer: Listening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "AT_ONCE", 1)
    for ticket in ("first", "second", "third"):
        trainer.tell(start(ticket, epochs=ENDLESS))
    trainer.wait_for(Waiting, "third")
    assert trainer.wait_for(Waiting, "second").place == 1
    assert [message.place for message in trainer.about(Waiting, "third")] == [2]
    trainer.tell(Stop("first"))
    trainer.wait_for(Done, "second")
    assert trainer.about(Waiting, "second")[-1].place == 0
    assert trainer.about(Waiting, "third")[-1].place == 1
    assert not trainer.about(Done, "third")


def test_one_that_waits_can_be_stopped(trainer: Listening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "AT_ONCE", 1)
    trainer.tell(start("first", epochs=ENDLESS))
    trainer.tell(start("second", epochs=ENDLESS))
    trainer.wait_for(Waiting, "second")
    trainer.tell(Stop("second"))
    assert trainer.wait_for(Ended, "second").why == "stopped"
    trainer.tell(Stop("first"))
    trainer.wait_for(Ended, "first")
    assert not trainer.about(Done, "second")


def test_all_that_run_are_served_in_turn(trainer: Listening) -> None:
    for number in range(worker.AT_ONCE):
        trainer.tell(start(str(number), epochs=ENDLESS))
    for number in range(worker.AT_ONCE):
        trainer.wait_for(Done, str(number))
    time.sleep(1)
    epochs = [len(trainer.about(Done, str(number))) for number in range(worker.AT_ONCE)]
    assert min(epochs) > max(epochs) / 4, epochs


def test_a_rate_that_blows_up_is_said(trainer: Listening) -> None:
    trainer.tell(start(learning_rate=1e30))
    ended = trainer.wait_for(Ended)
    assert ended.why == "diverged"


def test_what_train_refuses_is_said(trainer: Listening) -> None:
    trainer.tell(start(momentum=2.0))
    ended = trainer.wait_for(Ended)
    assert (ended.why, "momentum" in ended.words) == ("refused", True)


def test_one_that_breaks_says_so_and_the_others_go_on(
    trainer: Listening, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a mistake of ours")

    trainer.tell(start("other", epochs=ENDLESS))
    trainer.wait_for(Done, "other")
    monkeypatch.setattr(plans, "train", broken)
    trainer.tell(start())
    assert trainer.wait_for(Ended).why == "broken"
    count = len(trainer.about(Done, "other"))
    wait_until(lambda: len(trainer.about(Done, "other")) > count)
    assert "a mistake of ours" in capsys.readouterr().err


def test_one_that_cannot_even_be_written_to_the_log_leaves_its_place_to_others(
    trainer: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError("nobody reads the log")

    monkeypatch.setattr(worker, "AT_ONCE", 1)
    monkeypatch.setattr(plans, "train", broken)
    monkeypatch.setattr(worker.traceback, "print_exc", broken)
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    trainer.tell(start())
    trainer.tell(start("next"))
    trainer.wait_for(Done, "next")


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.01)


def test_messages_come_out_as_they_went_in() -> None:
    pipe = io.BytesIO()
    for message in (Asked("one"), Waiting("two", 3)):
        send(pipe, message)
    pipe.seek(0)
    assert list(received(pipe)) == [Asked("one"), Waiting("two", 3)]


@pytest.mark.parametrize("lost", [1, 5, 40])
def test_a_message_that_breaks_off_is_not_one(lost: int) -> None:
    pipe = io.BytesIO()
    send(pipe, Asked("one"))
    send(pipe, Asked("two"))
    assert list(received(io.BytesIO(pipe.getvalue()[:-lost]))) == [Asked("one")]


def test_what_is_broken_off_is_not_even_unpickled(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.BytesIO()
    send(pipe, start())
    monkeypatch.setattr(messages.pickle, "loads", lambda _: pytest.fail("half a message was unpickled"))
    for left in range(0, len(pipe.getvalue()), 1000):
        assert list(received(io.BytesIO(pipe.getvalue()[:left]))) == []


def test_the_process_ends_when_the_server_says_what_makes_no_sense() -> None:
    nonsense = b"no pickle"
    process = subprocess.Popen([*COMMAND], cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin and process.stderr
    with process.stdin as pipe, process.stderr as log:
        pipe.write(len(nonsense).to_bytes(8, "big") + nonsense)
        pipe.flush()
        assert process.wait(timeout=30) == 0
        assert log.read() != b""
