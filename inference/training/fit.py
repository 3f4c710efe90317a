"""Runs the steps of a detector's training: batches, losses, averaged weights, checkpoints."""

from __future__ import annotations

import copy
import math
import os
import time
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from inference.pipeline.geometry import FloatArray, IntArray
from inference.training.adam import AdamW
from inference.training.losses import box_loss, class_loss
from inference.training.ssd import SsdNetwork

_WARM_SHARE = 0.1
_AVERAGE = 0.98
_DECAY = 1e-4
_LONGEST_GRADIENT = 10.0
_SECONDS_BETWEEN_CHECKPOINTS = 20.0
_TIMED_STEPS = 4
_FEWEST_STEPS = 8
# Parts of a batch run side by side, one thread each: threads that share one operation wait for each other
# at every step of it, which costs ten times as much as soon as somebody else wants the processor.
_CHUNK = 8


@dataclass(frozen=True)
class Sample:
    """One view: its features [c, h, w], and for each anchor its label [n] and its written box [n, 4]."""

    features: NDArray[np.float16]
    targets: IntArray
    written: FloatArray


@dataclass(frozen=True)
class Recipe:
    """How long and how fast to learn."""

    steps: int
    batch: int
    head_rate: float
    body_rate: float
    seed: int
    looks: int = 4


@dataclass
class Progress:
    """Where a fit is: steps done and planned, and what was measured after some of them."""

    step: int = 0
    steps: int = 0
    curve: list[tuple[int, float]] = field(default_factory=list)


