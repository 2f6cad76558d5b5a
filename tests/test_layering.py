"""Imports point one way, pages → ui → ui/figures → cnn_steps → NumPy and Pillow, and state has one keeper."""

import ast
import sys
from pathlib import Path

import pytest

from tests.project_files import ROOT

FILES = "cnn_steps.picture_files"

# What each folder may import besides the standard library; the first line that matches a file counts.
ALLOWED: dict[str, set[str]] = {
    # What a file is and why it is refused is told by its bytes alone.
    "cnn_steps/picture_files/advice.py": set(),
    "cnn_steps/picture_files/coded_sizes.py": set(),
    "cnn_steps/picture_files/heif.py": set(),
    "cnn_steps/picture_files/structure.py": set(),
    "cnn_steps/picture_files/sources.py": {f"{FILES}.advice"},
    "cnn_steps/picture_files/heif_pictures.py": {f"{FILES}.coded_sizes", f"{FILES}.heif", f"{FILES}.structure"},
    "cnn_steps/picture_files/kinds.py": {
        *(f"{FILES}.advice", f"{FILES}.heif", f"{FILES}.heif_pictures", f"{FILES}.structure")
    },
    "cnn_steps/picture_files/refusals.py": {
        *(f"{FILES}.advice", f"{FILES}.heif_pictures", f"{FILES}.kinds", f"{FILES}.structure")
    },
    "cnn_steps/picture_files/reading.py": {"numpy", "PIL", "pi_heif", "cnn_steps"},
    "cnn_steps/picture_files": {"numpy", "PIL", "cnn_steps"},
    "cnn_steps/resizing.py": {"numpy", "PIL", "cnn_steps"},
    "cnn_steps": {"numpy", "cnn_steps"},
    "ui/theme.py": {"numpy"},
    "ui/figures": {"numpy", "plotly", "cnn_steps", "ui.figures", "ui.theme"},
    "ui/components": {"numpy", "PIL", "streamlit", "cnn_steps", "ui"},
    "ui": {"numpy", "PIL", "pandas", "plotly", "streamlit", "cnn_steps", "ui"},
    "pages": {"numpy", "streamlit", "cnn_steps", "ui"},
    "streamlit_app.py": {"numpy", "pandas", "streamlit", "cnn_steps", "ui"},
}
MOST_IN_A_CHAIN = 7  # modules of cnn_steps, each of which imports the next
STATE = {"session_state", "query_params"}
KEEPER_OF_STATE = Path("ui/address/state.py")


def sources() -> list[Path]:
    found = [*ROOT.glob("cnn_steps/**/*.py"), *ROOT.glob("ui/**/*.py"), *ROOT.glob("pages/**/*.py")]
    return sorted(path.relative_to(ROOT) for path in [*found, *ROOT.glob("streamlit_app.py")])


