"""The project's own papers are true: the README's tree, the bounds of the requirements, no path of one machine."""

import json
import re
from pathlib import Path

import pytest

from tests.project_files import ROOT, project_files, text_of

LISTED_ONE_BY_ONE = ("pages/*.py", "cnn_steps/*.py", "ui/*.py")


def shows_a_path(word: str) -> bool:
    return word.endswith("/") or (ROOT / word).exists()


def readme_tree(readme: str) -> set[str]:
    """The paths in the fenced block that shows the tree: its first line is a folder, deeper lines are inside it.

    Takes indentation or box-drawing lines; what follows two spaces or a # is a comment.
    """
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    block = next((block for block in blocks if block.count("\n") > 3 and shows_a_path(block.split()[0])), None)
    assert block, "the README has no fenced block that starts with a folder and shows the project's tree"
    paths: set[str] = set()
    folders: list[tuple[int, str]] = []  # (column, path) of the folders that the current line is inside
    for number, line in enumerate(block.splitlines()):
        plain = re.sub(r"[│├└─|`]", " ", line).rstrip()
        names = re.split(r"\s{2,}|\s+#", plain.strip())[0]
        if not names:
            continue
        column = len(plain) - len(plain.lstrip())
        if number == 0 and not (ROOT / names).exists():
            continue  # the project's own folder
        while folders and folders[-1][0] >= column:
            folders.pop()
        inside = folders[-1][1] if folders else ""
        for name in names.split(", "):
            paths.add(inside + name)
            if name.endswith("/"):
                folders.append((column, inside + name))
    return paths


@pytest.fixture(scope="module")
def tree() -> set[str]:
    return readme_tree((ROOT / "README.md").read_text(encoding="utf-8"))


def test_every_path_in_the_readmes_tree_exists(tree: set[str]) -> None:
    missing = sorted(path for path in tree if not any(ROOT.glob(path.rstrip("/"))))
    assert not missing, f"in the README's tree, but not there: {missing}"


def test_the_readmes_tree_shows_every_entry_of_the_root(tree: set[str]) -> None:
    entries = {path.parts[0] + ("/" if len(path.parts) > 1 else "") for path in project_files()}
    shown = {re.sub(r"^([^/]*/).*", r"\1", path) for path in tree}
    assert not entries - shown, f"not in the README's tree: {sorted(entries - shown)}"


def test_the_readmes_tree_shows_every_lesson_and_module(tree: set[str]) -> None:
    modules = {path for pattern in LISTED_ONE_BY_ONE for path in project_files() if path.match(pattern)}
    modules = {path for path in modules if len(path.parts) == 2 and path.name != "__init__.py"}
    shown = {path.relative_to(ROOT) for entry in tree for path in ROOT.glob(entry.rstrip("/"))}
    assert not modules - shown, f"not in the README's tree: {sorted(map(str, modules - shown))}"


@pytest.mark.parametrize(
    "block",
    [
        "cnn-explorer/\n├── Makefile          what to type\n├── tests/\n│   └── test_project.py  # this\n└── LICENSE\n",
        "Anything/\n  Makefile          what to type\n  tests/\n    test_project.py # this\n  LICENSE\n",
        "tests/    what holds\n  test_project.py\nMakefile, LICENSE  the rest\n\n",
    ],
)
def test_a_tree_is_read_however_it_is_drawn(block: str) -> None:
    readme = f"# It\n```\nmake run\n```\nand\n```text\n{block}```\n"
    assert readme_tree(readme) == {"Makefile", "tests/", "tests/test_project.py", "LICENSE"}


def requirement_lines() -> list[str]:
    files = sorted(ROOT.glob("requirements*.txt"))
    lines = [line.split("#")[0].strip() for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line and not line.startswith("-r ")]


@pytest.mark.parametrize("requirement", requirement_lines())
def test_a_requirement_is_bounded_on_both_sides(requirement: str) -> None:
    assert "==" in requirement or (">=" in requirement and "<" in requirement.replace("<=", "<"))


def test_what_checks_the_scripts_has_exact_versions_and_no_address() -> None:
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert not [name for name, package in packages.items() if "resolved" in package]


def test_no_file_names_a_path_of_one_machine() -> None:
    pattern = re.compile(r"(?<![\w.~}/-])/(?:work|root|home/\w+|Users/\w+)/")
    found = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path in project_files()
        for number, line in enumerate((text_of(path) or "").splitlines(), start=1)
        if pattern.search(line)
    ]
    assert not found, "\n".join(found)


def test_ci_can_be_run() -> None:
    script = ROOT / ".ci" / "run"
    assert script.read_text(encoding="utf-8").startswith("#!/usr/bin/env bash\n")
    assert Path(script).stat().st_mode & 0o111
