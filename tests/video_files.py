"""Clips, tracks and files of tracks for tests of the formats that videos leave and come in."""

import io
import zipfile
from typing import Any

from annotations.domain.changes import Changes
from annotations.domain.geometry import Box, Keyframe, Track, TrackedShape
from annotations.domain.ids import new_id
from annotations.domain.project import Project
from annotations.media.sniff import Container
from annotations.tasks import import_file
from tests.builders import ask
from tests.builders_video import X264, Clip, varying, write_clip
from tests.caller import Answer, Caller
from tests.circle import Circle

FRAMES_OF_CLIP = 24
H264 = dict(X264)
CLIPS = {
    "constant.mp4": Clip(Container.MP4, "mp4", "libx264", {**H264, "g": "12"}, frames=FRAMES_OF_CLIP),
    "b-frames.mp4": Clip(
        Container.MP4, "mp4", "libx264", {**H264, "g": "20", "bf": "3"}, frames=FRAMES_OF_CLIP
    ),
    "variable.mp4": Clip(
        Container.MP4, "mp4", "libx264", {**H264, "g": "12", "bf": "2"}, frames=FRAMES_OF_CLIP, step=varying
    ),
    "edit-list.mp4": Clip(
        Container.MP4, "mp4", "libx264", {**H264, "g": "30", "bf": "2"}, frames=FRAMES_OF_CLIP + 7, skipped=7
    ),
}  # fmt: skip
PLAIN = write_clip(CLIPS["constant.mp4"])


def send_video(caller: Caller, circle: Circle, project: Project, *names: str) -> list[dict[str, Any]]:
    files = [(name, PLAIN if name == "constant.mp4" else write_clip(CLIPS[name])) for name in names]
    sent = caller.upload(project.id, *files).good(201)["assets"]
    circle.settle()
    found = [caller.get(f"/api/assets/{asset['id']}").good() for asset in sent]
    assert {(asset["status"], asset["frame_count"]) for asset in found} == {("ready", FRAMES_OF_CLIP)}
    return found


def draw_on(caller: Caller, frame_id: str, label: str, shape: object, **changes: Any) -> str:
    identity = new_id("ann")  # in the order drawn
    said = Changes.model_validate(changes) if changes else None
    request = ask("add", annotation_id=identity, label=label, shape=shape, changes=said)
    caller.correct(frame_id, request.model_dump(mode="json", exclude_none=True)).good()
    return identity


def at(frame: int, shape: TrackedShape, **more: Any) -> Keyframe:
    return Keyframe(frame=frame, shape=shape, **more)


def a_box_track(*frames: int, **more: Any) -> Track:
    boxes = [Box(x=5.25 + 3.7 * frame, y=7 + frame / 3, width=20 + frame, height=12.5) for frame in frames]
    return Track(keyframes=[at(frame, box, **more) for frame, box in zip(frames, boxes, strict=True)])


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def the_member(content: bytes, ending: str) -> str:
    (found,) = [body for name, body in members(content).items() if name.endswith(ending)]
    return found.decode()


def a_mot_zip(lines: str, labels: str = "cat\ndog\nbird\n", **more: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {"gt/gt.txt": lines, "gt/labels.txt": labels, **more}.items():
            archive.writestr(name, text)
    return target.getvalue()


def send_tracks(caller: Caller, asset: dict[str, Any], kind: str, content: bytes, **more: Any) -> Answer:
    return caller.send_tracks(asset["project_id"], asset["id"], kind, content, **more)


def take_in(
    caller: Caller, circle: Circle, asset: dict[str, Any], kind: str, content: bytes, **more: Any
) -> dict[str, Any]:
    job = send_tracks(caller, asset, kind, content, **more).good(202)
    import_file(job["id"])
    circle.settle()
    return caller.get(f"/api/jobs/{job['id']}").good()
