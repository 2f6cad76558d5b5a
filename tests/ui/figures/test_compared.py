"""Two trainings as curves: told apart by more than color, their names beside their ends."""

import numpy as np

from ui.figures.compared import compared_figure

HEALTHY = np.array([[0, 0.1], [1, 0.9], [2, 0.95]])
SPOILED = np.array([[0, 0.1], [1, 0.94]])


def drawing():
    return compared_figure("Right", [("Healthy", HEALTHY), ("Sabotaged", SPOILED)], epochs=4)


def test_each_curve_has_its_points_and_the_first_is_dashed():
    healthy, spoiled = drawing().data
    np.testing.assert_array_equal(np.stack([healthy.x, healthy.y], axis=1), HEALTHY)
    np.testing.assert_array_equal(np.stack([spoiled.x, spoiled.y], axis=1), SPOILED)
    assert (healthy.line.dash, spoiled.line.dash) == ("dash", "solid")


def test_names_stand_at_the_ends_with_their_last_share_and_never_on_each_other():
    title, *names = drawing().layout.annotations
    assert [name.text for name in names] == ["Healthy<br>95.0 %", "Sabotaged<br>94.0 %"]
    assert abs(names[0].y - names[1].y) >= 0.2
    assert title.text == "<b>Right</b>"


def test_the_scale_goes_from_0_to_all_of_them_whatever_the_curves():
    layout = drawing().layout
    assert (layout.yaxis.range[0], layout.yaxis.tickvals[-1]) == (0, 1)
    assert layout.xaxis.range == (0, 4)


def test_epochs_are_counted_in_whole_numbers():
    for epochs in (1, 2, 4, 10, 100):
        step = compared_figure("Right", [("Healthy", HEALTHY)], epochs=epochs).layout.xaxis.dtick
        assert step == int(step) >= 1 and epochs / step <= 5
