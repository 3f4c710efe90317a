"""Fine-tunes an SSD detector: frozen trunk, upper blocks and heads trained on people's boxes."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from inference.manifest import SsdDecoder, Thresholds
from inference.pipeline.geometry import FloatArray, yxyx_to_xyxy
from inference.pipeline.preprocess import prepare, stack
from inference.runtime.session import OrtSession
from inference.training.anchors import match
from inference.training.choices import calibrate, choose_step, keep_drawn, steps_for, views_for
from inference.training.evaluate import (
    Found,
    Truth,
    ap50_by_label,
    decode,
    mean_of,
    read_answers,
)
from inference.training.features import VIEWS_TOGETHER, Trunk, collect, make_room
from inference.training.fit import Fit, Recipe, Sample
from inference.training.output import write_output
from inference.training.parent import Parent, open_parent
from inference.training.pictures import LabelledPicture, read_pictures, share_out
from inference.training.ssd import SsdNetwork
from inference.training.start_classes import MOST_PICTURES, Answer, choose_starts
from inference.training.stop import Refused, Stop
from inference.training.task import Task
from inference.training.views import draw_view, place_boxes
from inference.training.voice import Voice
from inference.training.write_back import write_ssd


class NotWritten(Exception):
    """The model's file does not say what the trained network says."""


Block = NDArray[np.float16]
_FLOOR_OF_MEASURE = 0.01
_AGREE = 1e-3
"""Chances of the written file may differ from torch's by this much at most."""
_SAVED_FOR_WRITING = 12.0
_SMALL_SIDE = 24.0


