"""A video with a moving square, a track on it, and the work that follows it, turn by turn."""

from typing import Any

import numpy as np

from annotations.actions.share_worker import work_slice
from annotations.domain.geometry import Keyframe, bounds
from annotations.domain.job import Job, JobHint
from annotations.domain.propagation import Propagation
from annotations.domain.video import REEL_INDEX, video_frame_id
from annotations.store import propagations
from annotations.store.tables import JOBS
from inference.actions.propagate_track import propagate_track
from inference.tracking.association import overlaps
from tests.builders import Cast, an_annotation_id, ask_json
from tests.builders_motion import a_moving_clip, box_on
from tests.caller import signed_in
from tests.circle import WORK, Circle

FRAMES = 80
CLIP = a_moving_clip(FRAMES)
Json = dict[str, Any]


class Studio:
    """A video, a track on its moving square, and the person who looks at it."""

    def __init__(self, cast: Cast, circle: Circle, clip: bytes = CLIP) -> None:
        self.cast, self.circle, self.bob = cast, circle, signed_in(cast.bob)
        circle.settle()
        (asset,) = self.bob.upload(cast.project.id, ("walk.mp4", clip)).good(201)["assets"]
        circle.settle()
        WORK["ingest"](circle.hints[-1].job_id)
        circle.settle()
        self.asset_id = str(asset["id"])
        self.reel = video_frame_id(self.asset_id, REEL_INDEX)
        self.track_id, self.revision = "", 0

    def draw(self, *frames: int, shape: Json | None = None, **more: Any) -> str:
        """Let Bob draw the track with keyframes on the square."""
        self.track_id, self.revision = an_annotation_id(), 1
        keyframes = [
            {"frame": frame, "shape": shape or box_on(frame).model_dump(exclude_none=True), **more}
            for frame in frames
        ]
        track = {"type": "track", "keyframes": keyframes}
        asked = ask_json("add", annotation_id=self.track_id, label="cat", shape=track)
        self.bob.correct(self.reel, asked).good()
        return self.track_id

    def rekey(self, keyframes: dict[int, Json | None], **more: Any) -> None:
        """Let Bob set keyframes."""
        said = {str(frame): fields for frame, fields in keyframes.items()}
        asked = ask_json("rekey", annotation_id=self.track_id, revision=self.revision, keyframes=said, **more)
        (result,) = self.bob.correct(self.reel, asked).good()["results"]
        assert result["status"] == "applied"
        self.revision = result["revision"]

    def ask(self, first: int, frames: int, direction: str = "forward", **more: object) -> str:
        """Let Bob ask for a propagation; return its id once its job waits."""
        way = {"first": first, "frames": frames, "direction": direction}
        body = {"annotation_id": self.track_id, **way, **more}
        told = self.bob.post(f"/api/assets/{self.asset_id}/propagations", body).good(202)
        self.circle.settle()
        return str(told["id"])

    def get(self, propagation_id: str, **query: object) -> Json:
        """Return a propagation as a program sees it."""
        return dict(self.bob.get(f"/api/propagations/{propagation_id}", **query).good())

    def finish(self, propagation_id: str) -> Json:
        """Work until it is over."""
        while turn(job_of(propagation_id)) == "queued":
            pass
        self.circle.settle()
        return self.get(propagation_id)


def row_of(propagation_id: str) -> Propagation:
    """Return a propagation as it is stored."""
    found = propagations.find_propagation(propagation_id)
    assert found is not None
    return found


def job_of(propagation_id: str) -> Job:
    """Return the job of a propagation's present run."""
    found = JOBS.find_where({"dedupe": row_of(propagation_id).dedupe})
    assert found is not None
    return found


def turn(job: Job, seconds: float = 60, told: list[JobHint] | None = None) -> object:
    """Do one slice of a job."""
    return work_slice(
        job_id=job.id,
        work=propagate_track,
        send=(told if told is not None else []).append,
        seconds=seconds,
        kinds=("propagate",),
        most=1,
    )


def frames_of(told: Json) -> list[int]:
    """Return the frames that have ghosts."""
    return [entry["frame"] for entry in told["keyframes"]]


def agreement(told: Json) -> list[float]:
    """Return how much of each ghost and the true box is both."""
    found = [Keyframe.model_validate(entry) for entry in told["keyframes"]]
    pairs = ((bounds(entry.shape), bounds(box_on(entry.frame))) for entry in found)
    return [float(overlaps(np.array([ghost]), np.array([true]))[0, 0]) for ghost, true in pairs]


def first_job_of(propagation_id: str) -> Job:
    """Return the job of a propagation's first run."""
    found = JOBS.find_where({"subject.propagation_id": propagation_id})
    assert found is not None
    return found
