"""A session without a browser, to look at networks in."""

from collections.abc import Callable

import pytest

from cnn_steps import DIGIT_9
from ui.address import state
from ui.networks import chosen
from ui.networks.chosen import ChosenNetwork, chosen_network
from ui.picture.current import CurrentImage

NINE = CurrentImage("The 9", DIGIT_9, (-1.0, 1.0), None, (), "image = DIGIT_9", ("DIGIT_9",))


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Callable[..., ChosenNetwork]:
    """A session without a browser: what is set, what is kept, and which image is in view."""
    values, kept, view = {}, {}, {"image": NINE}
    monkeypatch.setattr(state, "use", lambda setting: values.get(setting.name, setting.default))
    monkeypatch.setattr(state, "peek", state.use)
    monkeypatch.setattr(state, "put", lambda setting, value: values.update({setting.name: value}))
    monkeypatch.setattr(state, "kept", kept.get)
    monkeypatch.setattr(state, "keep", lambda name, value: kept.update({name: value}))
    monkeypatch.setattr(chosen, "current_image", lambda: view["image"])

    def look_at(code: str, image: CurrentImage = NINE) -> ChosenNetwork:
        view["image"] = image
        values["network"] = code
        return chosen_network()

    return look_at
