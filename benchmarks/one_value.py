"""Whether every surface of every page writes one number for a cell: all stops of hundreds of pages made up at random.

Run with ``python -m benchmarks.one_value``, or with the number of stops that are wanted. It prints each stop where
card, map, formula, trail, plain steps, figure, table and listing differ, and ends with 1 if there is one.
"""

from __future__ import annotations

import sys
from itertools import count

from tests.one_value import KINDS, disagreements, stops

STOPS = 250_000


def main(wanted: int) -> int:
    """Compare so many stops, page after page; gives how many were written differently."""
    seen = dict.fromkeys(KINDS, 0)
    different = 0
    for seed in count():
        for kind in KINDS:
            for words, texts in stops(kind, seed):
                seen[kind] += 1
                if found := disagreements(texts):
                    different += 1
                    print(f"{words}: {'; '.join(found)}", flush=True)
        if sum(seen.values()) >= wanted:
            break
    kinds = ", ".join(f"{number:,} of {kind}" for kind, number in seen.items())
    print(f"{different} of {sum(seen.values()):,} stops are written differently ({kinds})")
    return different


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else STOPS) > 0)