class Fit:
    """One run from start weights to averaged trained weights, which can be put down and taken up again."""

    def __init__(self, network: SsdNetwork, recipe: Recipe, checkpoint: Path, pool: Executor) -> None:
        """Prepare a run, or take up the one that `checkpoint` holds; parts of a batch run in the pool."""
        self.recipe, self._path, self._pool = recipe, checkpoint, pool
        self.network, self.averaged = network, copy.deepcopy(network)
        self.progress = Progress(steps=recipe.steps)
        heads, body = network.split_parameters()
        for parameter in body:
            parameter.requires_grad_(recipe.body_rate > 0)
        if recipe.body_rate <= 0:
            body = []
        self._trained: list[nn.Parameter] = [*heads, *body]
        self._optimizer = AdamW([heads, body], decay=_DECAY)
        self._take_up()

    def run(
        self,
        samples: Callable[[int, int], Sample],
        shape: tuple[int, int],
        *,
        look: Callable[[SsdNetwork, int], float | None],
        tell: Callable[[int, int, float], None],
        check: Callable[[], None],
        time_left: Callable[[], float],
    ) -> Progress:
        """Take the steps that remain.

        Args:
            samples: Returns the sample of a picture's number and a view's.
            shape: How many pictures and views there are.
            look: Measures the averaged network after some steps; None when there is nothing to measure on.
            tell: Told of step, planned steps and loss.
            check: Raises when somebody wants this to stop; the checkpoint is written first.
            time_left: Seconds that steps may still take; fewer are taken where they would not do.
        """
        progress, saved_at, began = self.progress, time.monotonic(), time.monotonic()
        first = progress.step
        if first == 0:
            self._look(look)
        while not self.is_over:
            try:
                check()
            except BaseException:
                self.save()
                raise
            loss = self._step(samples, shape)
            progress.step += 1
            if progress.step == first + 1:
                # The first step pays for what the others find ready.
                began = time.monotonic()
            elif progress.step >= first + _TIMED_STEPS:
                self._plan(time_left(), (time.monotonic() - began) / (progress.step - first - 1))
            tell(progress.step, progress.steps, loss)
            if progress.step % max(1, self.recipe.steps // self.recipe.looks) == 0 or self.is_over:
                self._look(look)
            if time.monotonic() - saved_at > _SECONDS_BETWEEN_CHECKPOINTS:
                self.save()
                saved_at = time.monotonic()
        self.save()
        return progress

    @property
    def is_over(self) -> bool:
        """Whether every planned step is taken."""
        return self.progress.step >= self.progress.steps

    def save(self) -> None:
        """Write the checkpoint: whole, or not at all."""
        partial = self._path.with_name(f"{self._path.name}.part")
        torch.save(
            {
                "recipe": repr(self.recipe),
                "step": self.progress.step,
                "steps": self.progress.steps,
                "curve": self.progress.curve,
                "network": self.network.state_dict(),
                "averaged": self.averaged.state_dict(),
                "optimizer": self._optimizer.state(),
            },
            partial,
        )
        os.replace(partial, self._path)

    def _take_up(self) -> None:
        try:
            kept = torch.load(self._path, weights_only=True)
        except (OSError, RuntimeError, ValueError, EOFError, zipfile.BadZipFile):
            return
        if kept.get("recipe") != repr(self.recipe):
            return
        self.network.load_state_dict(kept["network"])
        self.averaged.load_state_dict(kept["averaged"])
        self._optimizer.restore(kept["optimizer"])
        curve = [(int(step), float(value)) for step, value in kept["curve"]]
        self.progress = Progress(int(kept["step"]), int(kept["steps"]), curve)

    def _plan(self, seconds: float, each: float) -> None:
        """Plan as many steps as time allows, and never more than the recipe says."""
        affordable = self.progress.step + max(0, int(seconds / max(each, 1e-6)))
        fewest = max(self.progress.step, min(_FEWEST_STEPS, self.recipe.steps))
        self.progress.steps = max(fewest, min(self.recipe.steps, affordable))

    def _step(self, samples: Callable[[int, int], Sample], shape: tuple[int, int]) -> float:
        step = self.progress.step
        share = min(1.0, (step + 1) / max(1.0, _WARM_SHARE * self.progress.steps))
        share *= 0.5 * (1 + math.cos(math.pi * min(1.0, step / self.progress.steps)))
        batch = [samples(*pair) for pair in draw_batch(step, self.recipe.batch, shape, self.recipe.seed)]
        found = max(1, sum(int((sample.targets >= 0).sum()) for sample in batch))
        parts = [batch[first : first + _CHUNK] for first in range(0, len(batch), _CHUNK)]
        # Summed in the order of the batch, whichever thread was done first: the same bytes every time.
        loss = 0.0
        for parameter in self._trained:
            parameter.grad = torch.zeros_like(parameter)
        for part_loss, gradients in self._pool.map(self._learn, parts):
            loss += part_loss / found
            for parameter, gradient in zip(self._trained, gradients, strict=True):
                if gradient is not None and parameter.grad is not None:
                    parameter.grad.add_(gradient, alpha=1 / found)
        nn.utils.clip_grad_norm_(self._trained, _LONGEST_GRADIENT)
        self._optimizer.step([self.recipe.head_rate * share, self.recipe.body_rate * share])
        keep = min(_AVERAGE, (1 + step) / (10 + step))
        with torch.no_grad():
            for mean, value in zip(self.averaged.parameters(), self.network.parameters(), strict=True):
                mean.lerp_(value, 1 - keep)
        return loss

    def _learn(self, part: Sequence[Sample]) -> tuple[float, tuple[Tensor | None, ...]]:
        features = torch.from_numpy(np.stack([sample.features for sample in part]).astype(np.float32))
        targets = torch.from_numpy(np.stack([sample.targets for sample in part]))
        written = torch.from_numpy(np.stack([sample.written for sample in part]))
        logits, boxes = self.network(features)
        loss = class_loss(logits, targets) + box_loss(boxes, written, targets)
        return float(loss.detach()), torch.autograd.grad(loss, self._trained, allow_unused=True)

    def _look(self, look: Callable[[SsdNetwork, int], float | None]) -> None:
        value = look(self.averaged, self.progress.step)
        if value is not None:
            self.progress.curve.append((self.progress.step, value))


def draw_batch(step: int, batch: int, shape: tuple[int, int], seed: int) -> list[tuple[int, int]]:
    """Return the pictures and views of one step: every picture once an epoch, each time in another view."""
    pictures, views = shape
    drawn = []
    for place in range(step * batch, (step + 1) * batch):
        epoch, within = divmod(place, pictures)
        chance = np.random.default_rng([seed, epoch])
        order, first = chance.permutation(pictures), chance.integers(0, views, pictures)
        picture = int(order[within])
        drawn.append((picture, int(first[picture])))
    return drawn
