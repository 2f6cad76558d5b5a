"""The controls that choose a network: a bitmap is given to the trained dense layer without a question."""

import numpy as np
import pytest

from cnn_steps import DIGITS, sample_photo
from ui import controls
from ui.networks.choice import head_choice
from ui.picture.current import CurrentImage

BITMAP = CurrentImage("The 9", DIGITS[9], (-1.0, 1.0), None, (), "", ())
PICTURE = CurrentImage("The cat", np.zeros((9, 9)), (-1.0, 1.0), sample_photo(), (), "", ())


@pytest.mark.parametrize(("image", "head"), [(BITMAP, "trained"), (PICTURE, "untrained")], ids=["bitmap", "picture"])
def test_only_for_a_picture_a_person_is_asked_which_layer_answers(monkeypatch, image, head):
    monkeypatch.setattr(controls, "segmented", lambda setting, label: "untrained")
    assert head_choice(image) == head
