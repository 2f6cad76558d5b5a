"""Imports point one way: from pages through the rooms of ui to cnn_steps, NumPy and Pillow; state has one keeper."""

import ast
import sys
from collections.abc import Iterable, Mapping
from functools import cache
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
    "ui/address": {"numpy", "streamlit", "cnn_steps", "ui.words", "ui.figures", "ui.address"},
    "ui/components": {"numpy", "PIL", "streamlit", "cnn_steps", "ui"},
    "ui": {"numpy", "PIL", "pandas", "plotly", "streamlit", "cnn_steps", "ui"},
    "pages": {"numpy", "streamlit", "cnn_steps", "ui"},
    "streamlit_app.py": {"numpy", "pandas", "streamlit", "cnn_steps", "ui"},
}
# The rooms of ui, from the bottom up. A module imports from its own room and from those above it in this list.
ROOMS = {
    "theme": "Every color and size.",
    "words": "What an error says, and the words of others as they stand.",
    "figures": "Arrays in, Plotly figures and written numbers out.",
    "address": "What a person has chosen, in the address and in the session.",
    "components": "What runs in the browser, and the messages between it and Python.",
    "controls": "A control for each kind of setting.",
    "picture": "The image in view: chosen, prepared, changed by hand.",
    "app": "What every lesson is made of: its place in the menu, its parts, its charts, its files.",
    "operations": "What is said about each operation: to the step card, in formulas.",
    "steps": "The step card on a page, and its steps as plain figures and as a GIF.",
    "networks": "The networks: the small one of the first lessons, and the one in view on the later pages.",
    "kernels": "The kernel in use: chosen, edited, learned.",
    "listings": "The code for each page.",
    "frameworks": "A network as code for NumPy, PyTorch and Keras.",
    "backward": "The way back through a network: its step cards and formulas.",
    "trail": "Where a number comes from.",
    "what_if": "One number changed on trial, and what becomes of all later ones.",
    "training": "Trainings: what is asked for, the process that does them, what came of them.",
    "lessons": "What one lesson alone has.",
    "frame": "What surrounds every page: before it and after it, and what the browser's tab keeps.",
}
MOST_BESIDE_THE_FOLDERS = 3  # modules of ui that are in no folder
WITHOUT_STREAMLIT = ("ui.picture.current", "ui.picture.preparing")
MOST_IN_A_CHAIN = {"cnn_steps": 7, ".": 17}  # modules of a folder, each of which imports the next
MOST_OF_A_PAGE = 12  # modules of the project that a page itself imports
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


@cache
def project_modules() -> dict[str, set[str]]:
    """Every module of the project, with those of the project that it imports."""
    return imported_modules(".")


