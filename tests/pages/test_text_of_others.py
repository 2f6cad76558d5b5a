"""What a person typed, named or stored is text wherever it is shown: looked for in every string that a page is sent."""

import ast
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from cnn_steps import init_parameters, sample_photo, save_parameters
from tests.hostile import MARK, SIGNS
from tests.pages.app import as_shown, open_box, open_page
from tests.project_files import ROOT
from tests.ui.picture.test_sidebar import png
from ui.address.settings import SETTINGS
from ui.app.navigation import LESSONS
from ui.networks.codes import PRESETS

TRAINING = "12_training.py"
LINES = PRESETS["lines"].plan.layers
# Shown as plain text, or not at all: names of widgets, listings, what the scripts of our own components are told.
PLAIN = {"id", "element_id", "key", "code_text", "json", "url", "language", "form_id", "query_string", "file_name"}

# Where text of others comes in: the address, files, browser components. Each has its test below or beside it.
WAYS_IN = {
    "query_params": {"ui/address/state.py"},
    "file_uploader": {"ui/picture/file_field.py"},
    "camera_input": {"ui/picture/file_field.py"},
    "component_value": {"ui/components/reports.py"},
    "reported": {  # checked to fit a type before it is taken; see test_what_a_browser_may_send.py
        "ui/components/cell_choice.py",
        "ui/components/kernel_editing.py",
        "ui/components/layer_stack.py",
        "ui/components/page_frame.py",
        "ui/components/pixel_drawing.py",
        "ui/steps/stepper.py",
        "ui/trail/card.py",
        "ui/training/card.py",
    },
    "text_input": set(),
    "text_area": set(),
    "chat_input": set(),
    "data_editor": set(),
}
# What is called so in the code may hold words of others; whoever shows it lets ``as_it_stands`` write it.
OTHERS = {"error", "problem", "refused", "refusal", "notice", "reason", "source"}
OTHERS_OF = {("network", "weights"), ("reader", "words"), ("chosen", "words"), ("file", "name")}
SHOWS = {
    *("markdown", "caption", "html", "latex", "write", "title", "header", "subheader", "info", "warning", "error"),
    *("success", "button", "expander", "toggle", "selectbox", "segmented_control", "number_input", "slider", "badge"),
    *("download_button", "page_link", "metric", "file_uploader", "camera_input", "popover", "table", "toast"),
}


def strings(message: Message, where: str) -> Iterator[tuple[str, str]]:
    """Every string in a message to the browser that is not plain text, with the field it stands in."""
    for field, value in message.ListFields():
        if field.name in PLAIN:
            continue
        values = value if isinstance(value, (list, tuple)) or hasattr(value, "append") else [value]
        for part in values:
            if isinstance(part, Message):
                yield from strings(part, f"{where}.{field.name}")
            elif isinstance(part, str):
                yield f"{where}.{field.name}", part


def nodes(node: Any) -> Iterator[Any]:
    yield node
    for child in getattr(node, "children", {}).values():
        yield from nodes(child)


def page_strings(app: AppTest) -> list[tuple[str, str]]:
    found = [(type(node).__name__, getattr(node, "proto", None)) for node in nodes(app._tree)]
    return [pair for name, proto in found if isinstance(proto, Message) for pair in strings(proto, name)]


def leaks(app: AppTest) -> list[str]:
    """Where the signs of a hostile text stand in what the page is sent."""
    return [f"{where}: {text}" for where, text in page_strings(app) if any(sign in text for sign in SIGNS)]


def with_every_box_open(app: AppTest) -> AppTest:
    ids = [node.proto.id for node in nodes(app._tree) if type(node).__name__ == "Expander" and node.proto.id]
    for key in (name.split("-", 2)[2] for name in ids):
        app.session_state[key] = True
    app.run()
    assert not app.exception, app.exception
    return app


def is_shown(app: AppTest, text: str) -> bool:
    return any(text in as_shown(found) for _, found in page_strings(app))


def test_a_leak_is_seen_in_markdown_html_a_formula_a_label_and_a_help_text():
    def page() -> None:
        import streamlit as st

        from tests.hostile import MARK

        st.markdown(MARK)
        st.html(MARK)
        st.latex(MARK)
        st.button(MARK, help=MARK)
        st.selectbox("choice", [MARK])
        st.expander(MARK)
        st.code(MARK)

    app = AppTest.from_function(page).run()
    assert {found.split(":")[0].split(".", 1)[1] for found in leaks(app)} >= {"body", "label", "help", "options"}
    assert len(leaks(app)) == 7


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.file)
def test_no_value_of_the_address_is_taken_for_more_than_text(lesson):
    app = open_page(lesson.file, **{name: MARK for name in SETTINGS}, **{"changes<b>": MARK})
    assert not leaks(app)
    assert is_shown(app, MARK[:17])


