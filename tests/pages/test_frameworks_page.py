"""The page of the three frameworks: their lines match, and what it offers runs and prints what it says."""

import json
import re
import subprocess
import sys

import pytest

from tests.pages.app import open_box, open_page
from tests.pages.test_files import run_beside_the_package
from tests.ui.test_downloads import code_of, notebook_problems

PAGE = "14_frameworks.py"


def table(app) -> str:
    (found,) = [item.proto.body for item in app.main.get("html") if "code-lines" in item.proto.body]
    return str(found)


def printed_numbers(app) -> list[float]:
    (found,) = [item.proto.body for item in app.main.get("html") if item.proto.body.startswith("<pre")]
    return [float(text) for text in re.sub("<.*?>", "", found).replace("−", "-").split()]


@pytest.mark.parametrize("network", ["nine", "lines", "lenet-5"])
def test_every_layer_has_a_row_with_its_lines_in_all_three(network):
    app = open_page(PAGE, network=network)
    body = table(app)
    rows = body.split("<tbody>")[1].count("<tr>")
    assert body.count('data-framework="NumPy"') == body.count('data-framework="Keras"') == rows > 4


def test_the_script_prints_what_the_page_says(offered, tmp_path):
    app = open_page(PAGE, image="6")
    (script,) = [text for name, text in offered.items() if name.endswith(".py")]
    printed = run_beside_the_package(script, tmp_path)
    numbers = [float(text) for text in printed.strip("[] \n").split()]
    assert numbers == pytest.approx(printed_numbers(app), abs=5e-5)


def test_the_pytorch_notebook_prints_what_the_page_says(offered, tmp_path, torch):
    app = open_page(PAGE, network="lines", framework="PyTorch")
    (book,) = [text for name, text in offered.items() if name.endswith(".ipynb")]
    assert notebook_problems(book) == []
    ran = subprocess.run([sys.executable, "-c", code_of(book)], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert [float(text) for text in ran.stdout.strip("[] \n").split()] == pytest.approx(printed_numbers(app), abs=5e-5)


def test_the_listing_on_the_page_is_cut_where_the_weights_begin():
    app = open_page(PAGE, network="lenet-5")
    (code,) = [item.value for item in app.main.code]
    assert len(code) < 3_000
    assert '…"' in code


def test_a_network_with_many_weights_offers_them_as_a_file():
    app = open_page(PAGE, network="landscape")
    assert [button.label for button in app.main.download_button][-1] == "Download network.npz"
    assert 'np.load("network.npz")' in app.main.code[0].value


def test_what_keras_can_not_do_is_said_and_the_others_stay():
    app = open_page(PAGE, network="c2.2s2d2~f~d2")
    (refused,) = app.error
    assert "Keras has no convolution" in refused.value
    assert 'data-framework="PyTorch"' in table(app)
    assert 'data-framework="Keras"' not in table(app)


def test_a_network_that_does_not_fit_is_named_with_its_layer():
    app = open_page(PAGE, network="c2.9~f~d2")
    assert "Conv1" in app.error[0].value or "conv1" in app.error[0].value.lower()


def test_the_boxes_say_where_the_weights_stand():
    app = open_box(open_page(PAGE), "question layout")
    rows = json.loads(app.main.dataframe[0].value.to_json(orient="records"))
    assert rows[0] == {"layer": "conv1", "NumPy": "3 × 1 × 3 × 3", "PyTorch": "3 × 1 × 3 × 3", "Keras": "3 × 3 × 1 × 3"}
    assert rows[1] == {"layer": "dense1", "NumPy": "24 × 10", "PyTorch": "10 × 24", "Keras": "24 × 10"}
    app = open_box(open_page(PAGE), "question order")
    second = app.main.dataframe[0].value.iloc[1]
    assert (second["NumPy and PyTorch"], second["Keras"]) == ("map 0, row 0, column 1", "map 1, row 0, column 0")
    assert any("all three" in caption.value for caption in open_page(PAGE).main.caption)