def imports(path: Path, tree: ast.AST) -> list[tuple[int, str]]:
    """Each imported module with its line, wherever in the file it is imported, relative ones made absolute."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = path.parts[: len(path.parts) - node.level] if node.level else ()
            module = ".".join([*above, *([node.module] if node.module else [])])
            # "from ui import figures" imports a module as well: judge "ui.figures", not "ui".
            found += [(node.lineno, f"{module}.{alias.name}") for alias in node.names]
    return found


def import_problems(path: Path, source: str) -> list[str]:
    allowed = next(names for prefix, names in ALLOWED.items() if path.is_relative_to(prefix))
    allowed = allowed | sys.stdlib_module_names
    return [
        f"{path}:{line} imports {module}, which {path.parent if path.parent.name else path} may not"
        for line, module in imports(path, ast.parse(source))
        if not any(module == name or module.startswith(f"{name}.") for name in allowed)
    ]


def longest_chain(modules: dict[str, set[str]]) -> list[str]:
    """The longest way from a module over what it imports, and what that imports, and so on."""
    chains: dict[str, list[str]] = {}

    def chain(module: str) -> list[str]:
        if module not in chains:
            further = [chain(name) for name in sorted(modules[module] - {module})]
            chains[module] = [module, *max(further, key=len, default=[])]
        return chains[module]

    return max(map(chain, modules), key=len)


def imported_modules(folder: str) -> dict[str, set[str]]:
    """The modules of a folder, each with those of them that it imports."""
    paths = {path: ".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in sources()}
    paths = {path: name for path, name in paths.items() if path.is_relative_to(folder)}
    modules = {}
    for path, module in paths.items():
        found = [name for _, name in imports(path, ast.parse((ROOT / path).read_text(encoding="utf-8")))]
        # "from cnn_steps.arrays import times" imports the module "cnn_steps.arrays", not "cnn_steps.arrays.times".
        names = {name if name in paths.values() else name.rpartition(".")[0] for name in found}
        modules[module] = names & set(paths.values())
    return modules


def state_problems(path: Path, source: str) -> list[str]:
    if path == KEEPER_OF_STATE:
        return []
    return [
        f"{path}:{node.lineno} touches {name}: let {KEEPER_OF_STATE} do it"
        for node in ast.walk(ast.parse(source))
        for name in [getattr(node, "attr", None) or (isinstance(node, ast.alias) and node.name)]
        if name in STATE
    ]


@pytest.mark.parametrize("path", sources(), ids=str)
def test_imports_point_one_way(path: Path) -> None:
    problems = import_problems(path, (ROOT / path).read_text(encoding="utf-8"))
    assert not problems, "\n".join(problems)


def test_what_cnn_steps_imports_is_reached_in_a_few_steps() -> None:
    assert len(longest_chain(imported_modules("cnn_steps"))) <= MOST_IN_A_CHAIN


@pytest.mark.parametrize(
    ("modules", "chain"),
    [
        ({"a": {"b", "c"}, "b": {"c"}, "c": set()}, ["a", "b", "c"]),
        ({"a": set(), "b": {"a"}, "c": {"a"}, "d": {"c"}}, ["d", "c", "a"]),
    ],
)
def test_the_longest_chain_of_imports_is_found(modules: dict[str, set[str]], chain: list[str]) -> None:
    assert longest_chain(modules) == chain


@pytest.mark.parametrize("path", sources(), ids=str)
def test_only_the_keeper_of_state_touches_it(path: Path) -> None:
    problems = state_problems(path, (ROOT / path).read_text(encoding="utf-8"))
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("cnn_steps/layers.py", "from PIL import Image"),
        ("cnn_steps/picture_files/decoded.py", "import pi_heif"),
        ("cnn_steps/picture_files/kinds.py", "import numpy as np"),
        ("cnn_steps/picture_files/structure.py", "from cnn_steps import arrays"),
        ("cnn_steps/layers.py", "def late():\n    import streamlit"),
        ("cnn_steps/layers.py", "from ui.figures import maps"),
        ("cnn_steps/layers.py", "from ..ui import figures"),
        ("ui/figures/maps.py", "import streamlit as st"),
        ("ui/figures/maps.py", "from ui import state"),
        ("ui/figures/maps.py", "from .. import state"),
        ("ui/theme.py", "from ui.figures import maps"),
        ("ui/theme.py", "import streamlit as st"),
        ("ui/components/stepper.py", "import plotly.graph_objects as go"),
        ("ui/app/page.py", "from pages import pooling"),
        ("pages/06_pooling.py", "import plotly.graph_objects as go"),
        ("pages/06_pooling.py", "import numpyish"),
    ],
)
def test_a_wrong_import_is_seen(path: str, source: str) -> None:
    assert import_problems(Path(path), source)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("cnn_steps/resizing.py", "from PIL import Image\nimport numpy as np\nfrom .layers import conv2d"),
        ("cnn_steps/layers.py", "from . import activations\nfrom cnn_steps.activations import relu\nimport json"),
        (
            "ui/figures/maps.py",
            "from .colors import SCALE\nfrom ui.figures import colors\nfrom ui.figures.maps import x",
        ),
        ("ui/app/page.py", "from . import state\nfrom ui import figures\nimport streamlit as st"),
        ("pages/06_pooling.py", "from ui import blocks\nfrom cnn_steps import pool2d\nimport streamlit as st"),
    ],
)
def test_a_right_import_is_let_through(path: str, source: str) -> None:
    assert not import_problems(Path(path), source)


@pytest.mark.parametrize(
    "source", ["st.session_state.x = 1", "x = st.query_params['a']", "from streamlit import session_state"]
)
def test_touching_state_elsewhere_is_seen(source: str) -> None:
    assert state_problems(Path("pages/06_pooling.py"), source)


def test_passing_query_params_on_is_not_touching_them() -> None:
    assert not state_problems(Path("pages/06_pooling.py"), "st.page_link(page, query_params={'size': '3'})")
