"""Make the file of handwritten digits from scikit-learn's copy of them: ``python -m scripts.make_digits``.

pip downloads the one wheel into a temporary folder; nothing of it is installed or kept. The same wheel gives the same
file.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from cnn_steps.datasets import DIGITS_FILE

PACKAGE = "scikit-learn==1.9.1"
MEMBER = "sklearn/datasets/data/digits.csv.gz"  # 1,797 rows: 64 pixels in 0..16, then the digit
SEED = 0


def downloaded_rows() -> np.ndarray:
    """Give the rows of the data set, (1797, 65), as they stand in the wheel."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
        subprocess.run([*pip, "--no-deps", "--dest", folder, PACKAGE], check=True)
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            lines = gzip.decompress(archive.read(MEMBER)).decode("ascii").splitlines()
    return np.loadtxt(lines, delimiter=",")


def main() -> None:
    """Draw the fifth of every digit to be held out and write the file."""
    rows = downloaded_rows()
    images, labels = rows[:, :-1].reshape(-1, 8, 8).astype(np.uint8), rows[:, -1].astype(np.uint8)
    rng = np.random.default_rng(SEED)
    shuffled = [rng.permutation(np.flatnonzero(labels == digit)) for digit in range(10)]
    test = np.sort(np.concatenate([indices[: round(len(indices) / 5)] for indices in shuffled])).astype(np.uint16)
    np.savez_compressed(DIGITS_FILE, images=images, labels=labels, test=test)
    print(f"{len(images)} images, {len(test)} of them held out; per digit {np.bincount(labels).tolist()}")
    print(f"held out per digit {np.bincount(labels[test]).tolist()}; {DIGITS_FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
