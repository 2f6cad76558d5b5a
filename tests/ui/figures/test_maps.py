"""Grids as figures: numbers, axes, outlines, hatching, scales."""

import re

import numpy as np
import plotly.graph_objects as go
import pytest

from ui.figures.maps import CELL, LARGEST, MOST_HATCHED, Panel, maps_figure, scale_limit
from ui.theme import contrast, levels, scale_levels, theme


def shapes(figure: go.Figure, name: str) -> list:
    return [shape for shape in figure.layout.shapes if shape.name == name]


def cell_size(figure: go.Figure, number: int = 0) -> tuple[float, float]:
    """Height and width of a cell in pixels."""
    suffix = str(number + 1) if number else ""
    x, y = figure.layout[f"xaxis{suffix}"], figure.layout[f"yaxis{suffix}"]
    width = (x.domain[1] - x.domain[0]) * figure.layout.width / (x.range[1] - x.range[0])
    return (y.domain[1] - y.domain[0]) * figure.layout.height / (y.range[0] - y.range[1]), width


def test_a_heatmap_carries_the_numbers_themselves():
    values = np.array([[1.0, -0.5], [0.25, 0.0], [2.0, -3.0]])
    figure = maps_figure([[Panel("a", values)]])
    np.testing.assert_array_equal(figure.data[0].z, values)
    assert figure.data[0].name == "a"


def test_row_0_is_at_the_top():
    axis = maps_figure([[Panel("a", np.zeros((4, 2)))]]).layout.yaxis
    assert axis.range == (3.5, -0.5)
    assert axis.constraintoward == "top"


@pytest.mark.parametrize("shape", [(7, 5), (5, 128), (126, 126)])
def test_cells_are_square(shape):
    figure = maps_figure([[Panel("a", np.zeros(shape))]])
    assert figure.layout.yaxis.scaleanchor == "x"
    height, width = cell_size(figure)
    assert height == pytest.approx(width, rel=0.02)
    assert height <= CELL + 1


def test_every_grid_is_tied_to_its_own_axes():
    figure = maps_figure([[Panel("a", np.zeros((3, 3))), Panel("b", np.zeros((2, 2)))], [Panel("c", np.zeros((1, 4)))]])
    assert [(trace.xaxis, trace.yaxis) for trace in figure.data] == [("x", "y"), ("x2", "y2"), ("x3", "y3")]
    assert figure.layout.yaxis3.scaleanchor == "x3"
    assert figure.layout.xaxis2.domain[0] > figure.layout.xaxis.domain[1]
    assert figure.layout.yaxis3.domain[1] < figure.layout.yaxis.domain[0]


