"""Activations: for each of them one record with all that sets it apart: functions, formulas, words, names in code.

Who says something about an activation looks it up here. A sentence is a template with names in braces: ``{x}`` is the
number that goes in, ``{-x}`` the same with its sign turned, ``{y}`` the number that comes out, ``{slope}`` that of the
curve; ``{low}``, ``{zero}`` and ``{high}`` are what becomes of numbers far below zero, of zero, and far above it. A
power is written as ``^{…}``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from cnn_steps import relu, relu_backward, sigmoid, sigmoid_backward, tanh, tanh_backward
from cnn_steps.layers import Activation, Relu, Sigmoid, Tanh
from ui.address.kinds import register_options
from ui.components.card_messages import ActivationWords, GateSide, GateWords, StepSide
from ui.figures.numbers import as_read, filled, readable, written
from ui.operations.expressions import Expression, e_to, letter, number, operation

X = letter("x", "the number in a cell")


class Sides(NamedTuple):
    """What is said of numbers below zero, of zero, and of numbers above."""

    below: str
    zero: str
    above: str

    def at(self, x: float) -> str:
        """What is said of one number."""
        return self.below if x < 0 else self.above if x > 0 else self.zero


def everywhere(words: str) -> Sides:
    """The same said of all numbers."""
    return Sides(words, words, words)


@dataclass(frozen=True, eq=False)
class ActivationRecord:
    """All that sets an activation apart. Its curve never falls.

    Attributes
    ----------
    layer : its class in ``cnn_steps``.
    function : what becomes of an array of numbers.
    backward : the gradient of what went in, of the gradient of what came out and of what went in.
    name, title : what it is called within a sentence, and at the beginning of one.
    applied : the activation by its name, of ``X``.
    formula, slope : what it comes to, and the slope of its curve, at ``X``.
    worked : the formula with a number in it, in one line; a template.
    about : what it does and what it is good for; a template with ``{low}``, ``{zero}`` and ``{high}``.
    step : what becomes of one number.
    gate : what its slope does to the gradient that comes back.
    back : the same for all numbers, before a person looks at one of them.
    torch, keras : the code that makes the layer in PyTorch and in Keras.
    code : how it is written in the address of a network: one letter.
    """

    layer: Callable[[], Activation]
    function: Callable[[Any], np.ndarray]
    backward: Callable[[Any, Any], np.ndarray]
    name: str
    title: str
    applied: Expression
    formula: Expression
    slope: Expression
    worked: str
    about: str
    step: Sides
    gate: Sides
    back: str
    torch: str
    keras: str
    code: str

    @property
    def kind(self) -> str:
        """What it is called in an address, and in the names of layers: “relu1” is the first of the kind “relu”."""
        return kind_of(self.layer())

    @property
    def in_numpy(self) -> str:
        """The name of its function in ``cnn_steps``."""
        return self.function.__name__

    @property
    def limits(self) -> tuple[float, float]:
        """What it gives far below zero and far above it; infinite where there is no end."""
        low, high = self.function([-math.inf, math.inf]).tolist()
        return low, high

    @property
    def largest(self) -> float | None:
        """The largest size of what it gives, or ``None`` where there is no end."""
        size = max(map(abs, self.limits))
        return size if math.isfinite(size) else None

    def marks(self, span: float) -> tuple[float, ...]:
        """The outputs to mark beside its curve from ``-span`` to ``span``, from the lowest to the highest."""
        ends = [
            limit if math.isfinite(limit) else float(self.function(end))
            for limit, end in zip(self.limits, (-span, span), strict=True)
        ]
        return tuple(sorted({ends[0], self._zero, ends[1]}))

    def slopes(self, values: np.ndarray) -> np.ndarray:
        """The slope of its curve at each of these numbers."""
        return self.backward(np.ones_like(values), values)

    def exactly(self, x: float) -> float:
        """What a reader gets from the formula with ``x`` in it, as it is written; NaN where it has powers of e."""
        seen = as_read(x)
        line = self._line(seen)
        if line is None:
            return math.nan
        start, slope = line
        return start + slope * seen if slope else start

    def is_exact(self, x: float) -> bool:
        """Whether the curve is straight at ``x``, so that its height and its slope can be written with digits."""
        return self._line(x) is not None

    def worked_with(self, x: float) -> str:
        """The formula with a number in it, in one line."""
        return filled(self.worked, {"x": written(x), "-x": written(-x)})

    def about_words(self) -> str:
        """What it does and what it is good for."""
        return self._with_limits(self.about)

    def step_words(self, x: float) -> str:
        """What becomes of ``x``, as it is written; ``{y}`` stands for the number that comes out."""
        return filled(self._with_limits(self.step.at(as_read(x))), {"x": written(x)})

    def card_words(self) -> ActivationWords:
        """The words of the step card."""
        below, zero, above = (
            StepSide(self._with_limits(self.step.at(side)), self._line(side)) for side in (-1.0, 0.0, 1.0)
        )
        return ActivationWords(self.worked, below, zero, above)

    def gate_words(self) -> GateWords:
        """The words of the step card of the way back."""
        below, zero, above = (GateSide(self.gate.at(side), self.is_exact(side)) for side in (-1.0, 0.0, 1.0))
        return GateWords(below, zero, above)

    @property
    def _zero(self) -> float:
        return float(self.function(0.0))

    def _with_limits(self, words: str) -> str:
        low, high = self.limits
        return filled(words, {"low": readable(low), "zero": readable(self._zero), "high": readable(high)})

    def _line(self, x: float) -> tuple[float, float] | None:
        """Height at zero and slope of the straight line that the curve is on the side of ``x``; ``None`` if bent."""
        side = float(np.sign(x))
        at_side = self.formula.put(x=number(side))
        if not at_side.is_exact():
            return None
        start = float(self.formula.value(x=0.0))
        return start, (float(at_side.value()) - start) * side + 0.0


def kind_of(layer: Activation) -> str:
    """The kind of a layer that is an activation, as ``cnn_steps`` names it.

    Examples
    --------
    >>> kind_of(Relu())
    'relu'
    """
    return type(layer).__name__.lower()


def activation_of(layer: Activation) -> ActivationRecord:
    """The record of a layer that is an activation."""
    return ACTIVATIONS[kind_of(layer)]


def _by_name(pattern: str, formula: Expression) -> Expression:
    """An activation by its name, in LaTeX, of ``X``."""
    return operation(pattern, lambda x: formula.value(x=x), X)


_RELU = operation(r"\max({},\, {})", max, 0, X)
_SIGMOID = 1 / (1 + e_to(-X))
_TANH = (e_to(X) - e_to(-X)) / (e_to(X) + e_to(-X))
_SIGMOID_OF_X = _by_name(r"\text{{sigmoid}}({})", _SIGMOID)
_TANH_OF_X = _by_name(r"\tanh({})", _TANH)

_SQUEEZED = everywhere("Squeezed between {low} and {high}: {y}.")
_SLOPE_PASSES = everywhere("At {x} the curve has the slope {slope}: that part of the gradient passes: {y}.")
_SLOPE_DECIDES = "The slope of the curve says how much of the gradient passes: next to nothing where the curve is flat."
_SHUT = "Not above zero: the gate is shut, and nothing passes: {y}."

RELU = ActivationRecord(
    layer=Relu,
    function=relu,
    backward=relu_backward,
    name="ReLU",
    title="ReLU",
    applied=_by_name(r"\text{{ReLU}}({})", _RELU),
    formula=_RELU,
    slope=operation(r"\begin{{cases}}1 & {} > 0 \\ 0 & \text{{else}}\end{{cases}}", lambda x: 1.0 if x > 0 else 0.0, X),
    worked="max(0, {x})",
    about="**ReLU** keeps what is above zero and turns the rest into {low}. It is the usual choice between layers.",
    step=Sides("Below zero: it becomes {y}.", "Zero stays {y}.", "Above zero: it passes unchanged."),
    gate=Sides(_SHUT, _SHUT, "Above zero: the gate is open, and the gradient passes unchanged: {y}."),
    back="ReLU is a **gate**: where the number was above zero, the gradient passes unchanged; elsewhere nothing "
    "passes, and nothing before it learns from this cell.",
    torch="nn.ReLU()",
    keras="layers.ReLU()",
    code="r",
)
SIGMOID = ActivationRecord(
    layer=Sigmoid,
    function=sigmoid,
    backward=sigmoid_backward,
    name="sigmoid",
    title="Sigmoid",
    applied=_SIGMOID_OF_X,
    formula=_SIGMOID,
    slope=_SIGMOID_OF_X * (1 - _SIGMOID_OF_X),
    worked="1 ÷ (1 + e^{{-x}})",
    about="**Sigmoid** squeezes any number into {low} to {high}, so it reads like a share. It suits a yes-or-no answer "
    "at the end of a network. Note what happens to 0: it becomes {zero}.",
    step=_SQUEEZED,
    gate=_SLOPE_PASSES,
    back=_SLOPE_DECIDES,
    torch="nn.Sigmoid()",
    keras='layers.Activation("sigmoid")',
    code="s",
)
TANH = ActivationRecord(
    layer=Tanh,
    function=tanh,
    backward=tanh_backward,
    name="tanh",
    title="tanh",
    applied=_TANH_OF_X,
    formula=_TANH,
    slope=1 - _TANH_OF_X * _TANH_OF_X,
    worked="(e^{{x}} − e^{{-x}}) ÷ (e^{{x}} + e^{{-x}})",
    about="**tanh** squeezes any number into {low} to {high} and keeps its sign: 0 stays {zero}. It suits numbers that "
    "must not run away and may be negative.",
    step=_SQUEEZED,
    gate=_SLOPE_PASSES,
    back=_SLOPE_DECIDES,
    torch="nn.Tanh()",
    keras='layers.Activation("tanh")',
    code="t",
)

ACTIVATIONS: Mapping[str, ActivationRecord] = {record.kind: record for record in (RELU, SIGMOID, TANH)}
"""Every activation by its kind, in the order in which a person is offered them."""

register_options("activation", {kind: record.title for kind, record in ACTIVATIONS.items()})
