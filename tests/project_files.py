"""The files of this project, for tests that read them as text."""

import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@cache
def project_files() -> list[Path]:
    """Every file that git tracks or would track, relative to the root."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"git cannot list the project's files here: {error}")
    paths = (Path(name) for name in listed.stdout.split("\0") if name)
    return sorted({path for path in paths if (ROOT / path).is_file()})


def text_of(path: Path) -> str | None:
    """Its text; nothing for a picture or other binary file."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
