"""How the scripts of browser components become one module, and what is refused on the way."""

import re
from pathlib import Path

import pytest

from ui.components import files
from ui.components.files import FOLDER, joined, scripts_of

TYPES_ALONE = "shared/wire.js"
SCRIPTS = sorted({path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("**/*.js")} - {TYPES_ALONE})
ENTRIES = [script for script in SCRIPTS if "\nexport default" in (FOLDER / script).read_text(encoding="utf-8")]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in the place of that of the components."""
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    return tmp_path


def put(folder: Path, scripts: dict[str, str]) -> None:
    for name, text in scripts.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_a_script_stands_after_what_it_imports_and_everything_stands_once(folder: Path) -> None:
    put(
        folder,
        {
            "card/card.js": 'import { b } from "./b.js";\nimport { a } from "../shared/a.js";\nexport default b(a);\n',
            "card/b.js": 'import { a } from "../shared/a.js";\nimport "./alone.js";\n\nexport function b() {}\n',
            "card/alone.js": "addEventListener(b, c);\n",
            "shared/a.js": "export const a = 1;\nexport async function c() {}\n",
        },
    )
    assert scripts_of("card/card.js") == ("shared/a.js", "card/alone.js", "card/b.js", "card/card.js")
    assert joined("card/card.js").splitlines() == [
        "const a = 1;",
        "async function c() {}",
        "addEventListener(b, c);",
        "function b() {}",
        "export default b(a);",
    ]


def test_only_the_entry_keeps_its_exports(folder: Path) -> None:
    put(folder, {"entry.js": 'import { a } from "./a.js";\nexport const b = a;\n', "a.js": "export const a = 1;\n"})
    assert joined("entry.js") == "const a = 1;\nexport const b = a;\n"


def test_comments_and_empty_lines_are_not_sent(folder: Path) -> None:
    code = """// What this is.

/**
 * @typedef {{ a: number }} Told * and more
 */

/** @type {(a: number) => number} */
export const a = (b) => {
  // why

  const c = /** @type {Told} */ (b); // pixels
  return c * 2; /** one */ const d = 3; /** two */
};
"""
    put(folder, {"entry.js": code})
    assert joined("entry.js").splitlines() == [
        "export const a = (b) => {",
        "const c = (b);",
        "return c * 2; const d = 3; ",
        "};",
    ]


@pytest.mark.parametrize(
    "line", ['  const a = "https://b.example/c"; // d', 'const a = "b // c";', "const a = `b // ${c}`;"]
)
def test_what_may_be_a_part_of_a_string_is_sent(folder: Path, line: str) -> None:
    put(folder, {"entry.js": f"{line}\n"})
    assert joined("entry.js") == f"{line.removesuffix(' // d').lstrip()}\n"


@pytest.mark.parametrize(
    ("scripts", "refusal"),
    [
        (
            {"entry.js": 'import { a, b } from "./c.js";\n', "c.js": "export const a = 1;\nconst b = 2;\n"},
            r"entry\.js imports b, which c\.js does not export",
        ),
        (
            {"entry.js": 'import { a as b } from "./c.js";\n', "c.js": "export const a = 1;\n"},
            r"entry\.js imports a as b, which c\.js does not export",
        ),
        (
            {"entry.js": 'import { a } from "./c.js";\nclass b {}\n', "c.js": "export const a = 1;\nlet b = 2;\n"},
            r"c\.js and entry\.js both declare b: give one of them another name",
        ),
        (
            {"entry.js": 'import "./c.js";\nconst { a: b, d } = {};\n', "c.js": "const [c,\n  ...b] = [];\n"},
            r"c\.js and entry\.js both declare b: give one of them another name",
        ),
        (
            {
                "entry.js": 'import { a } from "./a/a.js";\n',
                "a/a.js": 'import { b } from "../b.js";\nexport const a = b;\n',
                "b.js": 'import { a } from "./a/a.js";\nexport const b = a;\n',
            },
            r"entry\.js imports a/a\.js imports b\.js imports a/a\.js: move what both need to a third",
        ),
        (
            {"entry.js": 'import { a } from "./c.js";\n', "c.js": "export const a = 1;\nexport default a;\n"},
            r"entry\.js imports c\.js, an entry: move what both need to a third",
        ),
        ({"entry.js": 'import a from "./c.js";\n'}, r'entry\.js has "import a from "\./c\.js";": write import \{ a \}'),
        ({"entry.js": 'import { a } from "c";\n'}, r'entry\.js has "import \{ a \} from "c";": write import \{ a \}'),
        ({"entry.js": "const a = 1;\nexport { a };\n"}, r'entry\.js has "export \{ a \};": write .* or export const a'),
    ],
)
def test_what_the_joined_scripts_would_break_on_is_refused(folder: Path, scripts: dict[str, str], refusal: str) -> None:
    put(folder, scripts)
    with pytest.raises(ValueError, match=refusal):
        joined("entry.js")


def test_the_same_name_inside_two_functions_is_no_clash(folder: Path) -> None:
    text = "export function {0}() {{\n  const same = 1;\n  return same;\n}}\n"
    put(folder, {"entry.js": 'import { a } from "./a.js";\n' + text.format("b"), "a.js": text.format("a")})
    assert joined("entry.js").count("const same") == 2


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_script_of_a_component_is_one_module(entry: str) -> None:
    script = joined(entry)
    assert not re.search(r"^import\b|^\s*//|/\*\*", script, re.MULTILINE)
    assert len(re.findall(r"^export default\b", script, re.MULTILINE)) == 1


def test_every_script_belongs_to_a_component() -> None:
    assert {script for entry in ENTRIES for script in scripts_of(entry)} == set(SCRIPTS)
