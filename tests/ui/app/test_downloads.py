"""Files to take along: their names, and the code of a page as a script and as a notebook."""

import ast
import json
import re

import pytest

from ui.app.downloads import file_name, notebook, script

LISTING = """import numpy as np
from cnn_steps import DIGITS

image = DIGITS[9]

print(image.shape)  # “7×5”


print(image.sum())
"""
OWN = 'from cnn_steps import read_picture\n\npicture = read_picture("your-picture.heic", max_side=480)\n'


def cells(listing: str = LISTING) -> list[dict]:
    return json.loads(notebook(listing, "Images are numbers", "The 9"))["cells"]


def code_of(text: str) -> str:
    """The lines of a notebook's code cells, one cell after the other."""
    return "\n\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code")


def notebook_problems(text: str) -> list[str]:
    """What in a notebook breaks the rules of nbformat 4.5; a sentence each."""
    book = json.loads(text)
    problems = []
    if set(book) != {"cells", "metadata", "nbformat", "nbformat_minor"}:
        problems.append(f"the notebook has {sorted(book)}")
    if (book["nbformat"], book["nbformat_minor"]) != (4, 5):
        problems.append("the format is not 4.5")
    if (
        not {"name", "display_name"} <= set(book["metadata"]["kernelspec"])
        or not book["metadata"]["language_info"]["name"]
    ):
        problems.append("the kernel or the language has no name")
    identities = [cell["id"] for cell in book["cells"]]
    if len(set(identities)) < len(identities):
        problems.append("two cells have one id")
    for cell in book["cells"]:
        wanted = {"cell_type", "id", "metadata", "source"}
        if cell["cell_type"] == "code":
            wanted |= {"execution_count", "outputs"}
        if set(cell) != wanted:
            problems.append(f"{cell['id']} has {sorted(cell)}")
        if not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", cell["id"]):
            problems.append(f"the id {cell['id']} is not allowed")
        lines = cell["source"]
        if not lines or any(not line.endswith("\n") for line in lines[:-1]) or lines[-1].endswith("\n"):
            problems.append(f"{cell['id']} is not split into lines")
        if cell["cell_type"] == "code" and (cell["execution_count"] is not None or cell["outputs"] != []):
            problems.append(f"{cell['id']} pretends to have run")
    return problems


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("convolution", "convolution maps", "The 9"), "convolution-maps-9"),
        (("stride-padding", "first stop", "Your drawing"), "stride-padding-first-stop-your-drawing"),
        (("overview", "overview", "The cat"), "overview-cat"),
        (("image", "a/b: ../c"), "image-a-b-c"),
    ],
)
def test_a_file_is_named_by_its_page_its_figure_and_its_image(parts, name):
    assert file_name(*parts) == name


def test_a_notebook_keeps_the_rules_of_its_format():
    assert notebook_problems(notebook(LISTING, "Images are numbers", "The 9")) == []


def test_a_notebook_opens_with_its_title_and_what_it_needs():
    first = cells()[0]
    text = "".join(first["source"])
    assert first["cell_type"] == "markdown"
    assert text.startswith("# Images are numbers\n")
    assert "on the 9" in text and "`cnn_steps`" in text and "NumPy and Pillow" in text


def test_a_notebook_has_a_cell_for_each_paragraph_and_loses_no_line():
    sources = ["".join(cell["source"]) for cell in cells()[1:]]
    assert len(sources) == 4
    assert sources[-1] == "print(image.sum())"
    assert ast.dump(ast.parse(code_of(notebook(LISTING, "", "The 9")))) == ast.dump(ast.parse(LISTING))


def test_a_script_says_what_it_is_before_the_listing_as_it_stands_on_the_page():
    text = script(LISTING, "Softmax: is it a 9?", "Your drawing")
    words = ast.get_docstring(ast.parse(text))
    assert words.startswith("The numbers of the page “Softmax: is it a 9?” on your drawing, computed again.")
    assert "cnn_steps" in words and "NumPy and Pillow" in words
    assert text.endswith(f'"""\n\n{LISTING}')


def test_only_a_file_that_reads_a_picture_of_ones_own_asks_for_it():
    words = "Your picture is not in this file: save it next to it as your-picture.heic."
    assert words in ast.get_docstring(ast.parse(script(OWN, "Convolution", "Your picture")))
    assert words in "".join(cells(OWN)[0]["source"])
    assert script(OWN + OWN, "Convolution", "Your picture").count(words) == 1
    assert "Your picture" not in script(LISTING, "Convolution", "The 9") + notebook(LISTING, "Convolution", "The 9")
