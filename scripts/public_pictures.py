"""Whether picture files of others are read as Pillow converts them: ``python -m scripts.public_pictures FOLDER ...``.

Every file in the folders that has the name or the first bytes of a picture is read, and compared with what Pillow and
its ImageCms make of it. It prints what differs by more than 3 levels, what is refused, and why. Good folders are the
packages of scikit-image, imageio and matplotlib, and the source distributions of Pillow and pillow-heif, which bring
their test pictures.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from PIL import Image

from cnn_steps import ImageError, Picture, read_picture
from cnn_steps.pictures import MAX_PIXELS
from tests import picture_reference

NEAR = 3
STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


@dataclass(frozen=True)
class Finding:
    """What became of a file: the format it is, whether the two agree, and the details."""

    path: Path
    format: str
    verdict: str
    details: str = ""


def picture_files(folders: list[Path]) -> Iterator[Path]:
    """Every file that somebody would call a picture."""
    Image.init()
    endings = {*Image.registered_extensions(), ".heics", ".hif", ".avifs"}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and (path.suffix.lower() in endings or starts_as_picture(path)):
                yield path


def starts_as_picture(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(12)
    return start.startswith(STARTS) or start[4:8] == b"ftyp" or (start[:4], start[8:12]) == (b"RIFF", b"WEBP")


def expected(file: bytes) -> np.ndarray | str:
    """The colors by the reference, or why it has none."""
    try:
        return picture_reference.colors(file)
    except Exception as error:  # damaged files make a decoder raise anything
        return f"{type(error).__name__}: {error}"


def compared(path: Path) -> Finding:
    """Read a file both ways."""
    file = path.read_bytes()
    reference = expected(file)
    try:
        read = read_picture(file)
    except ImageError as error:
        if isinstance(reference, str):
            return Finding(path, "refused by both", "refused by both", str(error))
        return Finding(path, "refused", "refused here alone", str(error))
    if isinstance(reference, str):
        return Finding(path, read.format, "read here alone", reference)
    return Finding(path, read.format, *difference(read, reference))


def difference(read: Picture, reference: np.ndarray) -> tuple[str, str]:
    """The verdict and its details for a file that both read."""
    upright = read.upright if read.upright.ndim == 3 else read.upright[:, :, None]
    about = f"{read.depth} bits, levels {read.levels} on {read.scale}, profile {read.profile_use} ({read.profile!r})"
    if upright.shape[:2] != reference.shape[:2]:
        return "differs", f"{upright.shape[:2]} instead of {reference.shape[:2]}; {about}"
    apart = np.abs(upright.astype(int) - reference)
    if apart.max() <= NEAR:
        return "same", ""
    return "differs", f"up to {apart.max()} levels, {(apart > NEAR).mean():.1%} of the numbers; {about}"


def main(folders: list[Path]) -> int:
    """Print all verdicts; gives 1 if a file differs or was refused here alone."""
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2  # Pillow refuses what is twice as large: test pictures are also bombs
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    findings: dict[str, list[Finding]] = defaultdict(list)
    for path in picture_files(folders):
        finding = compared(path)
        counts[finding.verdict][finding.format] += 1
        findings[finding.verdict].append(finding)
    for verdict, formats in counts.items():
        print(f"{formats.total():>6,} {verdict}: {', '.join(f'{name} {n:,}' for name, n in formats.most_common())}")
    for verdict in ("differs", "refused here alone", "read here alone", "refused by both"):
        print(f"\n{verdict}")
        for finding in findings[verdict]:
            print(f"  {finding.path}: {finding.details[:220]}")
    return int(bool(findings["differs"] or findings["refused here alone"]))


if __name__ == "__main__":
    sys.exit(main([Path(word) for word in sys.argv[1:]]))
