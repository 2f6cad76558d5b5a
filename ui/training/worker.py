"""The trainer, a process of its own: ``python -m ui.training.worker``, started by ``ui.training.trainer``.

Why a process: NumPy's small steps hold Python's lock, and a visitor's click would wait for it. This one has a low
priority, knows nothing of Streamlit, serves all trainings in turn, each in a thread, and ends when its server does.
Nothing runs on for nobody: a training that was not asked about for some seconds is ended.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from typing import Any

from cnn_steps import TrainingDiverged, train
from ui.training.beginning import epoch_zero
from ui.training.messages import Asked, Done, Ended, Progress, Start, Stop, Waiting, received, send

AT_ONCE = 4  # trainings; more would each be slow
LEASE = 5.0  # seconds that a training goes on without being asked about
TELL_EVERY = 0.1  # seconds between two messages on how far it is
NICENESS = 10

Tell = Callable[[Any], None]


class _Stopped(Exception):
    """A training is to end before it has an epoch."""


class Training:
    """One training: runs in a thread, and can be stopped before any mini-batch."""

    def __init__(self, start: Start, tell: Tell) -> None:
        self.start, self.tell = start, tell
        self.ending = ""  # "stopped" or "left" once it is to end
        self.asked = time.monotonic()
        batches = -(-len(start.plan.data.images) // start.plan.batch_size)
        self.steps = batches * start.plan.epochs
        self.before = batches * (start.after.epoch if start.after else 0)  # done by an earlier run
        self.step = self.before
        self.began = self.told = time.monotonic()

    def run(self) -> None:
        """Train to the end, and say how it ended."""
        start, plan = self.start, self.start.plan
        try:
            self.began = time.monotonic()
            if start.after is None:
                self.tell(Done(start.ticket, epoch_zero(plan, start.first, start.rng.bit_generator.state, self.go_on)))
            records = train(
                plan.layers,
                start.first,
                plan.data.images,
                plan.data.labels,
                epochs=plan.epochs - (start.after.epoch if start.after else 0),
                learning_rate=plan.learning_rate,
                momentum=plan.momentum,
                batch_size=plan.batch_size,
                reduction=plan.reduction,
                rng=start.rng,
                validation=(plan.data.test_images, plan.data.test_labels),
                start=start.after,
                should_stop=self.should_stop,
            )
            for record in records:
                self.tell(Done(start.ticket, record))
            why, words = self.ending or "finished", ""
        except _Stopped:
            why, words = self.ending, ""
        except TrainingDiverged:
            why, words = "diverged", ""
        except ValueError as error:
            why, words = "refused", str(error)
        except MemoryError:
            why, words = "refused", "there is not enough memory for this network: choose a smaller one"
        except Exception:
            traceback.print_exc()  # in the server's log; the person is told that it broke off
            why, words = "broken", ""
        self.tell(Ended(start.ticket, why, words))

    def go_on(self) -> None:
        """Called between the parts of a look at all pictures."""
        if self.ending:
            raise _Stopped

    def should_stop(self) -> bool:
        """Asked before every mini-batch."""
        now = time.monotonic()
        if now - self.told > TELL_EVERY and self.step > self.before:
            self.told = now
            share = (self.step - self.before) / (self.steps - self.before)
            left = (now - self.began) * (1 - share) / share
            self.tell(Progress(self.start.ticket, self.step / self.steps, left))
        self.step += 1
        return bool(self.ending)


class Trainer:
    """All trainings: those that run, and those whose turn is still to come."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.inbox: queue.Queue[Any] = queue.Queue()
        self.running: dict[str, Training] = {}
        self.line: deque[Training] = deque()

    def serve(self) -> None:
        """Take messages until there are no more: None in the inbox."""
        while True:
            try:
                message = self.inbox.get(timeout=LEASE / 10)
            except queue.Empty:
                pass
            else:
                if message is None:
                    return
                self.take(message)
            self.end_what_nobody_asks_about()

    def take(self, message: Any) -> None:
        """Do what the server asks for, or note that a training has ended."""
        if isinstance(message, Start):
            self.line.append(Training(message, self.tell))
        elif isinstance(message, Training):
            del self.running[message.start.ticket]
        elif isinstance(message, Asked | Stop):
            for training in [*self.running.values(), *self.line]:
                if training.start.ticket == message.ticket:
                    training.asked = time.monotonic()
                    if isinstance(message, Stop):
                        self.end(training, "stopped")
        if not isinstance(message, Asked):
            self.move_up()

    def move_up(self) -> None:
        """Start those in front of the line while there is room, and tell the others their place."""
        while self.line and len(self.running) < AT_ONCE:
            training = self.line.popleft()
            self.running[training.start.ticket] = training
            self.tell(Waiting(training.start.ticket, 0))
            threading.Thread(target=self.run, args=(training,), daemon=True).start()
        for place, training in enumerate(self.line, start=1):
            self.tell(Waiting(training.start.ticket, place))

    def run(self, training: Training) -> None:
        """Run a training in its thread, and have it taken off the list."""
        try:
            training.run()
        finally:  # or it would keep its place for good
            self.inbox.put(training)

    def end(self, training: Training, why: str) -> None:
        """End a training before its next mini-batch, or at once if it has not begun."""
        training.ending = training.ending or why
        if training in self.line:
            self.line.remove(training)
            self.tell(Ended(training.start.ticket, why))

    def end_what_nobody_asks_about(self) -> None:
        """End the trainings whose page is gone."""
        late = time.monotonic() - LEASE
        for training in [*self.running.values(), *self.line]:
            if training.asked < late:
                self.end(training, "left")


def main() -> None:
    """Serve the process at the other end of standard input and output."""
    log = os.open(os.devnull, os.O_WRONLY) if sys.stderr is None else sys.stderr.fileno()  # None without a log
    pipe = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(log, sys.stdout.fileno())  # whatever is printed must not get among the messages
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, whose end is seen below
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    sys.setswitchinterval(0.001)  # so that a word from the server is heard between two steps of a training
    writing = threading.Lock()

    def tell(message: Any) -> None:
        with writing:
            try:
                send(pipe, message)
            except OSError:
                os._exit(0)  # there is nobody left to tell

    trainer = Trainer(tell)

    def listen() -> None:
        try:
            for message in received(sys.stdin.buffer):
                trainer.inbox.put(message)
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(0)  # the server is gone, or makes no sense; threads must not keep this process

    threading.Thread(target=listen, daemon=True).start()
    trainer.serve()


if __name__ == "__main__":
    main()
