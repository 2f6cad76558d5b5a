"""The server's side of training: starts the worker process at first use, hands trainings over, collects the results.

No page ever waits for the worker. A page's message goes into a queue, and the worker's answers are in memory when a
page asks for them. The worker process ends when it has had nothing to do for a while, and with the server.
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
FORGET = 120.0  # seconds until a training that nobody asks about is forgotten
GONE = "the process that trains has ended unexpectedly"


@dataclass(eq=False)
class News:
    """How far a training is.

    Attributes
    ----------
    done : the complete epochs that the page does not have yet.
    share : the part of all epochs that is done, from 0 to 1.
    left : seconds the rest may take; None before that can be told.
    place : its place in the line of trainings that wait; 0 for one that runs.
    ended, words : why it is over, as in ``messages.Ended``, or "lost" with its process; "" while it is not over.
    """

    done: list[Epoch] = field(default_factory=list)
    share: float = 0.0
    left: float | None = None
    place: int = 0
    ended: str = ""
    words: str = ""


class _Process:
    """One worker process. One thread sends it what is in ``outbox``, another one reads what it answers."""

    def __init__(self, command: Sequence[str]) -> None:
        # Python may be set not to import from the current directory (PYTHONSAFEPATH): name the directory as well.
        paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        environment = {**os.environ, "PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self.popen = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.outbox: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def end(self) -> None:
        """End it at once: it has nothing to save."""
        self.popen.kill()
        self.popen.wait()
        with suppress(OSError):  # closing writes the rest of the buffer, and the process can't read it any more
            cast(BinaryIO, self.popen.stdin).close()


class RemoteTrainer:
    """Trains in a worker process: hands trainings over, and keeps what comes back until a page asks for it.

    Parameters
    ----------
    command : starts the worker process.
    idle : seconds without a training until the process is ended.
    """

    def __init__(self, command: Sequence[str] = COMMAND, idle: float = IDLE) -> None:
        self.command, self.idle = command, idle
        self._lock = threading.Lock()
        self._news: dict[str, News] = {}
        self._asked: dict[str, float] = {}
        self._process: _Process | None = None

    def start(
        self, plan: TrainingPlan, first: dict[str, np.ndarray], rng: np.random.Generator, after: Epoch | None = None
    ) -> str:
        """Hand over a training; returns the ticket to ask about it with.

        Takes what ``TrainingPlan.train`` takes.
        """
        ticket = uuid.uuid4().hex
        with self._lock:
            self._forget()
            before = sum(not news.ended for news in self._news.values())
            # A guess until the worker tells the place: a page asks less often for a training that waits.
            place = max(0, before - AT_ONCE + 1)
            self._news[ticket] = News(share=after.epoch / plan.epochs if after else 0.0, place=place)
            self._asked[ticket] = time.monotonic()
            self._say(Start(ticket, plan, first, rng, after))
        return ticket

    def prepare(self) -> None:
        """Start the process, so that the first training need not wait for it."""
        with self._lock, suppress(OSError):  # if it can't be started, the person learns so on pressing “Train”
            self._running_process()

    def news(self, ticket: str, have: int) -> News:
        """How far a training is, with its epochs after number ``have``. A training that nobody asks about is ended."""
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
        """Put a message into the queue of the process; for a new training, a process is started if there is none."""
        if self._process or isinstance(message, Start):
            try:
                self._running_process().outbox.put(message)
            except OSError:  # the system could not start a process
                self._lose_all()

    def _running_process(self) -> _Process:
        """The process; it is started if there is none."""
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
            except (OSError, ValueError):  # the process has ended; _hear notices that too and tells the pages
                return

    def _is_needed(self, process: _Process) -> bool:
        """Whether any training still runs. If none does, the process is given up, and the next one gets a new one."""
        with self._lock:
            self._forget()
            if process is not self._process or any(not news.ended for news in self._news.values()):
                return True
            self._process = None
            return False

    def _hear(self, process: _Process) -> None:
        """Read what the process answers until it ends; then all its trainings are lost."""
        with cast(BinaryIO, process.popen.stdout) as pipe:
            for message in received(pipe):
                with self._lock:
                    if message.ticket in self._news:
                        _note(self._news[message.ticket], message)
        with self._lock:
            if process is not self._process:  # it was ended on purpose
                return
            self._process = None
            self._lose_all()
        process.outbox.put(None)
        process.end()

    def _lose_all(self) -> None:
        """Note that the process is gone, and with it every training that was not over."""
        for news in self._news.values():
            if not news.ended:
                news.ended, news.words = "lost", GONE

    def _forget(self) -> None:
        """Forget the trainings that nobody has asked about for a long time."""
        late = time.monotonic() - FORGET
        for ticket in [ticket for ticket, asked in self._asked.items() if asked < late]:
            del self._news[ticket], self._asked[ticket]


def _note(news: News, message: Any) -> None:
    """Add a message of the worker to the news of its training."""
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
def trainer() -> RemoteTrainer:
    """The one trainer of this server, for all sessions."""
    only = RemoteTrainer()
    atexit.register(only.close)
    return only
