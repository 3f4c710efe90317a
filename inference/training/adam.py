"""Owns the optimiser: AdamW, in a few lines, because torch's own loads its compiler for many seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

_FIRST, _SECOND, _LEAST = 0.9, 0.999, 1e-8


class AdamW:
    """Adam with decoupled weight decay, each group of parameters at a rate of its own."""

    def __init__(self, groups: Sequence[Sequence[nn.Parameter]], *, decay: float) -> None:
        """Start with no memory of gradients.

        Args:
            groups: Parameters of each group.
            decay: How much of each weight is taken away at a rate of 1.
        """
        self._groups = [list(group) for group in groups]
        self._decay, self._steps = decay, 0
        self._means = [[torch.zeros_like(item) for item in group] for group in self._groups]
        self._squares = [[torch.zeros_like(item) for item in group] for group in self._groups]

    @torch.no_grad()
    def step(self, rates: Sequence[float]) -> None:
        """Move every parameter that has a gradient, at the rate of its group."""
        self._steps += 1
        first, second = 1 - _FIRST**self._steps, 1 - _SECOND**self._steps
        for group, means, squares, rate in zip(self._groups, self._means, self._squares, rates, strict=True):
            for parameter, mean, square in zip(group, means, squares, strict=True):
                if parameter.grad is None:
                    continue
                mean.lerp_(parameter.grad, 1 - _FIRST)
                square.mul_(_SECOND).addcmul_(parameter.grad, parameter.grad, value=1 - _SECOND)
                parameter.mul_(1 - rate * self._decay)
                spread = (square / second).sqrt_().add_(_LEAST)
                parameter.addcdiv_(mean, spread, value=-rate / first)

    def state(self) -> dict[str, Any]:
        """Return what has to be kept to go on later."""
        return {"steps": self._steps, "means": self._means, "squares": self._squares}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from what was kept."""
        self._steps = int(state["steps"])
        for own, kept in ((self._means, state["means"]), (self._squares, state["squares"])):
            for own_group, kept_group in zip(own, kept, strict=True):
                for tensor, value in zip(own_group, kept_group, strict=True):
                    _copy(tensor, value)


def _copy(tensor: Tensor, value: Tensor) -> None:
    with torch.no_grad():
        tensor.copy_(value)
