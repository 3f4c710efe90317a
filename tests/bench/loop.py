"""`make bench-loop DATA=folder`: what correcting is worth, on anybody's pictures and a real portal.

A simulated person corrects the pictures in batches; the portal's own trigger trains, its own gate decides,
and after each round the version that predicts then is measured on pictures that nobody has shown it.
"""

import argparse
import json
import random
import secrets
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from portal.env import read_environment
from tests.bench.client import PortalClient
from tests.bench.figures import BenchFailed
from tests.bench.labelled import LabelledPicture, count_labels, read_labelled
from tests.bench.measured import Measured, measure
from tests.bench.portal import BenchPortal
from tests.bench.simulated_person import correct
from tests.waiting import wait_until

NEVER = 1_000_000
SETTLE_SECONDS = 1_800.0
UPLOAD_AT_ONCE = 50
MOST_TOLD = 40
"""Labels whose figures are printed; all are in the file that is written."""
OVER = ("finished", "failed", "cancelled", "quarantined", "blocked")
TARGETS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True)
class Plan:
    """One simulated history."""

    pool: list[LabelledPicture]
    untouched: list[LabelledPicture]
    batch: int
    rounds: int
    minutes: float
    strategy: str


@dataclass(frozen=True)
class Round:
    """What one batch of corrections brought."""

    strategy: str
    number: int
    pictures: int
    corrections: int
    kinds: dict[str, int]
    measured: Measured
    verdict: str
    reasons: list[str]
    training_seconds: float
    seconds: float


def main(arguments: Sequence[str]) -> int:
    """Run the loop; 1 when it could not be carried out."""
    parser = argparse.ArgumentParser(prog="make bench-loop", description=main.__doc__)
    parser.add_argument("folder", type=Path, help="labelled pictures, in Pascal VOC or COCO layout")
    parser.add_argument("--batch", type=int, default=20, help="pictures corrected in a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--untouched", type=int, default=60, help="pictures kept to measure on")
    parser.add_argument("--pictures", type=int, default=600, help="of a larger folder so many are drawn")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=4.0, help="the most that one training may take")
    parser.add_argument(
        "--order",
        default="random",
        choices=["random", "uncertainty", "diversity", "rare", "both"],
        help="which pictures a person gets first; both: random, then uncertainty",
    )
    asked = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    home = read_environment().home
    try:
        read = read_labelled(asked.folder, most=asked.pictures, seed=asked.seed)
        print(read.tell(), flush=True)
        pool, untouched = split(read.pictures, asked.untouched, asked.seed)
        orders = ["random", "uncertainty"] if asked.order == "both" else [asked.order]
        told: list[Round] = []
        for strategy in orders:
            plan = Plan(pool, untouched, asked.batch, asked.rounds, asked.minutes, strategy)
            told += run(home, plan)
    except (BenchFailed, AssertionError) as fault:
        print(fault)
        return 1
    except KeyboardInterrupt:
        print("Interrupted")
        return 130
    if len(orders) > 1:
        print(compare(told))
    path = home / "bench" / f"loop-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(entry) for entry in told], indent=1) + "\n", encoding="utf-8")
    print(f"Written to {path}")
    return 0


