"""The server's side of the trainer: starts its process at first use, hands trainings over, collects what comes of them.

No page ever waits for the trainer. What a page says goes into a queue, what the trainer says is in memory when a page
asks. The process ends when it has had nothing to do for a while, and with the server.
"""

from __future__ import annotations

import atexit
import os
import queue
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np

from cnn_steps import Epoch
from ui.training.messages import Asked, Done, Ended, Progress, Start, Stop, Waiting, received, send
from ui.training.plans import TrainingPlan
from ui.training.worker import AT_ONCE

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "ui.training.worker")
IDLE = 300.0  # seconds without work until the process is ended
FORGET = 120.0  # seconds until what nobody asks about is forgotten
GONE = "the process that trains has ended unexpectedly"


@dataclass(eq=False)
class News:
    """What has come of a training.

    Attributes
    ----------
    done : epochs that the one who asks does not have yet.
    share : of all epochs that is done, from 0 to 1.
    left : seconds the rest may take; None before there is anything to go by.
    place : in the line of those that wait for their turn; 0 for one that runs.
    ended, words : why it is over, as ``messages.Ended`` says it, or "lost"; "" while it is not.
    """

    done: list[Epoch] = field(default_factory=list)
    share: float = 0.0
    left: float | None = None
    place: int = 0
    ended: str = ""
    words: str = ""


class _Process:
    """One process that trains, with a thread that writes to it and one that hears it."""

    def __init__(self, command: Sequence[str]) -> None:
        # Where Python is told to look in no current directory, it looks there all the same.
        paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        environment = {**os.environ, "PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self.popen = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.outbox: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def end(self) -> None:
        """End it; it has nothing to put away."""
        self.popen.kill()
        self.popen.wait()
        with suppress(OSError):  # what was still to be written has nobody to read it
            cast(BinaryIO, self.popen.stdin).close()


class Trainer:
    """Hands trainings to a process and keeps what comes back until it is asked for."""

    def __init__(self, command: Sequence[str] = COMMAND, idle: float = IDLE) -> None:
        self.command, self.idle = command, idle
        self._lock = threading.Lock()
        self._news: dict[str, News] = {}
        self._asked: dict[str, float] = {}
        self._process: _Process | None = None

    def start(
        self, plan: TrainingPlan, first: dict[str, np.ndarray], rng: np.random.Generator, after: Epoch | None = None
    ) -> str:
        """Hand over a training and give the ticket to ask about it.

        Parameters
        ----------
        first : the weights before the first epoch.
        rng : for the order of the pictures.
        after : the epoch to go on from, if it is not a new training; ``rng`` is then as it was after that epoch.
        """
        ticket = uuid.uuid4().hex
        with self._lock:
            self._forget()
            before = sum(not news.ended for news in self._news.values())
            place = max(0, before - AT_ONCE + 1)  # until the process says it, so that its page asks at the right pace
            self._news[ticket] = News(share=after.epoch / plan.epochs if after else 0.0, place=place)
            self._asked[ticket] = time.monotonic()
            self._say(Start(ticket, plan, first, rng, after))
        return ticket

    def prepare(self) -> None:
        """Start the process, so that the first training need not wait for it."""
        with self._lock, suppress(OSError):  # who then trains is told
            self._running_process()

    def news(self, ticket: str, have: int) -> News:
        """What has come of a training, but for the epochs up to ``have``; asking keeps it going."""
        with self._lock:
            news = self._news.get(ticket)
            if news is None:
                return News(ended="left")
            self._asked[ticket] = time.monotonic()
            if not news.ended:
                self._say(Asked(ticket))
            news.done = [epoch for epoch in news.done if epoch.epoch > have]
            return replace(news, done=list(news.done))

    def stop(self, ticket: str) -> None:
        """End a training before its next mini-batch."""
        with self._lock:
            if ticket in self._news and not self._news[ticket].ended:
                self._say(Stop(ticket))

    def close(self) -> None:
        """End the process, and with it all trainings."""
        with self._lock:
            process, self._process = self._process, None
            self._lose_all()
        if process:
            process.outbox.put(None)
            process.end()

    @property
    def is_working(self) -> bool:
        """Whether there is a process."""
        return self._process is not None

    def _say(self, message: Any) -> None:
        """Put a message into the queue of the process; only a new training needs one to be started."""
        if self._process or isinstance(message, Start):
            try:
                self._running_process().outbox.put(message)
            except OSError:  # the system has no process, no memory or no pipe left
                self._lose_all()

    def _running_process(self) -> _Process:
        """The process, which is started if there is none."""
        if self._process is None:
            self._process = process = _Process(self.command)
            for work in (self._write, self._hear):
                threading.Thread(target=work, args=(process,), daemon=True).start()
        return self._process

    def _write(self, process: _Process) -> None:
        """Send what is in the queue; end the process when nothing has run for a while."""
        while True:
            try:
                message = process.outbox.get(timeout=self.idle)
            except queue.Empty:
                if self._is_needed(process):
                    continue
                process.end()
                return
            if message is None:
                return
            try:
                send(cast(BinaryIO, process.popen.stdin), message)
            except (OSError, ValueError):  # it has ended, which _hear sees as well
                return

    def _is_needed(self, process: _Process) -> bool:
        """Whether any training still runs; if not, the next one gets another process."""
        with self._lock:
            self._forget()
            if process is not self._process or any(not news.ended for news in self._news.values()):
                return True
            self._process = None
            return False

    def _hear(self, process: _Process) -> None:
        """Note down what the process says, and that it has ended if it has."""
        with cast(BinaryIO, process.popen.stdout) as pipe:
            for message in received(pipe):
                with self._lock:
                    if message.ticket in self._news:
                        _note(self._news[message.ticket], message)
        with self._lock:
            if process is not self._process:  # it was to end
                return
            self._process = None
            self._lose_all()
        process.outbox.put(None)
        process.end()

    def _lose_all(self) -> None:
        for news in self._news.values():
            if not news.ended:
                news.ended, news.words = "lost", GONE

    def _forget(self) -> None:
        """Let go of what nobody has asked about for long."""
        late = time.monotonic() - FORGET
        for ticket in [ticket for ticket, asked in self._asked.items() if asked < late]:
            del self._news[ticket], self._asked[ticket]


def _note(news: News, message: Any) -> None:
    match message:
        case Done():
            news.done.append(message.epoch)
        case Progress():
            news.share, news.left = message.share, message.left
        case Waiting():
            news.place = message.place
        case Ended():
            news.ended, news.words = message.why, message.words


@cache
def trainer() -> Trainer:
    """The one trainer of this server."""
    only = Trainer()
    atexit.register(only.close)
    return only