def test_numbers_are_printed_up_to_20_by_20_and_not_beyond():
    printed = maps_figure([[Panel("a", np.full((20, 20), -1 / 9))]])
    assert "−0.11" in printed.data[0].text[19][19]
    assert maps_figure([[Panel("a", np.zeros((21, 5)))]]).data[0].text is None


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("kind", ["signed", "picture"])
def test_every_number_stands_out_from_its_cell(kind, dark):
    values = np.linspace(-1, 1, 400).reshape(20, 20)
    trace = maps_figure([[Panel("a", values, kind)]], dark=dark).data[0]
    colors = theme(dark)
    assert trace.textfont.color == colors.black_ink
    for value, text in zip(values.flat, [text for row in trace.text for text in row], strict=True):
        ground = luminance(value, trace.colorscale)
        ink = 1.0 if text.startswith(f'<span style="color:{colors.white_ink}">') else 0.0
        lighter, darker = max(ground, ink), min(ground, ink)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def luminance(value: float, scale) -> float:
    """The relative luminance, as WCAG defines it, of a value from -1 to 1 on a color scale."""
    shares = [share for share, _ in scale]
    stops = [levels(color) for _, color in scale]
    parts = [np.interp((value + 1) / 2, shares, stop) / 255 for stop in zip(*stops, strict=True)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def test_numbers_that_would_touch_are_left_out():
    grid = [[Panel("a", np.zeros((15, 15)))]]
    assert maps_figure(grid).data[0].text is not None
    assert maps_figure(grid, largest=LARGEST).data[0].text is None


def test_printed_numbers_fit_their_cells():
    figure = maps_figure([[Panel("a", np.full((20, 20), -0.25))]])
    letters, (_, width) = len("−0.25"), cell_size(figure)
    assert letters * 0.6 * figure.data[0].textfont.size <= width - 2  # a monospaced letter is 0.6 of its size wide


def test_a_window_is_outlined_by_name_around_its_cells():
    figure = maps_figure([[Panel("a", np.zeros((5, 3))), Panel("b", np.zeros((5, 3)), outlines=[(1, 0, 2, 3)])]])
    (window,) = shapes(figure, "window")
    assert (window.x0, window.x1, window.y0, window.y1) == (-0.5, 2.5, 0.5, 2.5)
    assert (window.xref, window.yref) == ("x2", "y2")


def test_hatching_strokes_every_hatched_cell_and_no_other():
    hatched = np.zeros((3, 4), dtype=bool)
    hatched[2, :] = hatched[:, 3] = True
    figure = maps_figure([[Panel("a", np.zeros((3, 4)), hatched=hatched)]])
    (path,) = shapes(figure, "hatching")
    points = np.array(re.findall(r"[ML](-?[\d.]+),(-?[\d.]+)", path.path), dtype=float)
    cells = {(round(row), round(column)) for column, row in points}
    assert cells == {tuple(cell) for cell in np.argwhere(hatched).tolist()}


def test_hatching_of_thousands_of_cells_stays_a_short_path():
    figure = maps_figure([[Panel("a", np.zeros((126, 126)), hatched=np.ones((126, 126), dtype=bool))]])
    (path,) = shapes(figure, "hatching")
    assert 50 < path.path.count("M") <= 4 * MOST_HATCHED


def test_without_hatched_cells_there_is_no_hatching():
    assert not maps_figure([[Panel("a", np.zeros((3, 3)), hatched=np.zeros((3, 3), dtype=bool))]]).layout.shapes


def test_a_shared_limit_gives_all_grids_one_scale():
    figure = maps_figure([[Panel("a", np.array([[4.0]])), Panel("b", np.array([[-0.5]]))]], limit=5.0)
    assert [(trace.zmin, trace.zmax) for trace in figure.data] == [(-5, 5), (-5, 5)]


def test_without_a_limit_each_grid_has_its_own_scale_around_zero():
    figure = maps_figure([[Panel("a", np.array([[4.0, -1.0]])), Panel("b", np.array([[-0.5]]))]])
    assert [(trace.zmin, trace.zmax) for trace in figure.data] == [(-4, 4), (-0.5, 0.5)]


def test_the_limit_of_a_panel_comes_first():
    figure = maps_figure([[Panel("a", np.array([[0.5]]), limit=1.0), Panel("b", np.array([[9.0]]))]], limit=9.0)
    assert [trace.zmax for trace in figure.data] == [1, 9]


def test_red_is_negative_and_blue_is_positive_on_light_and_on_dark():
    for dark in (False, True):
        scale = maps_figure([[Panel("a", np.array([[1.0]]))]], dark=dark).data[0].colorscale
        low, high = (levels(scale[end][1]) for end in (0, -1))
        assert low[0] > low[2] and high[2] > high[0]


def test_a_gray_picture_goes_from_black_to_white_over_its_range():
    figure = maps_figure([[Panel("a", np.array([[0.0, 255.0]]), "picture", (0.0, 255.0))]], limit=1.0)
    assert (figure.data[0].zmin, figure.data[0].zmax) == (0, 255)


def test_a_color_picture_is_an_image_trace_of_8_bit_levels():
    picture = np.zeros((3, 2, 4))
    picture[0] = 1.0  # red in every pixel
    picture[2, 1, 3] = 0.5
    trace = maps_figure([[Panel("a", picture, "picture", (0.0, 1.0))]]).data[0]
    assert trace.type == "image"
    levels = np.asarray(trace.z)
    assert levels.shape == (2, 4, 3)
    assert levels[0, 0].tolist() == [255, 0, 0]
    assert levels[1, 3].tolist() == [255, 0, 128]


def test_a_title_has_room_above_a_narrow_grid():
    title = "diagonal line, after the move"
    figure = maps_figure([[Panel("a", np.zeros((2, 2))), Panel(title, np.zeros((2, 1)))]])
    (left,) = [note.x * figure.layout.width for note in figure.layout.annotations if title in note.text]
    assert figure.layout.width - left >= 6.5 * len(title)


def test_small_values_do_not_stretch_the_scale():
    assert scale_limit(np.array([0.1])) == 1.0
    assert scale_limit(np.array([0.1]), np.array([-7.5, np.nan, np.inf])) == 7.5


def test_cells_not_worked_out_yet_are_empty_with_dotted_edges():
    blank = np.array([[False, True], [True, True]])
    figure = maps_figure([[Panel("a", np.array([[1.0, 2.0], [3.0, 4.0]]), blank=blank)]])
    np.testing.assert_array_equal(figure.data[0].z, [[1.0, np.nan], [np.nan, np.nan]])
    assert [[bool(text) for text in row] for row in figure.data[0].text] == [[True, False], [False, False]]
    edges = next(shape for shape in figure.layout.shapes if shape.name == "not yet")
    assert edges.path.count("M") == 3 and edges.line.dash == "dot"


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("kind", ["signed", "picture"])
def test_numbers_of_cells_that_step_back_stand_on_their_coat_and_can_be_read(kind, dark):
    values = np.linspace(-1, 1, 400).reshape(20, 20)
    dimmed = np.arange(400).reshape(20, 20) % 2 == 0
    blank = values > 0.9
    below, coat = maps_figure([[Panel("a", values, kind, dimmed=dimmed, blank=blank)]], dark=dark).data
    colors = theme(dark)
    fills = scale_levels(values, -1, 1, below.colorscale)
    coated = (fills + levels(colors.paper)) / 2
    for place in np.ndindex(values.shape):
        texts = [trace.text[place[0]][place[1]] for trace in (below, coat)]
        assert [bool(text) for text in texts] == [
            not (blank[place] or dimmed[place]),
            dimmed[place] and not blank[place],
        ]
        white = any(text.startswith(f'<span style="color:{colors.white_ink}">') for text in texts)
        ink = colors.white_ink if white else colors.black_ink
        ground = coated[place] if dimmed[place] else fills[place]
        assert blank[place] or contrast(levels(ink), ground) >= 4.5
    assert coat.textfont.size == below.textfont.size


def test_cells_that_step_back_get_half_a_coat_of_the_ground():
    dimmed = np.array([[True, False]])
    figure = maps_figure([[Panel("a", np.ones((1, 2)), dimmed=dimmed), Panel("b", np.ones((1, 2)))]], dark=True)
    veil = figure.data[2]
    assert (veil.xaxis, veil.yaxis, veil.colorscale[0][1]) == ("x", "y", "rgba(17,21,31,0.5)")
    np.testing.assert_array_equal(veil.z, [[1.0, np.nan]])
    assert len(figure.data) == 3


def test_a_cell_that_stands_out_is_framed_inside_its_edges():
    marked = np.array([[False, True]])
    figure = maps_figure([[Panel("a", np.ones((1, 2)), marked=marked)]])
    (frame,) = [shape for shape in figure.layout.shapes if shape.name == "winner"]
    assert (frame.x0, frame.x1, frame.y0, frame.y1) == (0.6, 1.4, -0.4, 0.4)


def test_columns_may_have_names():
    figure = maps_figure([[Panel("a", np.ones((1, 2)), names=("yes", "no"))]])
    assert tuple(figure.layout.xaxis.ticktext) == ("yes", "no")
