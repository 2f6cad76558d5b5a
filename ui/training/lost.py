"""What is lost when a session ends, as no tab can keep it: a training, and weights in use on other pages.

The tab keeps notes about them, so that the next session can say what is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from ui.address import settings, state
from ui.address.kinds import Setting
from ui.figures.numbers import counted
from ui.networks.chosen import weights_in_use
from ui.networks.codes import InputForm, NetworkPlan, code_from_plan
from ui.training.data_sets import preset_layers
from ui.training.runs import Run, current_run
from ui.training.sabotages import SABOTAGES
from ui.words import as_it_stands

LONGEST = 200  # letters of the words that say whose weights they were
MOST_WEIGHTS = 10
_TRAINING = "training of the session before"
_OF_A_TRAINING = {"settings", "done", "source", "sabotage", "said"}
_PLAN: tuple[Setting, ...] = (
    settings.TRAINING_DATA,
    settings.TRAINED_NETWORK,
    settings.NETWORK,
    settings.EPOCHS,
    settings.RATE,
    settings.MOMENTUM,
    settings.BATCH,
    settings.REDUCTION,
    settings.SEED,
)


def notes() -> dict[str, Any]:
    """Notes about what would be lost if the session ended now, as ``take_notes`` reads them; empty for nothing."""
    run = current_run()
    before: dict[str, Any] | None = state.kept(_TRAINING)
    training = _note_of(run) if run else before and {**before, "said": True}  # "said": a page has named it already
    found = {"training": training, "weights": list(weights_in_use())}
    return {name: note for name, note in found.items() if note}


def take_notes(found: object) -> list[str]:
    """Read the notes of the session before, and return the sentences to show at once on whatever page.

    Raises
    ------
    ValueError
        If ``notes`` can't have given them.
    """
    if not isinstance(found, dict):
        raise ValueError("the notes are no such thing: leave them out")
    training, weights = found.get("training"), found.get("weights", [])
    sentences = []
    if training is not None:
        _check(training)
        state.keep(_TRAINING, dict(training))
        if not training.get("said") and state.page() != "training":  # that page has a line of its own
            sentences.append(f"{_gone(training)} {_way_back(training, there=False)}")
    if not (isinstance(weights, list) and len(weights) <= MOST_WEIGHTS and all(map(_is_short, weights))):
        raise ValueError("the weights that were in use are no such thing: leave them out")
    if weights:
        whose = " and ".join(f"({words})" for words in weights)
        sentences.append(
            f"This page had to begin anew, so the weights {whose} that were in use on the other pages are gone: the "
            "networks have the weights they began with."
        )
    return sentences


def lost_training_line(start: Callable[[], None]) -> None:
    """Say on the training page which training was lost, until another one is started, and offer to train it again.

    Parameters
    ----------
    start : starts the training that the settings ask for.
    """
    training = state.kept(_TRAINING)
    if training is None or current_run() is not None:
        return
    with st.container(key="lost training"):
        st.info(
            as_it_stands(f"{_gone(training)} {_way_back(training, there=True)}"), icon=":material/history_toggle_off:"
        )
        if _can_be_repeated(training):
            st.button(
                "Train it again", key="train again", on_click=_train_again, args=(start,), icon=":material/replay:"
            )


def _train_again(start: Callable[[], None]) -> None:
    """Restore the settings of the training that was lost, and start it."""
    training = state.kept(_TRAINING)
    for setting in _PLAN:
        if setting.name in training["settings"]:
            state.put(setting, setting.read(training["settings"][setting.name]))
    start()


def _note_of(run: Run) -> dict[str, Any]:
    """A training as a note: its settings as an address writes them, the complete epochs (-1 while it runs)."""
    plan = run.plan
    channels, rows, columns = plan.input_shape
    is_preset = plan.layers == preset_layers(plan.data)
    values: list[tuple[Setting, Any]] = [
        (settings.TRAINING_DATA, plan.data.name),
        (settings.TRAINED_NETWORK, "preset" if is_preset else "stack"),
        (settings.EPOCHS, plan.epochs),
        (settings.RATE, plan.learning_rate),
        (settings.MOMENTUM, plan.momentum),
        (settings.BATCH, plan.batch_size),
        (settings.REDUCTION, plan.reduction),
        (settings.SEED, plan.seed),
    ]
    if not is_preset:
        code = code_from_plan(NetworkPlan(plan.layers, InputForm(rows, columns, channels)))
        values.append((settings.NETWORK, code))
    return {
        # A sabotage may have values that no setting can have. It is not repeated from its settings anyway.
        "settings": {setting.name: setting.write(value) for setting, value in values if setting.holds(value)},
        "done": -1 if run.is_running else run.epoch,
        "source": run.source,
        "sabotage": plan.sabotage,
    }


def _check(training: Any) -> None:
    """Refuse what ``_note_of`` can't have given."""
    fits = (
        isinstance(training, dict)
        and set(training) <= _OF_A_TRAINING
        and isinstance(training.get("said", False), bool)
        and isinstance(written := training.get("settings"), dict)
        and isinstance(training.get("sabotage"), str)
        and (not training["sabotage"] or training["sabotage"] in SABOTAGES)
        and _is_short(training.get("source"))
        and type(training.get("done")) is int
        and -1 <= training["done"] <= settings.EPOCHS.high
        and {settings.TRAINING_DATA.name, settings.EPOCHS.name} <= set(written) <= {setting.name for setting in _PLAN}
        and all(isinstance(text, str) for text in written.values())
    )
    if not fits:
        raise ValueError("the note about a training is no such thing: leave it out")
    for setting in _PLAN:
        if setting.name in training["settings"]:
            setting.read(training["settings"][setting.name])


def _is_short(words: object) -> bool:
    return isinstance(words, str) and len(words) <= LONGEST and words.isprintable()


def _gone(training: Mapping[str, Any]) -> str:
    """What is gone, in a sentence."""
    written = training["settings"]
    epochs = settings.EPOCHS.read(written[settings.EPOCHS.name])
    data = settings.TRAINING_DATA.options[written[settings.TRAINING_DATA.name]].lower()
    done = training["done"]
    count = counted(epochs, "epoch")
    if done < 0:
        count = f"set to {count}"  # it was running when the note was written, and may have finished after that
    elif done < epochs:
        count = f"{done} of {count}"
    what = f"the training on {data}"
    if training["source"]:
        what = f"the weights {training['source']}"
        count = f"then trained on {data}, {count}" if done else ""
    details = [f"with “{SABOTAGES[training['sabotage']].title}”"] if training["sabotage"] else []
    details += [count] if count else []
    how = f" ({', '.join(details)})" if details else ""
    are = "are" if training["source"] else "is"
    return f"This page had to begin anew, so {what}{how} {are} gone."


def _can_be_repeated(training: Mapping[str, Any]) -> bool:
    """Whether the settings alone lead to the same weights."""
    return not training["sabotage"] and not training["source"]


def _way_back(training: Mapping[str, Any], *, there: bool) -> str:
    """How to get the same again, in a sentence; ``there`` if it stands on the training page."""
    where = "" if there else "On the page “Train a network”, "
    if training["source"]:
        words = f"{where}load the file again under “Load weights from a file”."
    elif training["sabotage"]:
        words = f"{where}run it again under “How can training be spoiled?”."
    else:
        words = f"{where}one press trains it again: the same settings and seed give the same weights."
    return f"{words[:1].upper()}{words[1:]}"
