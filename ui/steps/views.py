"""The view of a step of any card."""

from __future__ import annotations

from typing import assert_never

from ui.components.card_messages import (
    ActivationCard,
    BackwardConvolutionCard,
    BackwardDenseCard,
    BackwardFlattenCard,
    BackwardGateCard,
    BackwardLossCard,
    BackwardPoolingCard,
    BackwardWeightsCard,
    Card,
    ConvolutionCard,
    DenseCard,
    FlattenCard,
    PoolingCard,
    SoftmaxCard,
)
from ui.steps import backward_maps, backward_vectors
from ui.steps.activation import activation_view
from ui.steps.convolution import convolution_view
from ui.steps.parts import StepView
from ui.steps.pooling import pooling_view
from ui.steps.softmax import softmax_view
from ui.steps.vectors import dense_view, flatten_view

REVEAL_UP_TO = 150  # steps


def step_count(card: Card) -> int:
    """How many steps a card has: one for each number of what fills up, or of what it goes through."""
    match card:
        case FlattenCard():
            return card.input.numbers.size
        case DenseCard():
            return card.order.size
        case SoftmaxCard():
            return card.logits.size
        case BackwardPoolingCard():
            return card.upstream.numbers.size
        case BackwardLossCard() | BackwardDenseCard() | BackwardWeightsCard():
            return card.output.size
        case ConvolutionCard() | PoolingCard() | ActivationCard():
            return card.output.numbers.size
        case BackwardFlattenCard() | BackwardGateCard() | BackwardConvolutionCard():
            return card.output.numbers.size
        case _:
            assert_never(card)


def fills_up(card: Card) -> bool:
    """Whether the result fills up step by step; a large one is shown at once."""
    return step_count(card) <= REVEAL_UP_TO


def step_view(card: Card, step: int, *, reveal: bool | None = None) -> StepView:
    """Describe a step as the card shows it.

    Parameters
    ----------
    step : from 0.
    reveal : leave what comes after the step blank; ``None`` does so where the result is small.
    """
    hidden = fills_up(card) if reveal is None else reveal
    match card:
        case ConvolutionCard():
            return convolution_view(card, step, reveal=hidden)
        case PoolingCard():
            return pooling_view(card, step, reveal=hidden)
        case ActivationCard():
            return activation_view(card, step, reveal=hidden)
        case FlattenCard():
            return flatten_view(card, step, reveal=hidden)
        case DenseCard():
            return dense_view(card, step, reveal=hidden)
        case SoftmaxCard():
            return softmax_view(card, step, reveal=hidden)
        case BackwardLossCard():
            return backward_vectors.loss_view(card, step, reveal=hidden)
        case BackwardDenseCard():
            return backward_vectors.dense_view(card, step, reveal=hidden)
        case BackwardWeightsCard():
            return backward_vectors.weights_view(card, step, reveal=hidden)
        case BackwardFlattenCard():
            return backward_vectors.flatten_view(card, step, reveal=hidden)
        case BackwardPoolingCard():
            return backward_maps.pooling_view(card, step, reveal=hidden)
        case BackwardGateCard():
            return backward_maps.gate_view(card, step, reveal=hidden)
        case BackwardConvolutionCard():
            return backward_maps.convolution_view(card, step, reveal=hidden)
        case _:
            assert_never(card)
