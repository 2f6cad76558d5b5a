"""The page of the three frameworks: their lines match, and what it offers runs and prints what it says."""

import json
import re
import subprocess
import sys

import numpy as np
import pytest

from cnn_steps import conv2d, pool2d
from tests.pages.app import open_box, open_page, said
from tests.pages.test_files import run_beside_the_package
from tests.programs import numbers, run
from tests.ui.app.test_downloads import code_of, notebook_problems
from ui.frameworks.tested import COVERED, PROGRAMS, SINGLE_PRECISION, TOGETHER

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
    assert numbers(run_beside_the_package(script, tmp_path)) == printed_numbers(app)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the frameworks' own
@pytest.mark.parametrize(
    "query",
    [
        {"network": "c2.3a~r~c2.3a~f~d2"},  # an average over several channels
        {"network": "c2.3a~f~d2", "image": "photo", "rows": "9", "columns": "8"},
        {"network": "c3.2s2ps~t~p3s1a~f~d3n", "image": "draw", "pixels": "3a5c00001", "seed": "3"},
        {"network": "f~d1"},
    ],
)
def test_the_scripts_of_all_three_print_what_the_page_says(query, framework, offered):
    app = open_page(PAGE, framework=framework, **query)
    (script,) = [text for name, text in offered.items() if name.endswith(".py")]
    _, printed = run(script)
    off_by_one = 1.5e-4 if framework in SINGLE_PRECISION else 0
    assert numbers(printed) == pytest.approx(printed_numbers(app), abs=off_by_one, rel=0)


@pytest.mark.parametrize(
    ("network", "words"),
    [
        ("p2", "gives maps of 1 × 3 × 2 numbers, from −1.0000 to 1.0000, and prints all of them."),
        ("i96.96.3~c4.3", "and prints this size, the smallest and the largest."),
        ("i96.96~f", "gives 9,216 numbers, from 0.0000 to 1.0000, and prints this size, the smallest and the largest."),
    ],
)
def test_of_maps_and_long_vectors_the_page_says_what_is_printed(network, words):
    assert words in said(open_page(PAGE, network=network))


def test_the_page_says_what_the_tests_run():
    (caption,) = [item.value for item in open_page(PAGE).main.caption if "tests of this project" in item.value]
    assert f"{PROGRAMS} random networks each" in caption
    assert all(words in caption for words in (*COVERED, *TOGETHER, *SINGLE_PRECISION))


def test_the_pytorch_notebook_prints_what_the_page_says(offered, tmp_path, torch):
    app = open_page(PAGE, network="lines", framework="PyTorch")
    (book,) = [text for name, text in offered.items() if name.endswith(".ipynb")]
    assert notebook_problems(book) == []
    ran = subprocess.run([sys.executable, "-c", code_of(book)], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert numbers(ran.stdout) == printed_numbers(app)


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


def test_the_padding_of_same_is_given_in_cells():
    app = open_box(open_page(PAGE, network="i8.8~c2.4s2ps~f~d2"), "question same")
    assert json.loads(app.main.dataframe[0].value.to_json(orient="records")) == [
        {"layer": "conv1", "top": 1, "bottom": 1, "left": 1, "right": 1}
    ]
    assert "same" not in "".join(box.label for box in open_page(PAGE).main.expander)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the frameworks' own
def test_pytorch_refuses_same_with_a_stride_and_keras_does_not(torch, framework):
    image = np.random.default_rng(0).normal(size=(7, 8))
    if framework == "PyTorch":
        with pytest.raises(ValueError, match="padding='same' is not supported for strided convolutions"):
            torch.nn.Conv2d(1, 1, 3, stride=2, padding="same")
        with pytest.raises(TypeError):
            torch.nn.functional.max_pool2d(torch.tensor(image[None]), 2, padding="same")
    if framework == "Keras":
        import keras

        layer = keras.layers.Conv2D(1, 4, strides=2, padding="same")
        batch = image[None, :, :, None].astype(np.float32)
        output = keras.ops.convert_to_numpy(layer(batch))[0, ..., 0]
        kernel = layer.get_weights()[0][..., 0, 0]
        np.testing.assert_allclose(output, conv2d(image, kernel, stride=2, padding="same"), rtol=1e-5, atol=1e-5)
        pooled = keras.layers.AveragePooling2D(2, strides=2, padding="same")(batch)
        wanted = pool2d(image, 2, padding="same", mode="avg", count_include_pad=False)
        np.testing.assert_allclose(keras.ops.convert_to_numpy(pooled)[0, ..., 0], wanted, rtol=1e-5)


def test_the_boxes_speak_of_the_network_in_view():
    divided = "those of conv2 by the 2 × 3 × 2 cells of a filter, hence `/ 12`"
    app = open_box(open_page(PAGE, network="c2.3~c2.3x2a~f"), "question layout")
    assert divided in said(app)
    assert "`.T`" not in said(app)
    app = open_box(app, "question order")
    assert "`layers.Permute((3, 1, 2))` puts the channels first" in said(app)
    app = open_box(open_page(PAGE, network="c2.3~f~r~d3"), "question order")
    assert "**every** map" in said(app) and "the rows move" in said(app)
    app = open_box(open_page(PAGE, network="c1.3~f~d3"), "question order")
    assert "it makes no difference" in said(app)
    assert "This network has no weights." in said(open_box(open_page(PAGE, network="p2~f"), "question layout"))


def test_a_network_that_ends_in_maps_is_not_said_to_answer() -> None:
    def weights(network: str) -> str:
        return next(item.value for item in open_page(PAGE, network=network).main.caption if "Weights" in item.value)

    assert weights("c2.3") == "Weights: random, seed 0."
    assert weights("f~d2") == "Weights: random, seed 0. Its answer means nothing until it is trained."
