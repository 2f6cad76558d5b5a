"""The worker, the process that trains: ``python -m ui.training.worker``, started by ``ui.training.trainer``.

Why a process of its own: the small steps of NumPy hold Python's lock, and other visitors' clicks would wait for it.
The worker has a low priority, imports no Streamlit, runs a few trainings at once, each in a thread, and ends when its
server does. A training that no page has asked about for some seconds is ended.
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

from cnn_steps import TrainingDiverged
from ui.training.beginning import epoch_zero
from ui.training.messages import Asked, Done, Ended, Progress, Start, Stop, Waiting, received, send

AT_ONCE = 4  # trainings; more would each be slow
LEASE = 5.0  # seconds that a training goes on while no page asks about it
TELL_EVERY = 0.1  # seconds between two messages on how far a training is
NICENESS = 10  # of the process: the higher, the lower its priority

Tell = Callable[[Any], None]


class _Stopped(Exception):
    """A training was stopped before its first epoch."""


class Training:
    """One training. It runs in a thread and can be stopped before any mini-batch."""

    def __init__(self, start: Start, tell: Tell) -> None:
        self.start, self.tell = start, tell
        self.ending = ""  # why it has to end: "stopped" or "left"; "" while it may go on
        self.asked_at = time.monotonic()  # when a page last asked about it
        batches = -(-len(start.plan.data.images) // start.plan.batch_size)
        self.steps = batches * start.plan.epochs  # mini-batches in all
        self.before = batches * (start.after.epoch if start.after else 0)  # steps that were done before a pause
        self.step = self.before
        self.began = time.monotonic()
        self.told_at = self.began  # when it last told how far it is

    def run(self) -> None:
        """Train to the end, and tell how it ended."""
        start, plan = self.start, self.start.plan
        try:
            self.began = time.monotonic()
            if start.after is None:
                zero = epoch_zero(plan, start.first, start.rng.bit_generator.state, self.check_if_stopped)
                self.tell(Done(start.ticket, zero))
            for epoch in plan.train(start.first, start.rng, start.after, self.should_stop):
                self.tell(Done(start.ticket, epoch))
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
            traceback.print_exc()  # for the server's log; the page only says that the training broke off
            why, words = "broken", ""
        self.tell(Ended(start.ticket, why, words))

    def check_if_stopped(self) -> None:
        """Raise ``_Stopped`` if the training has to end; called before each part of the pictures of epoch 0."""
        if self.ending:
            raise _Stopped

    def should_stop(self) -> bool:
        """Whether the training has to end. ``train`` asks before every mini-batch, so progress is told from here."""
        now = time.monotonic()
        if now - self.told_at > TELL_EVERY and self.step > self.before:
            self.told_at = now
            share = (self.step - self.before) / (self.steps - self.before)
            left = (now - self.began) * (1 - share) / share
            self.tell(Progress(self.start.ticket, self.step / self.steps, left))
        self.step += 1
        return bool(self.ending)


class Worker:
    """All trainings of the process: those that run, and those that wait in line for their turn.

    Parameters
    ----------
    tell : sends a message to the server.
    """

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.inbox: queue.Queue[Any] = queue.Queue()
        self.running: dict[str, Training] = {}
        self.line: deque[Training] = deque()

    def serve(self) -> None:
        """Take messages from the inbox until there is a None in it."""
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
        """Do what a message of the server asks for, or take a training that has ended off the list."""
        if isinstance(message, Start):
            self.line.append(Training(message, self.tell))
        elif isinstance(message, Training):
            del self.running[message.start.ticket]
        elif isinstance(message, Asked | Stop):
            for training in [*self.running.values(), *self.line]:
                if training.start.ticket == message.ticket:
                    training.asked_at = time.monotonic()
                    if isinstance(message, Stop):
                        self.end(training, "stopped")
        if not isinstance(message, Asked):
            self.move_up()

    def move_up(self) -> None:
        """Start the first trainings of the line while there is room, and tell the others their place."""
        while self.line and len(self.running) < AT_ONCE:
            training = self.line.popleft()
            self.running[training.start.ticket] = training
            self.tell(Waiting(training.start.ticket, 0))
            threading.Thread(target=self.run, args=(training,), daemon=True).start()
        for place, training in enumerate(self.line, start=1):
            self.tell(Waiting(training.start.ticket, place))

    def run(self, training: Training) -> None:
        """Run a training in its thread; then have it taken off the list, whatever happened."""
        try:
            training.run()
        finally:
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
            if training.asked_at < late:
                self.end(training, "left")


def main() -> None:
    """Serve the process at the other end of standard input and output."""
    log = os.open(os.devnull, os.O_WRONLY) if sys.stderr is None else sys.stderr.fileno()
    pipe = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(log, sys.stdout.fileno())  # what any code prints goes to the log, not among the messages
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches this process too, but it ends with the server, below
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    sys.setswitchinterval(0.001)  # seconds; a thread that trains soon lets the one that reads messages run
    writing = threading.Lock()

    def tell(message: Any) -> None:
        with writing:
            try:
                send(pipe, message)
            except OSError:
                os._exit(0)  # the server is gone

    worker = Worker(tell)

    def listen() -> None:
        try:
            for message in received(sys.stdin.buffer):
                worker.inbox.put(message)
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(0)  # the server is gone, or sends nonsense: end at once, and don't wait for threads that train

    threading.Thread(target=listen, daemon=True).start()
    worker.serve()


if __name__ == "__main__":
    main()
