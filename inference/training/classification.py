"""Learns labels of whole frames on the parent's feature maps: one graph from picture to answer."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from inference.errors import ManifestInvalid, ModelFileInvalid
from inference.manifest import ClassificationDecoder, Manifest, read_manifest
from inference.pipeline.geometry import FloatArray
from inference.training.adam import AdamW
from inference.training.features import VIEWS_TOGETHER, Trunk, collect, make_room
from inference.training.fit import draw_batch
from inference.training.graph import Tables, open_graph
from inference.training.output import write_output
from inference.training.pictures import LabelledPicture, read_pictures, share_out
from inference.training.stop import Refused, Stop
from inference.training.tags import (
    balanced,
    calibrate_tags,
    chances,
    choose_temperature,
    label_accuracy,
    measure,
    tag_loss,
)
from inference.training.task import Task
from inference.training.voice import Voice
from inference.training.write_back import write_classifier

_MAPS = 2
_STEPS, _LOOK_EVERY = 400, 20
_BATCH, _RATE, _DECAY = 32, 2e-2, 1e-4
_SAVED_FOR_WRITING = 8.0


def train_classification(folder: Path, task: Task, voice: Voice, stop: Stop) -> None:
    """Carry a classification training out, from its folder into `out/`.

    Raises:
        Refused: There is nothing to learn, or the parent's maps cannot be read.
        Cancelled: Somebody wants it to end.
    """
    torch.set_num_threads(1)
    manifest, content = _open_parent(folder, task)
    pictures = share_out(read_pictures(folder, task.labels, voice.log), task.seed)
    pictures, labels, notes = keep_tagged(pictures, task.labels)
    for note in notes:
        voice.log(note)
    try:
        model = open_graph(content)
        cut = maps_to_pool(Tables(model.graph))
    except ModelFileInvalid as error:
        raise Refused(f"The version to start from cannot be used: {error.message}") from error
    kept_in = Path(task.cache) if task.cache else folder / "work" / "features"
    trunk = Trunk(model, manifest.input, cut, kept_in=kept_in, pooled=True)
    blocks = -(-(task.settings.views or VIEWS_TOGETHER) // VIEWS_TOGETHER)

    def between(done: int) -> None:
        stop.check()
        voice.stage("features", done, len(pictures))

    voice.stage("features", 0, len(pictures))
    with ThreadPoolExecutor(task.threads) as pool:
        found = collect(trunk, pictures, [blocks] * len(pictures), pool=pool, between=between, log=voice.log)
    make_room(kept_in, task.settings.cache_bytes)
    kept = [
        (picture, np.concatenate(answers).astype(np.float32))
        for picture, answers in zip(pictures, found, strict=True)
        if answers is not None
    ]
    _learn_and_write(folder, task, voice, stop, _Prepared(manifest, model, cut, labels, notes, kept))


class _Prepared:
    """What a training knows before it learns: pooled features [views, channels] of each picture."""

    def __init__(
        self,
        manifest: Manifest,
        model: Any,
        cut: tuple[str, ...],
        labels: Sequence[str],
        notes: list[str],
        kept: Sequence[tuple[LabelledPicture, FloatArray]],
    ) -> None:
        self.manifest, self.model, self.cut, self.labels, self.notes = manifest, model, cut, labels, notes
        self.single = all(len(picture.tags) == 1 for picture, _ in kept)
        self.features = {
            split: [features for picture, features in kept if picture.split == split]
            for split in ("train", "validation")
        }
        self.wanted = {
            split: np.array(
                [
                    [float(place in picture.tags) for place in range(len(labels))]
                    for picture, _ in kept
                    if picture.split == split
                ],
                np.float32,
            ).reshape(-1, len(labels))
            for split in ("train", "validation")
        }
        if not len(self.wanted["train"]):
            raise Refused("There is nothing to learn: no training picture can be decoded.")


def keep_tagged(
    pictures: Sequence[LabelledPicture], labels: Sequence[str]
) -> tuple[tuple[LabelledPicture, ...], tuple[str, ...], list[str]]:
    """Leave out labels that no training picture carries.

    Returns:
        The pictures with labels numbered anew, the labels that stay, and what to tell a person about it.

    Raises:
        Refused: Nothing could be told apart.
    """
    training = [picture for picture in pictures if picture.split == "train"]
    carried = sorted({label for picture in training for label in picture.tags})
    if not carried:
        raise Refused("There is nothing to learn: no training picture carries a label of the whole frame.")
    if len(carried) == 1 and all(picture.tags for picture in training):
        raise Refused(f"There is nothing to tell apart: every training picture carries {labels[carried[0]]}.")
    number = {old: new for new, old in enumerate(carried)}
    kept = tuple(
        replace(picture, tags=frozenset(number[label] for label in picture.tags if label in number))
        for picture in pictures
    )
    missing = [label for place, label in enumerate(labels) if place not in number]
    notes = [f"Left out of the model, because no training picture carries it: {', '.join(missing)}."]
    return kept, tuple(labels[place] for place in carried), notes if missing else []


def maps_to_pool(tables: Tables) -> tuple[str, ...]:
    """Choose the maps to pool: the widest one that several convolutions read, and the last such one below it.

    Raises:
        ModelFileInvalid: The graph has no such maps.
    """
    widths = {
        name: _channels(tables, node.input[0])
        for name, node in tables.maker.items()
        if node.op_type == "Clip" and _channels(tables, node.input[0])
    }
    shared = [
        name
        for name in widths
        if sum(reader.op_type == "Conv" for reader in tables.readers.get(name, [])) > 1
    ]
    order = shared or list(widths)
    if not order:
        raise ModelFileInvalid("it has no feature maps to pool.")
    first = max(order, key=lambda name: widths[name])
    return tuple(order[max(0, order.index(first) - 1) : order.index(first) + 1])


def _channels(tables: Tables, tensor: str) -> int:
    """Count the channels of a convolution that mixes them all; 0 for anything else."""
    node = tables.maker.get(tensor)
    if node is None or node.op_type != "Conv":
        return 0
    after, before = tables.constants[node.input[1]].shape[:2]
    return int(after) if before > 1 else 0


def _open_parent(folder: Path, task: Task) -> tuple[Manifest, bytes]:
    for name in ("origin", "parent") if task.settings.start == "origin" else ("parent", "origin"):
        path = folder / name / "manifest.toml"
        if not path.is_file():
            continue
        try:
            manifest = read_manifest(path)
            if manifest.is_prompted or manifest.decoder.kind == "classification":
                continue
            return manifest, (path.parent / manifest.file).read_bytes()
        except ManifestInvalid as error:
            raise Refused(f"The version to start from cannot be used: {error.message}") from error
        except OSError as error:
            raise Refused(f"The folder holds no version to start from: {name}/ cannot be read.") from error
    raise Refused("The folder holds no detector whose feature maps could be read, as origin/ or parent/.")


def _learn_and_write(folder: Path, task: Task, voice: Voice, stop: Stop, known: _Prepared) -> None:
    train, validation = known.features["train"], known.features["validation"]
    wanted = {split: torch.from_numpy(known.wanted[split]) for split in known.wanted}
    plain = torch.from_numpy(np.stack([item[0] for item in validation])) if validation else None
    steps = task.settings.steps or _STEPS
    head = _fit(task, voice, stop, known, train, wanted["train"], plain, wanted["validation"], steps)
    accuracy = None
    temperature = 1.0
    if plain is not None:
        logits = plain @ head.weights.T + head.bias
        accuracy = measure(logits.numpy(), known.wanted["validation"], single=known.single)
        temperature = choose_temperature(logits.numpy(), known.wanted["validation"], single=known.single)
        if task.settings.refit:
            everything = [*train, *validation]
            both = torch.cat([wanted["train"], wanted["validation"]])
            head = _fit(task, voice, stop, known, everything, both, None, both, max(head.step, _LOOK_EVERY))
    voice.stage("calibrating")
    weights, bias = (head.weights / temperature).numpy(), (head.bias / temperature).numpy()
    measured = known.wanted["validation"] if plain is not None else known.wanted["train"]
    shown = plain if plain is not None else torch.from_numpy(np.stack([item[0] for item in train]))
    thresholds = calibrate_tags(
        chances(shown.numpy() @ weights.T + bias, single=known.single), measured, known.labels
    )
    stop.check()
    voice.stage("writing")
    old = known.manifest
    manifest = Manifest(
        name=f"{old.name.removesuffix('-ft')[:75]}-tags",
        version=old.version,
        title=f"{old.title[:150]}: labels of whole frames",
        task="classification",
        labels=tuple(known.labels),
        input=old.input,
        decoder=ClassificationDecoder(
            kind="classification", output="logits", activation="softmax" if known.single else "sigmoid"
        ),
        thresholds=thresholds,
        licence=old.licence,
        source=old.source,
    )
    by_label = {
        label: None if plain is None else value
        for label, value in zip(
            known.labels,
            label_accuracy(shown.numpy() @ weights.T + bias, measured, single=known.single),
            strict=True,
        )
    }
    metrics = {
        "validation": {"accuracy": accuracy, "by_label": by_label},
        "steps": head.step,
        "seconds": round(stop.elapsed, 1),
        "temperature": round(temperature, 3),
        "notes": known.notes,
    }
    content = write_classifier(known.model, known.cut, weights, bias)
    write_output(folder / "out", content, manifest, metrics)


class _Head:
    """A linear head and after how many steps it was best."""

    def __init__(self, weights: Tensor, bias: Tensor, step: int) -> None:
        self.weights, self.bias, self.step = weights, bias, step


def _fit(
    task: Task,
    voice: Voice,
    stop: Stop,
    known: _Prepared,
    features: Sequence[FloatArray],
    wanted: Tensor,
    plain: Tensor | None,
    validation: Tensor,
    steps: int,
) -> _Head:
    torch.manual_seed(task.seed)
    weights = nn.Parameter(torch.zeros(wanted.shape[1], features[0].shape[1]))
    bias = nn.Parameter(torch.zeros(wanted.shape[1]))
    optimizer = AdamW([[weights, bias]], decay=_DECAY)
    balance = balanced(wanted, single=known.single)
    best = (float("inf"), _Head(weights.detach().clone(), bias.detach().clone(), 0))
    for step in range(1, steps + 1):
        stop.check()
        pairs = draw_batch(step - 1, _BATCH, (len(features), len(features[0])), task.seed)
        rows = torch.from_numpy(np.stack([features[picture][view] for picture, view in pairs]))
        answers = wanted[[picture for picture, _ in pairs]]
        loss = tag_loss(rows @ weights.T + bias, answers, balance, single=known.single)
        weights.grad = bias.grad = None
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step([_RATE])
        voice.stage("training", step, steps)
        is_last = step == steps or stop.left < _SAVED_FOR_WRITING
        if step % _LOOK_EVERY == 0 or is_last:
            voice.point(step, "train", "loss", float(loss.detach()))
            head = _Head(weights.detach().clone(), bias.detach().clone(), step)
            if plain is None:
                best = (0.0, head)
            else:
                logits = plain @ head.weights.T + head.bias
                value = float(tag_loss(logits, validation, balance, single=known.single))
                accuracy = measure(logits.numpy(), validation.numpy(), single=known.single)
                voice.point(step, "validation", "accuracy", accuracy)
                best = min(best, (value, head), key=lambda item: item[0])
        if is_last:
            break
    return best[1]
