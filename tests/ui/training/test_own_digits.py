"""A person's own digits become a data set once there is something to learn and something to test with."""

import gc
import weakref

import numpy as np
import pytest

from ui.address import state
from ui.training import own_digits as own
from ui.training.own_digits import MOST, add_digit, held_out_places, own_data_set, remove_all_digits, remove_digit
from ui.training.readers import likeness


@pytest.fixture(autouse=True)
def session(monkeypatch):
    """What a session keeps, without Streamlit."""
    kept = {}
    monkeypatch.setattr(state, "kept", kept.get)
    monkeypatch.setattr(state, "keep", kept.__setitem__)
    return kept


def add(labels):
    for place, label in enumerate(labels):
        add_digit(np.full((8, 8), float(place % 17)), label)


def test_without_digits_it_says_what_to_do():
    with pytest.raises(ValueError, match="no digits of yours yet: draw some"):
        own_data_set()


def test_one_class_leaves_nothing_to_tell_apart():
    add([9, 9, 9])
    with pytest.raises(ValueError, match="all your digits are labeled 9, and one class leaves nothing to tell apart"):
        own_data_set()


def test_something_has_to_be_left_to_test_on():
    add([3, 9])
    with pytest.raises(ValueError, match="only one of each of your digits: add a second one"):
        own_data_set()


def test_the_smallest_set_trains_on_two_and_tests_on_one():
    add([3, 9, 9])
    data = own_data_set()
    assert data.labels.tolist() == [3, 9]
    assert data.test_labels.tolist() == [9]
    assert data.images.shape == (2, 1, 8, 8) and data.test_images.shape == (1, 1, 8, 8)
    np.testing.assert_array_equal(data.test_images, np.full((1, 1, 8, 8), np.float32(2 / 16)))
    assert data.classes == tuple("0123456789") and data.value_range == (0.0, 1.0)


@pytest.mark.parametrize(("count", "held_out"), [(1, 0), (2, 1), (5, 1), (9, 1), (10, 2), (25, 5)])
def test_the_last_fifth_of_each_digit_is_held_out(count, held_out):
    add([1, 2] * count)
    places = held_out_places(own.own_digits())
    assert sum(places) == 2 * held_out
    assert all(places[len(places) - 2 * held_out :])


@pytest.mark.parametrize("end", ["session", "digits"])
def test_nothing_of_them_is_kept_beyond_the_session(session, end):
    add([1, 2] * 50)
    data = own_data_set()
    assert likeness(data.test_images[0], data).usual is not None
    traces = [weakref.ref(data), weakref.ref(own.own_digits()[0])]
    del data
    session.clear() if end == "session" else remove_all_digits()
    gc.collect()
    assert [trace() for trace in traces] == [None, None]


def test_the_same_digits_are_the_same_data_set():
    add([1, 1, 2])
    data = own_data_set()
    assert own_data_set() is data
    add([2])
    assert own_data_set() is not data


def test_digits_can_be_removed_one_by_one_and_all():
    add([1, 2, 3])
    remove_digit(1)
    assert [digit.label for digit in own.own_digits()] == [1, 3]
    remove_all_digits()
    assert own.own_digits() == ()


def test_a_session_keeps_no_more_than_there_is_room_for():
    add([1] * (MOST + 5))
    assert len(own.own_digits()) == MOST


def test_what_is_added_does_not_change_with_the_array_it_came_from():
    counts = np.zeros((8, 8))
    add_digit(counts, 4)
    counts += 1
    assert not own.own_digits()[0].counts.any()