def module_of(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def imported_modules(folder: str, texts: Mapping[Path, str] | None = None) -> dict[str, set[str]]:
    """The modules of a folder, each with those of them that it imports; "." is the whole project.

    Parameters
    ----------
    texts : the modules as text, by their paths; ``None`` for those of the project.
    """
    texts = texts or {path: (ROOT / path).read_text(encoding="utf-8") for path in sources()}
    trees = {path: ast.parse(text) for path, text in texts.items() if path.is_relative_to(folder)}
    known = {module_of(path) for path in trees}
    modules = {}
    for path, tree in trees.items():
        found = [name for _, name in imports(path, tree)]
        # "from cnn_steps.arrays import times" imports the module "cnn_steps.arrays", not "cnn_steps.arrays.times".
        modules[module_of(path)] = {name if name in known else name.rpartition(".")[0] for name in found} & known
    return modules


def room_of(module: str) -> str:
    """The room of a module of ui, such as "ui.picture.current"; empty for every other module."""
    return module.split(".")[1] if module.startswith("ui.") else ""


def room_problems(path: Path, source: str) -> list[str]:
    """Imports of a module of ui from rooms that stand on its own."""
    below = list(ROOMS)[: list(ROOMS).index(room_of(module_of(path))) + 1]
    return [
        f"{path}:{line} imports {module}, and {room_of(module)} stands on {room_of(module_of(path))}"
        for line, module in imports(path, ast.parse(source))
        if room_of(module) in ROOMS and room_of(module) not in below
    ]


def page_problems(modules: dict[str, set[str]]) -> list[str]:
    """Pages that import too many modules of the project themselves."""
    return [
        f"{module} imports {len(found)} modules, more than {MOST_OF_A_PAGE}: {', '.join(sorted(found))}"
        for module, found in modules.items()
        if module.startswith("pages.") and len(found) > MOST_OF_A_PAGE
    ]


def beside_the_folders(paths: Iterable[Path]) -> list[str]:
    """The modules of ui that are in no folder."""
    return [path.name for path in paths if path.parent == Path("ui") and path.name != "__init__.py"]


def reached_from(module: str, modules: dict[str, set[str]]) -> set[str]:
    """A module, what it imports, what that imports, and so on."""
    reached, waiting = set(), [module]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += modules[name]
    return reached


def streamlit_problems(path: Path, source: str) -> list[str]:
    return [
        f"{path}:{line} imports {module}"
        for line, module in imports(path, ast.parse(source))
        if module == "streamlit" or module.startswith("streamlit.")
    ]


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


@pytest.mark.parametrize(("folder", "most"), MOST_IN_A_CHAIN.items())
def test_what_is_imported_is_reached_in_a_few_steps(folder: str, most: int) -> None:
    chain = longest_chain(imported_modules(folder))
    assert len(chain) <= most, " → ".join(chain)


def test_a_chain_through_pages_ui_and_cnn_steps_is_followed() -> None:
    texts = {
        Path("pages/2_convolution.py"): "from ui.app import page",
        Path("ui/app/page.py"): "from ..figures import maps",
        Path("ui/figures/maps.py"): "def late():\n    from cnn_steps.layers import Conv",
        Path("cnn_steps/layers.py"): "import numpy",
    }
    chain = ["pages.2_convolution", "ui.app.page", "ui.figures.maps", "cnn_steps.layers"]
    assert longest_chain(imported_modules(".", texts)) == chain
    assert longest_chain(imported_modules("ui", texts)) == chain[1:3]


@pytest.mark.parametrize(
    ("modules", "chain"),
    [
        ({"a": {"b", "c"}, "b": {"c"}, "c": set()}, ["a", "b", "c"]),
        ({"a": set(), "b": {"a"}, "c": {"a"}, "d": {"c"}}, ["d", "c", "a"]),
    ],
)
def test_the_longest_chain_of_imports_is_found(modules: dict[str, set[str]], chain: list[str]) -> None:
    assert longest_chain(modules) == chain


IN_UI = [path for path in sources() if path.is_relative_to("ui") and path != Path("ui/__init__.py")]


@pytest.mark.parametrize("path", IN_UI, ids=str)
def test_no_import_runs_up(path: Path) -> None:
    assert room_of(module_of(path)) in ROOMS, f"say in ROOMS what {path} is for and where it stands"
    problems = room_problems(path, (ROOT / path).read_text(encoding="utf-8"))
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("ui/address/state.py", "from ui.components import wire"),
        ("ui/address/codes.py", "from ui.picture.changes import Change"),
        ("ui/figures/maps.py", "import ui.app.charts"),
        ("ui/words.py", "from .figures.numbers import written"),
        ("ui/controls.py", "from ui import app"),
        ("ui/trail/chains.py", "def late():\n    from ui.lessons.softmax import adjusted"),
        ("ui/training/__init__.py", "from ..frame import tab"),
    ],
)
def test_an_import_that_runs_up_is_seen(path: str, source: str) -> None:
    assert room_problems(Path(path), source)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("ui/lessons/softmax.py", "from ui.app import page\nfrom ui.words import sentence\nfrom cnn_steps import relu"),
        ("ui/trail/chains.py", "from .levels import share_level\nfrom ..networks.walk import ForwardPass"),
        ("ui/controls.py", "from ui import words\nimport streamlit as st"),
    ],
)
def test_an_import_that_runs_down_is_let_through(path: str, source: str) -> None:
    assert not room_problems(Path(path), source)


def test_a_page_imports_a_dozen_modules_at_most() -> None:
    problems = page_problems(project_modules())
    assert not problems, "\n".join(problems)


def test_a_page_that_imports_more_is_seen() -> None:
    below = [f"room{number}.module" for number in range(MOST_OF_A_PAGE)]
    texts = {Path(f"ui/{name.replace('.', '/')}.py"): "" for name in [*below, "one.more"]}
    page = "".join(f"from ui.{name} import first, second\n" for name in below)
    assert not page_problems(imported_modules(".", {**texts, Path("pages/2_convolution.py"): page}))
    page += "def late():\n    from ui.one import more\n"
    assert page_problems(imported_modules(".", {**texts, Path("pages/2_convolution.py"): page}))


def test_few_modules_stand_beside_the_folders_of_ui() -> None:
    found = beside_the_folders(sources())
    assert len(found) <= MOST_BESIDE_THE_FOLDERS, found
    assert beside_the_folders([Path("ui/__init__.py"), Path("ui/app/page.py"), Path("ui/maps.py")]) == ["maps.py"]


@pytest.mark.parametrize("module", WITHOUT_STREAMLIT)
def test_what_an_image_is_needs_no_streamlit(module: str) -> None:
    for name in reached_from(module, project_modules()):
        path = next(path for path in sources() if module_of(path) == name)
        problems = streamlit_problems(path, (ROOT / path).read_text(encoding="utf-8"))
        assert not problems, "\n".join(problems)


@pytest.mark.parametrize("source", ["import streamlit as st", "from streamlit.components import v2"])
def test_streamlit_is_seen_however_far_below(source: str) -> None:
    texts = {
        Path("ui/picture/current.py"): "from ui.picture import changes",
        Path("ui/picture/changes.py"): "from ui.address.codes import slug",
        Path("ui/address/codes.py"): source,
        Path("ui/app/page.py"): "",
    }
    reached = reached_from("ui.picture.current", imported_modules(".", texts))
    assert reached == {"ui.picture.current", "ui.picture.changes", "ui.address.codes"}
    assert streamlit_problems(Path("ui/address/codes.py"), source)


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
