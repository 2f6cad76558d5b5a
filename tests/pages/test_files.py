"""What a page offers to take along: its code as a script and a notebook that run, and its figures."""

import contextlib
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnn_steps import sample_photo, softmax
from cnn_steps.picture_files import FORMATS
from tests.pages.app import open_box, open_page, run_listing
from tests.project_files import ROOT
from tests.ui.app.test_downloads import code_of, notebook_problems
from ui.app.navigation import LESSONS

FIGURES = [  # a page, what has to be opened to see a figure, and the figure's key
    ("0_overview.py", "", "overview"),
    ("1_image.py", "", "pixel"),
    ("1_image.py", "", "change"),
    ("2_convolution.py", "", "convolution maps"),
    ("2_convolution.py", "question negative", "sign demo"),
    ("3_filters.py", "", "kernel at work"),
    ("4_stride-padding.py", "", "first stop"),
    ("5_activations.py", "", "activation maps"),
    ("6_pooling.py", "", "pooling maps"),
    ("7_dense.py", "", "dense maps"),
    ("7_dense.py", "", "dense logits"),
    ("8_softmax.py", "", "softmax shares"),
    ("11_backpropagation.py", "question nudge", "nudge errors"),
]


def run_beside_the_package(text: str, folder: Path) -> str:
    """What a script prints that is saved next to the folder ``cnn_steps`` and nothing else of the project."""
    (folder / "cnn_steps").symlink_to(ROOT / "cnn_steps")
    (folder / "saved.py").write_text(text, encoding="utf-8")
    ran = subprocess.run([sys.executable, "saved.py"], cwd=folder, capture_output=True, text=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def run_cells(text: str) -> str:
    """What the cells of a notebook print, run in order in one namespace."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        names: dict = {}
        for cell in json.loads(text)["cells"]:
            if cell["cell_type"] == "code":
                exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
    return printed.getvalue()


def figure_files(app: AppTest) -> list[dict]:
    """What each pair of buttons for PNG and SVG was told."""
    components = [item.proto for item in app.main.get("bidi_component")]
    return [json.loads(item.json) for item in components if item.component_name == "cnn_explorer_figure_files"]


@pytest.mark.parametrize(
    "lesson",
    [lesson for lesson in LESSONS if lesson.address != "frameworks"],  # its code is the page itself
    ids=lambda lesson: lesson.address or "overview",
)
def test_the_code_of_a_page_runs_as_a_script_and_as_a_notebook(lesson, offered, tmp_path):
    app = open_page(lesson.file)
    labels = [button.label for button in app.main.download_button]
    assert labels == ["Download script", "Download notebook"]
    name = f"{lesson.address or 'overview'}-{'lines' if lesson.address == 'training' else '9'}"
    assert set(offered) == {f"{name}.py", f"{name}.ipynb"}

    _, printed = run_listing(app)
    assert printed.strip()
    assert run_beside_the_package(offered[f"{name}.py"], tmp_path) == printed
    assert notebook_problems(offered[f"{name}.ipynb"]) == []
    assert run_cells(offered[f"{name}.ipynb"]) == printed
    assert code_of(offered[f"{name}.ipynb"]).split() == app.main.code[0].value.split()


KINDS = [kind for kind in FORMATS if kind != "HEIC"]  # which is only read


@pytest.mark.parametrize(
    ("file", "kind"),
    [("2_convolution.py", "PNG"), ("8_softmax.py", "PNG"), *(("1_image.py", kind) for kind in KINDS)],
)
def test_the_code_for_an_uploaded_picture_runs_next_to_that_picture(file, kind, offered, tmp_path, monkeypatch):
    picture = io.BytesIO()
    Image.fromarray(sample_photo()).resize((600, 400)).save(picture, kind)
    app = open_page(file, image="upload", rows="9", columns="8")
    app.sidebar.get("file_uploader")[0].upload("photo", picture.getvalue())
    app.run()
    assert not app.exception, app.exception
    (asked_for,) = set(re.findall(r"your-picture\.\w+", "".join(offered.values())))
    assert asked_for.split(".")[1] in (kind.lower(), {"JPEG": "jpg", "TIFF": "tif"}.get(kind))
    (tmp_path / asked_for).write_bytes(picture.getvalue())
    monkeypatch.chdir(tmp_path)
    variables, printed = run_listing(app)
    assert variables["stages"][-1].array.shape == (9, 8, 3)
    for made, shown in zip(variables["stages"], app.session_state["kept image of this run"].stages, strict=True):
        np.testing.assert_array_equal(made.array, shown.array)
    name = next(name for name in offered if name.endswith("-your-picture.py")).removesuffix(".py")
    assert run_beside_the_package(offered[f"{name}.py"], tmp_path) == printed
    assert run_cells(offered[f"{name}.ipynb"]) == printed


@pytest.mark.parametrize(("file", "box", "key"), FIGURES)
def test_a_figure_can_be_saved_once_its_box_is_open(file, box, key):
    app = open_box(open_page(file), box) if box else open_page(file)
    assert figure_files(app) == []
    (files,) = figure_files(open_box(app, f"{key} table"))
    charts = {chart.proto.id.split("-", 2)[2] for chart in app.main.get("plotly_chart")}
    assert files["charts"] and set(files["charts"]) <= charts, charts
    assert files["name"].endswith("-9")
    assert "Download CSV" in [button.label for button in app.main.download_button]


def test_a_figure_of_several_charts_is_saved_with_all_of_them_in_their_order():
    (overview,) = figure_files(open_box(open_page("0_overview.py", image="6"), "overview table"))
    assert overview == {
        "charts": ["overview image", "overview maps", "overview vector", "overview shares"],
        "name": "overview-6",
    }
    (maps,) = figure_files(open_box(open_page("2_convolution.py"), "convolution maps table"))
    assert maps == {"charts": [f"convolution maps {number}" for number in range(3)], "name": "convolution-maps-9"}


def test_the_numbers_of_a_figure_are_still_offered_as_csv(offered):
    open_box(open_page("2_convolution.py"), "convolution maps table")
    rows = [line.split(",") for line in offered["box.csv"].splitlines()]
    assert rows[0] == ["row", "0", "1", "2"]
    assert float(rows[1][2]) == 1.0
    assert np.array(rows).shape == (6, 4)


@pytest.mark.parametrize(
    ("file", "query", "box", "columns"),
    [
        ("0_overview.py", {}, "overview table", ["logit", "share"]),
        ("7_dense.py", {}, "dense logits table", ["logit", "share"]),
        ("8_softmax.py", {}, "softmax shares table", ["logit", "share"]),
        (
            "8_softmax.py",
            {"image": "4", "constant": "3", "temperature": "2", "bank": "eight"},
            "softmax shares table",
            ["logit", "changed logit", "share of the changed logit"],
        ),
        (
            "8_softmax.py",
            {"constant": "1"},
            "softmax shares table",
            ["logit", "changed logit", "share of the changed logit"],
        ),
        ("12_training.py", {"data": "digits", "reader": "shipped"}, "read as table", ["logit", "share"]),
    ],
)
def test_shares_stand_beside_the_logits_they_were_made_of(file, query, box, columns):
    app = open_box(open_page(file, **query), box)
    if file == "0_overview.py":
        app.selectbox(key="overview table name").set_value("logits and shares").run()
    (table,) = [frame.value for frame in app.main.dataframe if list(frame.value.columns) == columns]
    assert table.index.name in ("digit", "class") and len(table) == 10
    np.testing.assert_allclose(softmax(table[columns[-2]].to_numpy()), table[columns[-1]], atol=1e-9)


def test_every_table_of_numbers_names_its_rows():
    for file, box, name in (
        ("7_dense.py", "dense maps table", "row"),
        ("7_dense.py", "dense logits table", "digit"),
        ("10_why-convolutions.py", "growth table", "side"),
    ):
        (frame,) = open_box(open_page(file), box).main.dataframe
        assert frame.value.index.name == name
    app = open_box(open_page("7_dense.py"), "dense maps table")
    app.selectbox(key="dense maps table name").set_value("vector").run()
    assert app.main.dataframe[0].value.index.name == "entry"


def test_a_file_has_the_number_that_the_page_writes(offered):
    photo = {"image": "photo", "rows": "16", "columns": "16", "color": "gray", "range": "unit"}
    app = open_page("2_convolution.py", kernel="gaussian-blur", average="off", step="156", plain="on", **photo)
    key = "convolution stepper plain table"
    app = open_box(app, key)
    box = next(box for box in app.main.selectbox if box.key == f"{key} name")
    box.select(next(name for name in box.options if name.startswith("Feature map"))).run()
    csv = next(text for name, text in offered.items() if name.startswith("Feature map"))
    row, column = divmod(156, 14)
    assert csv.splitlines()[1 + row].split(",")[1 + column] == "0.525"