def weights_file(**changes: np.ndarray) -> bytes:
    file = io.BytesIO()
    save_parameters(file, init_parameters(LINES, (1, 8, 8), rng=np.random.default_rng(5)) | changes)
    return file.getvalue()


def upload(app: AppTest, name: str, contents: bytes) -> AppTest:
    open_box(app, "question load weights")
    app.file_uploader[0].upload(name, contents, "application/octet-stream").run()
    assert not app.exception, app.exception
    return app


def test_the_name_of_a_file_of_weights_is_text_on_every_page():
    app = upload(open_page(TRAINING), f"{MARK}.npz", weights_file())
    assert not leaks(with_every_box_open(app))
    app.button(key="use weights").click().run()
    assert is_shown(app, MARK)
    shown = 0
    for lesson in LESSONS:
        app.switch_page(f"pages/{lesson.file}").run()
        assert not leaks(with_every_box_open(app)), lesson.file
        shown += is_shown(app, MARK)
    assert shown >= 4  # stack, backpropagation, frameworks, and the answer beside the walk


def test_a_file_name_of_two_lines_stays_in_the_comment_of_a_listing():
    app = upload(open_page(TRAINING), "z\nimport os.npz", weights_file())
    app.button(key="use weights").click().run()
    app.switch_page("pages/9_stack.py").run()
    assert "# The weights were loaded from z import os.npz: save them" in app.main.code[0].value


def test_the_names_of_arrays_in_a_file_are_text():
    file = io.BytesIO()
    np.savez(file, **{MARK.replace("/", "|"): np.zeros(3)})
    app = upload(open_page(TRAINING), "weights.npz", file.getvalue())
    assert not leaks(app)
    assert MARK.replace("/", "|") in as_shown(app.main.error[0].value)


@pytest.mark.parametrize("contents", [b"no picture", png(sample_photo())], ids=["refused", "taken"])
def test_the_name_of_a_picture_is_text_on_every_page(contents):
    app = open_page("1_image.py", image="upload")
    app.sidebar.get("file_uploader")[0].upload(f"{MARK}.png", contents).run()
    assert is_shown(app, MARK) == (contents == b"no picture")
    for lesson in LESSONS:
        app.switch_page(f"pages/{lesson.file}").run()
        assert not leaks(with_every_box_open(app)), lesson.file


def sources() -> list[Path]:
    found = [*ROOT.glob("ui/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "streamlit_app.py"]
    return sorted(path.relative_to(ROOT) for path in found)


def test_text_of_others_comes_in_where_it_is_known_to() -> None:
    used: dict[str, set[str]] = {way: set() for way in WAYS_IN}
    for path in sources():
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            name = getattr(node, "attr", None) or getattr(node, "id", None)
            if name in WAYS_IN:
                used[name].add(path.as_posix())
    assert used == WAYS_IN


def unwritten(source: str) -> list[str]:
    """Words of others in a text that is shown, which ``as_it_stands`` has not written."""
    return [
        f"line {call.lineno}: {ast.unparse(part)}"
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in SHOWS
        if ast.unparse(call.func.value) != "_log"  # which nobody is shown
        for given in [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg in ("label", "help"))]
        for part in _bare(given)
        if _is_of_others(part)
    ]


def _bare(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of an expression, without what the one function writes and without keys and callbacks."""
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name) and node.func.id == "as_it_stands":
            return
        for inner in [*node.args, *([node.func.value] if isinstance(node.func, ast.Attribute) else [])]:
            yield from _bare(inner)
    elif isinstance(node, ast.IfExp):
        yield from _bare(node.body)
        yield from _bare(node.orelse)
    elif isinstance(node, ast.Name | ast.Attribute):
        yield node
    else:
        for inner in ast.iter_child_nodes(node):
            yield from _bare(inner)


def _is_of_others(node: ast.AST) -> bool:
    if isinstance(node, ast.Name):
        return node.id in OTHERS
    if isinstance(node, ast.Attribute):
        owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
        return node.attr in OTHERS or (owner, node.attr) in OTHERS_OF
    return False


@pytest.mark.parametrize("path", sources(), ids=str)
def test_one_function_writes_words_of_others(path: Path) -> None:
    assert not unwritten((ROOT / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        "st.error(error)",
        "st.markdown(f'Weights: {network.weights}.')",
        "st.caption(f'({sentence(refused)})')",
        "place.html('<b>' + run.source + '</b>')",
        "st.button('x', help=f'{file.name}')",
        "st.warning(notice if notice else 'all is well')",
    ],
)
def test_words_of_others_that_nobody_wrote_are_seen(source: str) -> None:
    assert unwritten(source)


def test_words_that_the_one_function_wrote_are_let_through() -> None:
    assert not unwritten("st.error(as_it_stands(sentence(error)))\nst.caption(f'{as_it_stands(network.weights)}')")
