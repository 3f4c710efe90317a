"""Owns what a detector is blamed for: wrong classes and wrong boxes."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from inference.training.anchors import IGNORED

_GAMMA, _ALPHA = 2.0, 0.25


def class_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Return the focal loss of logits [b, n, c] against labels [b, n] (NEGATIVE, IGNORED), summed.

    Easy answers weigh next to nothing, so that the few objects are heard among thousands of empty anchors.
    """
    heard = targets != IGNORED
    wanted = torch.zeros_like(logits)
    found = targets >= 0
    wanted[found] = functional.one_hot(targets[found].long(), logits.shape[-1]).to(logits.dtype)
    plain = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    chance = torch.sigmoid(logits)
    missed = wanted * (1 - chance) + (1 - wanted) * chance
    weight = (wanted * _ALPHA + (1 - wanted) * (1 - _ALPHA)) * missed.pow(_GAMMA)
    return (weight * plain * heard.unsqueeze(-1)).sum()


def box_loss(written: Tensor, wanted: Tensor, targets: Tensor) -> Tensor:
    """Return the smooth distance between written and wanted boxes [b, n, 4], summed where there is one."""
    found = targets >= 0
    return functional.smooth_l1_loss(written[found], wanted[found], reduction="sum", beta=1.0)