def split(
    pictures: list[LabelledPicture], count: int, seed: int
) -> tuple[list[LabelledPicture], list[LabelledPicture]]:
    """Keep `count` pictures untouched, and never more than a third of them all.

    Of each label that two pictures show, each side gets one at least, as far as that can be had.
    """
    if len(pictures) < 10:
        raise BenchFailed(f"{len(pictures)} labelled pictures are too few: ten are the least")
    mixed = list(pictures)
    random.Random(seed).shuffle(mixed)
    kept = min(count, max(3, len(mixed) // 3))
    untouched, pool = mixed[:kept], mixed[kept:]
    shown = Counter(label for picture in mixed for label in _labels_of(picture))
    for label in sorted(shown, key=lambda label: (shown[label], label)):
        for lacking, other in ((pool, untouched), (untouched, pool)):
            if shown[label] > 1 and not any(label in _labels_of(picture) for picture in lacking):
                _swap(lacking, other, label)
    return pool, untouched


def _labels_of(picture: LabelledPicture) -> set[str]:
    return {truth.label for truth in picture.objects}


def _swap(lacking: list[LabelledPicture], other: list[LabelledPicture], label: str) -> None:
    """Bring a picture of a label over, for one that takes no label away with it."""
    given = next(place for place, picture in enumerate(other) if label in _labels_of(picture))
    counts = Counter(name for picture in lacking for name in _labels_of(picture))
    spare = [
        place
        for place, picture in enumerate(lacking)
        if all(counts[name] > 1 for name in _labels_of(picture))
    ]
    if spare:
        lacking[spare[0]], other[given] = other[given], lacking[spare[0]]


def run(home: Path, plan: Plan) -> list[Round]:
    """Carry one history out on a portal of its own."""
    portal = BenchPortal(home / "bench" / "run" / secrets.token_hex(4), lent=home)
    try:
        print(f"Starting a portal of the run's own ({plan.strategy} order) …", flush=True)
        portal.start()
        client = PortalClient(portal)
        history = History(client, plan)
        told = [history.start()]
        while len(told) <= plan.rounds and history.left:
            told.append(history.play(len(told)))
        client.close()
    finally:
        portal.discard()
    return told


class History:
    """One project, corrected round by round."""

    def __init__(self, client: PortalClient, plan: Plan) -> None:
        self.client = client
        self.plan = plan
        self.left = len(plan.pool)
        self.project_id = ""
        self.corrected = 0
        self._truths: dict[str, LabelledPicture] = {}

    def start(self) -> Round:
        """Make the project, upload the pool and measure the version that every project starts with."""
        began = time.monotonic()
        labels = count_labels(self.plan.pool)
        spread = ", ".join(f"{label} {count}" for label, count in labels.most_common(10))
        if len(labels) > 10:
            spread += f" and {len(labels) - 10} more labels"
        print(f"{len(self.plan.pool)} pictures to correct, {len(self.plan.untouched)} untouched: {spread}")
        if alone := sorted(count_labels(self.plan.untouched).keys() - labels.keys()):
            print(f"    on untouched pictures only, so that nobody can teach it: {', '.join(alone[:10])}")
        if alone := sorted(labels.keys() - count_labels(self.plan.untouched).keys()):
            print(f"    on no untouched picture, so that it is not measured: {', '.join(alone[:10])}")
        body = {"name": "Bench: the loop", "labels": [{"name": label} for label in sorted(labels)]}
        self.project_id = str(self._call("POST", "/api/projects", body)["id"])
        self._call(
            "PATCH", self._own(), {"training": {"minutes": self.plan.minutes}, "gate": {"promote": "auto"}}
        )
        for place in range(0, len(self.plan.pool), UPLOAD_AT_ONCE):
            part = self.plan.pool[place : place + UPLOAD_AT_ONCE]
            paths = [picture.path for picture in part]
            frames = self.client.settled_frames(self.project_id, paths, seconds=SETTLE_SECONDS)
            self._truths |= {
                frame: picture for frame, picture in zip(frames, part, strict=True) if frame is not None
            }
        if refused := len(self.plan.pool) - len(self._truths):
            print(f"    left out: {refused} pictures that the portal refuses")
            self.left = len(self._truths)
        first = Round(self.plan.strategy, 0, 0, 0, {}, self._measure(), "", [], 0.0, time.monotonic() - began)
        self._tell(first)
        return first

    def play(self, number: int) -> Round:
        """Correct one batch, then wait until the loop has trained, judged and perhaps promoted."""
        began = time.monotonic()
        before = self._newest_training()
        self._trigger_after(NEVER)
        kinds: Counter[str] = Counter()
        size = min(self.plan.batch, self.left)
        show = self._champion()["thresholds"]["show"]
        for place in range(size):
            frame_id = self._next_frame()
            picture = self._truths[frame_id]
            if place == size - 1:
                # Trains with the last picture, however many corrections a batch takes.
                self._trigger_after(max(1, kinds.total()))
            made = correct(self.client.http, frame_id, picture.objects, show=show)
            kinds += made
        if not made:
            self._call("POST", f"{self._own()}/trainings", {})
        self.left -= size
        self.corrected += size
        training = self._settled_training(before)
        evaluation = self._verdict(training)
        taken = _seconds(training)
        told = Round(
            self.plan.strategy,
            number,
            self.corrected,
            kinds.total(),
            dict(kinds),
            self._measure(),
            (evaluation or {}).get("verdict") or training["status"],
            (evaluation or {}).get("reasons") or [str(training["reason"])],
            taken,
            time.monotonic() - began,
        )
        self._tell(told)
        return told

    def _next_frame(self) -> str:
        answer = self._call("POST", f"{self._own()}/queue/next", {"strategy": self.plan.strategy})
        if answer["frame"] is None:
            raise BenchFailed(f"the queue has no frame left: {answer}")
        return str(answer["frame"]["id"])

    def _trigger_after(self, corrections: int) -> None:
        self._call("PATCH", self._own(), {"triggers": {"training": {"every_corrections": corrections}}})

    def _newest_training(self) -> str | None:
        found = self._call("GET", f"{self._own()}/trainings?limit=1")["trainings"]
        return str(found[0]["id"]) if found else None

    def _settled_training(self, before: str | None) -> dict[str, Any]:
        settled: list[dict[str, Any]] = []

        def ended() -> bool:
            found = self._call("GET", f"{self._own()}/trainings?limit=1")["trainings"]
            if found and found[0]["id"] != before and found[0]["status"] in OVER:
                settled.append(found[0])
            return bool(settled)

        wait_until(ended, SETTLE_SECONDS, for_what="the training", every=1.0)
        return settled[0]

    def _verdict(self, training: dict[str, Any]) -> dict[str, Any] | None:
        candidate = training["model_version_id"]
        if candidate is None:
            return None
        judged: list[dict[str, Any]] = []

        def ended() -> bool:
            for entry in self._call("GET", f"{self._own()}/evaluations?limit=5")["evaluations"]:
                if entry["candidate_id"] == candidate and entry["status"] in OVER:
                    judged.append(entry)
            return bool(judged)

        wait_until(ended, SETTLE_SECONDS, for_what="the gate", every=1.0)
        return judged[0]

    def _champion(self) -> dict[str, Any]:
        champion: dict[str, Any] = self._call("GET", self._own())["champion"]
        return champion

    def _measure(self) -> Measured:
        row = self.client.portal.database()["model_versions"].find_one({"_id": self._champion()["id"]})
        if row is None:
            raise BenchFailed("the project has no champion")
        content = (self.client.portal.home / "media" / row["storage_name"]).read_bytes()
        return measure(f"{row['name']} {row['version']}", row["manifest"], content, self.plan.untouched)

    def _own(self) -> str:
        return f"/api/projects/{self.project_id}"

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = self.client.http.request(method, path, json=body)
        if answer.is_error:
            raise BenchFailed(f"{method} {path}: {answer.text[:300]}")
        return answer.json()

    def _tell(self, told: Round) -> None:
        measured = told.measured
        line = (
            f"round {told.number}: corrected {told.pictures}, AP50 {measured.ap50:.3f} "
            f"({measured.low:.3f} to {measured.high:.3f}), AP {measured.ap:.3f}, {told.seconds:.0f} s"
        )
        if told.number:
            spread = ", ".join(f"{count} {kind}" for kind, count in sorted(told.kinds.items()))
            line += f" (training {told.training_seconds:.0f} s), {told.verdict}; {spread}"
        print(f"{line}; {measured.version}", flush=True)
        for reason in told.reasons:
            print(f"    {reason}", flush=True)
        if len(measured.by_label) > 1:
            found = [(label, value) for label, value in sorted(measured.by_label.items()) if value >= 0]
            each = ", ".join(f"{label} {value:.2f}" for label, value in found[:MOST_TOLD])
            more = f" and {len(found) - MOST_TOLD} more" if len(found) > MOST_TOLD else ""
            print(f"    AP50 by label: {each}{more}", flush=True)


def compare(told: list[Round]) -> str:
    """Say how many corrected pictures each order took to reach each AP50."""
    lines = ["corrected pictures needed:"]
    for target in TARGETS:
        needed = {
            strategy: next(
                (
                    str(entry.pictures)
                    for entry in told
                    if entry.strategy == strategy and entry.measured.ap50 >= target
                ),
                "not reached",
            )
            for strategy in dict.fromkeys(entry.strategy for entry in told)
        }
        lines.append(
            f"  AP50 {target:.1f}: " + ", ".join(f"{name} {count}" for name, count in needed.items())
        )
    return "\n".join(lines)


def _seconds(training: dict[str, Any]) -> float:
    if not (training["started_at"] and training["finished_at"]):
        return 0.0
    began, ended = (datetime.fromisoformat(training[name]) for name in ("started_at", "finished_at"))
    return (ended - began).total_seconds()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
