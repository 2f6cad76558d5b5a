"""Training of the lines network as plain loops over single numbers: slow, and so short that a person can follow it."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.reference import slow_conv2d


def slow_epoch(
    parameters: dict[str, NDArray[Any]], images: Any, labels: Any, order: Any, rate: float
) -> tuple[dict[str, NDArray[Any]], float]:
    """Take one step per image through Conv → ReLU → Pool → Flatten → Dense; give the parameters and the mean loss."""
    kernels, bias = parameters["conv1.kernels"].copy(), parameters["conv1.bias"].copy()
    weights, offsets = parameters["dense1.weights"].copy(), parameters["dense1.bias"].copy()
    loss = 0.0
    for sample in order:
        image = images[sample]
        maps = slow_conv2d(image[None], kernels, bias)
        pooled, winner = {}, {}
        for f, row, col in np.ndindex(len(maps), maps.shape[1] // 2, maps.shape[2] // 2):
            cells = [(2 * row + i, 2 * col + j) for i, j in np.ndindex(2, 2)]
            winner[f, row, col] = max(cells, key=lambda cell, f=f: max(maps[f][cell], 0))  # the first of equal ones
            pooled[f, row, col] = max(maps[f][winner[f, row, col]], 0)
        logits = [sum(x * weights[i, k] for i, x in enumerate(pooled.values())) + offsets[k] for k in range(2)]
        largest = max(logits)
        total = sum(math.exp(logit - largest) for logit in logits)
        shares = [math.exp(logit - largest) / total for logit in logits]
        loss -= math.log(shares[labels[sample]])
        grad_logits = [share - (k == labels[sample]) for k, share in enumerate(shares)]
        grad_kernels, grad_bias = np.zeros_like(kernels), np.zeros_like(bias)
        for i, (f, row, col) in enumerate(pooled):
            grad = sum(weights[i, k] * grad_logits[k] for k in range(2))
            y, x = winner[f, row, col]
            if maps[f, y, x] > 0:
                grad_bias[f] += grad
                for r, c in np.ndindex(*kernels.shape[2:]):
                    grad_kernels[f, 0, r, c] += grad * image[y + r, x + c]
        for k in range(2):
            for i, number in enumerate(pooled.values()):
                weights[i, k] -= rate * grad_logits[k] * number
            offsets[k] -= rate * grad_logits[k]
        kernels -= rate * grad_kernels
        bias -= rate * grad_bias
    trained = {"conv1.kernels": kernels, "conv1.bias": bias, "dense1.weights": weights, "dense1.bias": offsets}
    return trained, loss / len(order)