def train_detection(folder: Path, task: Task, voice: Voice, stop: Stop) -> None:
    """Carry a detection training out, from its folder into `out/`.

    Raises:
        Refused: There is nothing to learn, or the parent is not of a kind that this can go on from.
        Cancelled: Somebody wants it to end; a checkpoint is kept.
    """
    # One thread in each operation: sums come out the same each time. Torch's own switch for that would load
    # its compiler, for eight seconds.
    torch.set_num_threads(1)
    parent = open_parent(folder, task)
    pictures = share_out(read_pictures(folder, task.labels, voice.log), task.seed)
    pictures, labels, notes = keep_drawn(pictures, task.labels)
    for note in notes:
        voice.log(note)
    with ThreadPoolExecutor(task.threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        _Training(folder, task, voice, stop, pool, parent, pictures, labels, notes).run()


class _Training:
    """One training on its way from pictures to a written model."""

    def __init__(
        self,
        folder: Path,
        task: Task,
        voice: Voice,
        stop: Stop,
        pool: Executor,
        parent: Parent,
        pictures: Sequence[LabelledPicture],
        labels: Sequence[str],
        notes: list[str],
    ) -> None:
        self._folder, self._task, self._voice, self._stop = folder, task, voice, stop
        self._pool = pool
        self._parent, self._pictures, self._labels, self._notes = parent, pictures, labels, notes
        self._samples: dict[tuple[int, int], Sample] = {}
        self._blocks: list[list[Block] | None] = []

    def run(self) -> None:
        """Carry it out."""
        self._collect()
        train = self._places("train")
        validation = self._places("validation")
        if not any(len(self._pictures[place].labels) for place in train):
            raise Refused("There is nothing to learn: no training picture with a box can be decoded.")
        starts = self._choose_starts(train)
        steps = self._task.settings.steps or steps_for(len(train), len(self._labels))
        share = 0.5 if validation and self._task.settings.refit else 1.0
        until = self._stop.elapsed + (self._stop.left - _SAVED_FOR_WRITING) * share
        trial = self._fit("trial", train, validation, starts, steps, until)
        truths = [self._truth(place) for place in validation]
        boxes = sum(len(truth.labels) for truth in truths)
        best = choose_step(trial.progress.curve, boxes, trial.progress.step)
        if best < trial.progress.step:
            self._voice.log(f"More than {best} steps did not help.")
        found = self._answers(trial.averaged, validation)
        by_label = ap50_by_label(found, truths, len(self._labels))
        network = trial.averaged
        if validation and self._task.settings.refit and self._stop.left <= _SAVED_FOR_WRITING:
            self._notes.append("No time was left to learn from the validation pictures as well.")
        elif validation and self._task.settings.refit:
            until = self._stop.seconds - _SAVED_FOR_WRITING
            everything = sorted([*train, *validation])
            network = self._fit("final", everything, [], starts, best, until).averaged
        self._voice.stage("calibrating")
        if not validation:
            found, truths = self._answers(network, train), [self._truth(place) for place in train]
            self._notes.append("The thresholds come from the training pictures: there was no validation.")
        thresholds = calibrate(found, truths, self._labels)
        self._stop.check()
        self._write(network, starts, thresholds, by_label, trial.progress.step)

    def _places(self, split: str) -> list[int]:
        return [
            place
            for place, picture in enumerate(self._pictures)
            if picture.split == split and self._blocks[place] is not None
        ]

    def _collect(self) -> None:
        task, total = self._task, len(self._pictures)
        kept_in = Path(task.cache) if task.cache else self._folder / "work" / "features"
        parent = self._parent
        self._trunk = trunk = Trunk(parent.parts.model, parent.manifest.input, [parent.cut], kept_in=kept_in)
        views = task.settings.views or views_for(total)
        blocks = -(-views // VIEWS_TOGETHER)

        def between(done: int) -> None:
            self._stop.check()
            self._voice.stage("features", done, total)

        self._voice.stage("features", 0, total)
        self._blocks = collect(
            trunk,
            self._pictures,
            [blocks] * total,
            pool=self._pool,
            between=between,
            log=self._voice.log,
        )
        make_room(kept_in, task.settings.cache_bytes)
        self._views = blocks * VIEWS_TOGETHER
        sides = [
            float(side) * size
            for picture in self._pictures
            for box in picture.boxes_xyxy
            for side, size in zip(box[2:] - box[:2], parent.size, strict=True)
        ]
        if sides and np.median(sides) < _SMALL_SIDE:
            self._notes.append(
                f"The objects are small: half of their sides are under {np.median(sides):.0f} of the "
                f"{parent.size[0]} pixels that the model sees. Larger cut-outs would be found more surely."
            )

    def _choose_starts(self, train: Sequence[int]) -> list[list[int]]:
        self._voice.stage("starting")
        parent, labels = self._parent, self._parent.manifest.labels
        whole = SsdNetwork(parent.parts, parent.cut, [[place] for place in range(len(labels))])
        chosen = list(train)
        np.random.default_rng(self._task.seed).shuffle(chosen)

        def of_one(place: int) -> Answer:
            with torch.no_grad():
                logits, written = whole(torch.from_numpy(self._plain([place])))
            return Answer(logits[0].numpy(), written[0].numpy(), self._truth(place))

        answers = list(self._pool.map(of_one, sorted(chosen[:MOST_PICTURES])))
        self._stop.check()
        starts = choose_starts(answers, parent.anchors, labels, self._labels, self._stop.check)
        for label, start in zip(self._labels, starts, strict=True):
            names = ", ".join(str(labels[place]) for place in start) or "the mean of all classes"
            self._voice.log(f"{label} starts from {names}.")
        return starts

    def _fit(
        self,
        name: str,
        train: Sequence[int],
        validation: Sequence[int],
        starts: Sequence[Sequence[int]],
        steps: int,
        until: float,
    ) -> Fit:
        settings = self._task.settings
        torch.manual_seed(self._task.seed)
        network = SsdNetwork(self._parent.parts, self._parent.cut, starts)
        recipe = Recipe(steps, settings.batch, settings.head_rate, settings.body_rate, self._task.seed)
        fit = Fit(network, recipe, self._folder / "work" / f"{name}.pt", self._pool)
        truths = [self._truth(place) for place in validation]
        for step, value in fit.progress.curve:
            # Taken up: what an attempt that was killed has measured may never have been heard.
            self._voice.point(step, "validation", "ap50", value)

        def look(averaged: SsdNetwork, step: int) -> float | None:
            if not validation:
                return None
            value = mean_of(ap50_by_label(self._answers(averaged, validation), truths, len(self._labels)))
            self._voice.point(step, "validation", "ap50", value)
            return value

        def tell(step: int, planned: int, loss: float) -> None:
            self._voice.stage(f"training {name}", step, planned)
            if step % 10 == 0 or step == planned:
                self._voice.point(step, "train", "loss", loss)

        fit.run(
            lambda picture, view: self._sample(train[picture], view),
            (len(train), self._views),
            look=look,
            tell=tell,
            check=self._stop.check,
            time_left=lambda: until - self._stop.elapsed,
        )
        if fit.progress.step < steps:
            note = f"Time allowed {fit.progress.step} of {steps} steps."
            self._voice.log(note)
            self._notes.append(note)
        return fit

    def _sample(self, place: int, number: int) -> Sample:
        features = self._view(place, number)
        key = (place, number)
        if key not in self._samples:
            picture, anchors = self._pictures[place], self._parent.anchors
            boxes, seen, ignored = place_boxes(draw_view(picture.sha256, number), picture.boxes_xyxy)
            targets, which = match(anchors.xyxy, boxes[seen], picture.labels[seen], boxes[ignored])
            found = np.flatnonzero(targets >= 0)
            written = np.zeros((len(anchors), 4), np.float32)
            written[found] = anchors.encode(boxes[seen][which[found]], found)
            self._samples[key] = Sample(features, targets, written)
        return self._samples[key]

    def _view(self, place: int, number: int) -> Block:
        blocks = self._blocks[place]
        assert blocks is not None  # noqa: S101 - pictures that cannot be decoded have no place in a split
        view: Block = blocks[number // VIEWS_TOGETHER][number % VIEWS_TOGETHER]
        return view

    def _plain(self, places: Sequence[int]) -> FloatArray:
        plain: FloatArray = np.stack([self._view(place, 0) for place in places]).astype(np.float32)
        return plain

    def _truth(self, place: int) -> Truth:
        return Truth(self._pictures[place].boxes_xyxy, self._pictures[place].labels)

    def _answers(self, network: SsdNetwork, places: Sequence[int]) -> list[Found]:
        overlap = self._parent.manifest.thresholds.nms_iou

        def of_some(some: Sequence[int]) -> list[Found]:
            with torch.no_grad():
                logits, written = network(torch.from_numpy(self._plain(some)))
            return [
                read_answers(chances, boxes, self._parent.anchors, floor=_FLOOR_OF_MEASURE, iou=overlap)
                for chances, boxes in zip(torch.sigmoid(logits).numpy(), written.numpy(), strict=True)
            ]

        parts = [places[first : first + 8] for first in range(0, len(places), 8)]
        return [found for part in self._pool.map(of_some, parts) for found in part]

    def _compare(self, model: bytes, network: SsdNetwork, decoder: SsdDecoder) -> None:
        """Ask the written file and the trained network the same, of noise."""
        width, height = self._parent.size
        noise = np.random.default_rng(self._task.seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
        features = self._trunk.run([noise])
        with torch.no_grad():
            logits, written = network(torch.from_numpy(features))
        tensor = prepare(noise, self._parent.manifest.input)[0]
        answer = OrtSession(model).run({self._parent.manifest.input.name: stack([tensor])})
        anchors = self._parent.anchors
        boxes_xyxy = decode(written[0].numpy(), anchors.cxcywh, anchors)
        said_xyxy = yxyx_to_xyxy(answer[decoder.boxes].reshape(-1, 4))
        apart = max(
            float(np.abs(answer[decoder.scores] - torch.sigmoid(logits).numpy()).max()),
            float(np.abs(said_xyxy - boxes_xyxy).max()),
        )
        if not apart < _AGREE:
            raise NotWritten(f"The written model differs from the trained one by {apart:.2g}.")

    def _write(
        self,
        network: SsdNetwork,
        starts: Sequence[Sequence[int]],
        thresholds: Thresholds,
        by_label: Sequence[float | None],
        steps: int,
    ) -> None:
        self._voice.stage("writing")
        old = self._parent.manifest
        assert isinstance(old.decoder, SsdDecoder)  # noqa: S101 - open_parent has seen to it
        weights = network.inner.weights_by_tensor()
        model = write_ssd(self._parent.parts, old.decoder.scores, len(self._labels), weights)
        self._compare(model, network, old.decoder)
        manifest = old.model_copy(
            update={
                "name": old.name if old.name.endswith("-ft") else f"{old.name[:76]}-ft",
                "title": f"{old.title.removesuffix(', fine-tuned')[:180]}, fine-tuned",
                "labels": tuple(self._labels),
                "decoder": old.decoder.model_copy(update={"activation": "none", "background": 0}),
                "thresholds": thresholds.model_copy(update={"nms_iou": old.thresholds.nms_iou}),
                "file": "model.onnx",
                "sha256": None,
            }
        )
        metrics: dict[str, Any] = {
            "validation": {
                "ap50": mean_of(by_label) if any(value is not None for value in by_label) else None,
                "by_label": dict(zip(self._labels, by_label, strict=True)),
            },
            "steps": steps,
            "seconds": round(self._stop.elapsed, 1),
            "start_from": {
                label: [old.labels[place] for place in start]
                for label, start in zip(self._labels, starts, strict=True)
            },
            "notes": self._notes,
        }
        write_output(self._folder / "out", model, manifest, metrics)
