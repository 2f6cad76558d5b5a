"""What trainings do to the clicks of another visitor, and how soon one stops.

Run with ``python -m benchmarks.training_load``. It starts the app and visits it as browsers do, through sockets of its
own, but draws nothing: what a browser adds runs on the visitor's machine. One visitor switches large numbers on and off
on the pooling page; a click's time runs from its sending to the last of what the server answers. Meanwhile nobody
trains, one does, or as many as the trainer takes at once, in turns, so that a busy machine slows all of them. Those who
train ask for news as their pages do. Last comes the time from asking a training to stop to hearing that it has.
"""

from __future__ import annotations

import logging
import os
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from benchmarks.stepping import figures, verdict
from tests.browser.running import running_app
from tests.ui.training.plans import ENDLESS, plan
from ui.networks.codes import PRESETS
from ui.training.data_sets import digits
from ui.training.live import NEWS_EVERY
from ui.training.trainer import RemoteTrainer
from ui.training.worker import AT_ONCE

ROUNDS = 5
CLICKS = 24  # a round
STOPS = 25
CLICK_TARGET = 150  # milliseconds, 95th percentile
STOP_TARGET = 200  # milliseconds, 95th percentile
TRAIN = "data=digits&epochs=100&train=stack&network=i8.8~c16.3p1~r~c16.3p1~r~c16.3p1~r~f~d10"  # longer than a round


class Visitor:
    """One session: what a browser says to the server, and what it is answered."""

    def __init__(self, socket: ClientConnection, page: str, query: str) -> None:
        self.socket, self.page, self.query = socket, page, query
        self.widgets: dict[str, str] = {}  # their ids by key
        self.fragment = ""  # the one that runs again by itself
        self.run()

    def run(self, key: str = "", *, fragment: str = "", **value: bool) -> float:
        """Have the page run, after a change of the widget with this key if one is named; the milliseconds it took."""
        message = BackMsg()
        message.rerun_script.page_name = self.page
        message.rerun_script.query_string = self.query
        if fragment:
            message.rerun_script.fragment_id = fragment
            message.rerun_script.is_auto_rerun = True
        if key:
            state = message.rerun_script.widget_states.widgets.add(id=self.widgets[key])
            for name, content in value.items():
                setattr(state, name, content)
        began = time.perf_counter()
        self.socket.send(message.SerializeToString())
        self._listen(whole=not fragment)
        return (time.perf_counter() - began) * 1000

    def _listen(self, *, whole: bool) -> None:
        """Take what the server says until the run has ended."""
        if whole:
            self.fragment = ""
        while True:
            message = ForwardMsg()
            message.ParseFromString(self.socket.recv(timeout=120))
            match message.WhichOneof("type"):
                case "delta" if message.delta.WhichOneof("type") == "new_element":
                    element = message.delta.new_element
                    identity = getattr(getattr(element, element.WhichOneof("type") or ""), "id", "")
                    if identity.startswith("$$ID-"):
                        self.widgets[identity.split("-", 2)[2]] = identity
                case "auto_rerun":
                    self.fragment = message.auto_rerun.fragment_id
                case "script_finished":
                    ended = ForwardMsg.ScriptFinishedStatus
                    if message.script_finished in (
                        ended.FINISHED_SUCCESSFULLY,
                        ended.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
                    ):
                        return


@contextmanager
def visiting(app: str, page: str, query: str = "") -> Iterator[Visitor]:
    """A visitor who has come to a page."""
    with connect(f"{app.replace('http', 'ws')}/_stcore/stream", max_size=None) as socket:
        yield Visitor(socket, page, query)


@contextmanager
def training(app: str) -> Iterator[None]:
    """Somebody trains, and asks for news a few times a second."""
    with visiting(app, "training", TRAIN) as visitor:
        with asking(visitor):
            yield
        if "stop training" not in visitor.widgets:
            raise RuntimeError("the training was over before it was stopped: give it more to do")
        visitor.run("stop training", trigger_value=True)


@contextmanager
def asking(visitor: Visitor) -> Iterator[None]:
    """A training is begun, and its page asks for news."""
    visitor.run("start training", trigger_value=True)
    over = threading.Event()

    def ask() -> None:
        while not over.wait(NEWS_EVERY):
            visitor.run(fragment=visitor.fragment)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def clicks(visitor: Visitor) -> list[float]:
    """Milliseconds of some clicks of a visitor, a little apart."""
    times = []
    for number in range(CLICKS):
        times.append(visitor.run("large", bool_value=number % 2 == 0))
        time.sleep(random.uniform(0.1, 0.3))
    return times


def stop_times() -> list[float]:
    """Milliseconds from asking a training to stop to hearing that it has."""
    trainer = RemoteTrainer()
    chosen = plan(data=digits(), layers=PRESETS["digits"].plan.layers, epochs=ENDLESS)
    times = []
    for _ in range(STOPS):
        ticket = trainer.start(chosen, *chosen.begin())
        while not trainer.news(ticket, -1).done:
            time.sleep(0.01)
        time.sleep(random.uniform(0.05, 0.25))  # anywhere in an epoch
        began = time.perf_counter()
        trainer.stop(ticket)
        while not trainer.news(ticket, -1).ended:
            time.sleep(0.001)
        times.append((time.perf_counter() - began) * 1000)
    trainer.close()
    return times


def main() -> None:
    """Start the app, visit it, and print the table."""
    logging.disable(logging.WARNING)
    print(f"Load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")
    print(f"{'':34} {'median':>7} {'95 %':>7}")
    times: dict[int, list[float]] = {0: [], 1: [], AT_ONCE: []}
    with ExitStack() as running:
        logs = Path(running.enter_context(tempfile.TemporaryDirectory()))
        app = running.enter_context(running_app(logs / "app.log"))
        visitor = running.enter_context(visiting(app, "pooling"))
        clicks(visitor)  # the first ones import what the page needs
        for _ in range(ROUNDS):
            for count, found in times.items():
                with ExitStack() as others:
                    for _ in range(count):
                        others.enter_context(training(app))
                    found += clicks(visitor)
    for count, found in times.items():
        _print(f"a click, {count} trainings running", found, CLICK_TARGET)
    _print("a stop", stop_times(), STOP_TARGET)


def _print(what: str, times: list[float], target: float) -> None:
    median, high = figures(times)
    print(f"{what:34} {median:7.1f} {high:7.1f} ms   95 %: {verdict(high, target)}", flush=True)


if __name__ == "__main__":
    main()
