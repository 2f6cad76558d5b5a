"""What damaged and hostile picture files give, and what each takes: ``python -m scripts.mutated_pictures``.

Files of every kind are changed as ``tests/mutated_pictures.py`` says, and read in processes of their own; so are good
files of as many pixels as are allowed, whose numbers are below 0. A finding is whatever is neither a picture nor a
refusal, takes more than 5 seconds, or more than 400 MB of memory besides what the process had before. Needs Linux,
which tells a process how much memory it had at most.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import queue
import re
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from tests.mutated_pictures import LARGE, mutant, outcome

SECONDS = 5.0
MEGABYTES = 400.0
PATIENCE = 60  # seconds until a process is taken to hang
AT_A_TIME = 2000  # files before a process is replaced, so that what one left behind does not blur the others
SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class Result:
    """What a file gave and took."""

    number: int
    kind: str
    what: str
    seconds: float
    megabytes: float

    @property
    def is_finding(self) -> bool:
        good = self.what == "picture" or self.what.startswith("refused: ")
        return not good or self.seconds > SECONDS or self.megabytes > MEGABYTES


def memory(name: str) -> float:
    """Megabytes of this process: "VmRSS" now, "VmHWM" at most since it was told to forget."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(rf"{name}:\s+(\d+) kB", status)[1]) / 1024


def examine(number: int, seed: int) -> Result:
    """Read one changed file in this process and measure it."""
    changed = mutant(number, seed)
    Path("/proc/self/clear_refs").write_text("5")  # forget the most memory there was
    before = memory("VmRSS")
    start = time.perf_counter()
    what = outcome(changed)
    seconds = time.perf_counter() - start
    return Result(number, changed.kind, what, seconds, memory("VmHWM") - before)


def work(answers: Connection, seed: int, numbers: Iterable[int], log: str) -> None:
    """Examine files one after the other, saying each time which is next."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    outcome(mutant(0))  # what it takes to make the good files, and what is said on the way, is not counted
    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
    for number in numbers:
        answers.send(number)
        answers.send(examine(number, seed))
    answers.send(None)


def results(seed: int, numbers: list[int], log: str) -> list[Result]:
    """Examine these files in a process of their own, and go on in another where one dies or hangs."""
    found: list[Result] = []
    while numbers:
        answers, sender = SPAWN.Pipe(duplex=False)
        process = SPAWN.Process(target=work, args=(sender, seed, numbers, log), daemon=True)
        process.start()
        sender.close()
        current, what = numbers[0], ""
        start = time.perf_counter()
        try:
            while answers.poll(PATIENCE):
                answer = answers.recv()
                if answer is None:
                    break
                if isinstance(answer, int):
                    current, start = answer, time.perf_counter()
                else:
                    found.append(answer)
            else:
                what = "hung"
        except EOFError:
            process.join()
            what = f"crashed with {process.exitcode}"
        process.kill()
        process.join()
        if not what:
            return found
        found.append(Result(current, mutant(current, seed).kind, what, time.perf_counter() - start, 0))
        numbers = numbers[numbers.index(current) + 1 :]
    return found


def all_results(seed: int, numbers: range, workers: int, log: str) -> list[Result]:
    """Examine all files with so many processes at a time; those that seem to take much once more, alone."""
    waiting: queue.SimpleQueue[list[int]] = queue.SimpleQueue()
    for first in range(numbers.start, numbers.stop, AT_A_TIME):
        waiting.put(list(numbers[first - numbers.start : first - numbers.start + AT_A_TIME]))
    found: list[Result] = []

    def supervise() -> None:
        while True:
            try:
                block = waiting.get_nowait()
            except queue.Empty:
                return
            found.extend(results(seed, block, log))
            print(f"{len(found):,} of {len(numbers):,} files", file=sys.stderr, flush=True)

    threads = [threading.Thread(target=supervise) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(-len(LARGE), 0):
        found.extend(results(seed, [number], log))
    much = [result for result in found if result.seconds > SECONDS / 2 or result.megabytes > MEGABYTES / 2]
    again = {result.number: result for each in much for result in results(seed, [each.number], log)}
    return sorted((again.get(result.number, result) for result in found), key=lambda result: result.number)


def report(found: list[Result], seed: int) -> None:
    """Print what came out: by kind, the slowest, the largest, every sentence, every finding."""
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for result in found:
        kinds[result.kind][re.split(r"[ :]", result.what)[0]] += 1
    columns = sorted({what for counts in kinds.values() for what in counts})
    print(f"{'':8}" + "".join(f"{column:>10}" for column in columns))
    for kind, counts in sorted(kinds.items()):
        print(f"{kind:8}" + "".join(f"{counts[column]:>10,}" for column in columns))
    for title, key in (("slowest", "seconds"), ("largest", "megabytes")):
        print(f"\nThe {title}")
        for result in sorted(found, key=lambda result: -getattr(result, key))[:10]:
            numbers = f"{result.seconds:8.3f} s {result.megabytes:8.1f} MB"
            print(f"{numbers}  {mutant(result.number, seed)}: {result.what[:80]}")
    sentences: Counter[str] = Counter()
    for result in found:
        if result.what.startswith("refused: "):
            sentences[re.sub(r"\d[\d,.]*", "N", result.what.removeprefix("refused: "))] += 1
    print("\nSentences")
    for sentence, count in sentences.most_common():
        print(f"{count:>8,}  {sentence}")
    findings = [result for result in found if result.is_finding]
    print(f"\nFindings: {len(findings)} of {len(found):,} files")
    for result in findings[:50]:
        numbers = f"{result.seconds:.3f} s {result.megabytes:.1f} MB"
        print(f"{mutant(result.number, seed)}: {numbers} {result.what[:200]}")


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.mutated_pictures", description=__doc__)
    parser.add_argument("--count", type=int, default=200_000, help="how many files")
    parser.add_argument("--first", type=int, default=0, help="the number of the first")
    parser.add_argument("--seed", type=int, default=0, help="another number gives other files")
    parser.add_argument("--workers", type=int, default=2, help="processes at a time")
    parser.add_argument("--keep", type=Path, help="a folder for the files of findings")
    chosen = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "stderr"
        log.touch()
        numbers = range(chosen.first, chosen.first + chosen.count)
        found = all_results(chosen.seed, numbers, chosen.workers, str(log))
        report(found, chosen.seed)
        lines = log.read_text(errors="replace").splitlines()
        print(f"\nLines on standard error: {len(lines):,}")
        for line, count in Counter(re.sub(r"\d+", "N", line) for line in lines).most_common(10):
            print(f"{count:>8,}  {line[:150]}")
    findings = [result for result in found if result.is_finding]
    if chosen.keep:
        chosen.keep.mkdir(parents=True, exist_ok=True)
        for result in findings[:1000]:
            (chosen.keep / f"{result.number}-{result.kind}").write_bytes(mutant(result.number, chosen.seed).file)
    return int(bool(findings))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
