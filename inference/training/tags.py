"""Owns how labels of whole frames are blamed, measured and calibrated."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from inference.manifest import Thresholds
from inference.pipeline.geometry import FloatArray
from inference.training.choices import floor_below
from inference.training.evaluate import best_threshold, mean_of

_TEMPERATURES = np.exp(np.linspace(np.log(0.5), np.log(4.0), 40))
_FEWEST_TO_CALIBRATE, _FEWEST_HITS = 10, 5


def balanced(wanted: Tensor, *, single: bool) -> Tensor:
    """Return the weight of each label [c]: rare labels count for more, softly and within bounds.

    For one label of many it weighs pictures; for labels side by side, their presence against their absence.
    """
    share = wanted.mean(dim=0).clamp(min=1e-3)
    if single:
        weight = (1 / share).sqrt().clamp(max=5)
        return weight / weight.mean()
    return ((1 - share) / share).sqrt().clamp(0.2, 5)


def tag_loss(logits: Tensor, wanted: Tensor, balance: Tensor, *, single: bool) -> Tensor:
    """Return the mean loss of logits [n, c] against labels [n, c] of 0 and 1."""
    if single:
        return functional.cross_entropy(logits, wanted.argmax(dim=1), weight=balance, label_smoothing=0.02)
    return functional.binary_cross_entropy_with_logits(logits, wanted, pos_weight=balance)


def chances(logits: FloatArray, *, single: bool) -> FloatArray:
    """Turn logits [n, c] into chances as the decoder will."""
    if single:
        grown = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: FloatArray = grown / grown.sum(axis=1, keepdims=True)
        return shares
    answers: FloatArray = (1 / (1 + np.exp(-logits))).astype(np.float32)
    return answers


def measure(logits: FloatArray, wanted: FloatArray, *, single: bool) -> float:
    """Return the share of right answers: of pictures for one label of many, else the mean over labels."""
    if single:
        return float((logits.argmax(axis=1) == wanted.argmax(axis=1)).mean())
    return mean_of(label_accuracy(logits, wanted, single=False))


def label_accuracy(logits: FloatArray, wanted: FloatArray, *, single: bool) -> list[float | None]:
    """Return for each label how many of its pictures are named rightly.

    Of labels side by side it is the mean over pictures with it and pictures without.
    """
    said = (
        np.eye(logits.shape[1], dtype=bool)[logits.argmax(axis=1)]
        if single
        else np.asarray(logits >= 0, bool)
    )
    answers: list[float | None] = []
    for label in range(wanted.shape[1]):
        has = wanted[:, label] > 0
        sides: list[NDArray[np.bool_]] = (
            [said[has, label]] if single else [said[has, label], ~said[~has, label]]
        )
        known = [float(side.mean()) for side in sides if len(side)]
        answers.append(float(np.mean(known)) if len(known) == len(sides) else None)
    return answers


def choose_temperature(logits: FloatArray, wanted: FloatArray, *, single: bool) -> float:
    """Choose by what to divide logits so that their chances come true; 1 on too few pictures to say."""
    if len(wanted) < _FEWEST_TO_CALIBRATE:
        return 1.0
    target = torch.from_numpy(wanted)
    losses = []
    for temperature in _TEMPERATURES:
        scaled = torch.from_numpy(logits / np.float32(temperature))
        loss = (
            functional.cross_entropy(scaled, target.argmax(dim=1))
            if single
            else functional.binary_cross_entropy_with_logits(scaled, target)
        )
        losses.append(float(loss))
    return float(_TEMPERATURES[int(np.argmin(losses))])


def calibrate_tags(found: FloatArray, wanted: FloatArray, labels: Sequence[str]) -> Thresholds:
    """Choose where each label is shown from: where its F1 is best."""
    shown: dict[str, float] = {}
    for place, label in enumerate(labels):
        order = np.argsort(-found[:, place], kind="stable")
        hits = wanted[order, place] > 0
        threshold = best_threshold(found[order, place], hits, int(hits.sum()))
        if hits.sum() >= _FEWEST_HITS and threshold is not None:
            shown[label] = round(float(np.clip(threshold, 0.05, 0.9)), 3)
    show = round(float(np.median(list(shown.values()))), 3) if shown else 0.5
    return Thresholds(floor=floor_below([show, *shown.values()]), show=show, labels=shown)
