"""Imports of tracks: what does not fit is refused with its line, and a repeat adds nothing."""

import io

import pytest

from annotations.actions.correct_frame import correct_frame
from annotations.actions.fit_imported import fit_imported
from annotations.formats import parcel
from annotations.formats.mot_read import read_mot
from annotations.formats.parcel import Parcel
from annotations.store import assets, jobs
from annotations.store.client import database as mongo
from annotations.tasks import import_file
from tests.builders import Cast, a_frame, a_job, a_project, ask_json
from tests.caller import Caller, signed_in
from tests.circle import Circle
from tests.video_files import a_mot_zip, send_tracks, send_video, take_in

LINES = "".join(
    f"{frame},{track},{frame},5,{frame * frame},8,1,2,0.9\n"
    for track in range(1, 6)
    for frame in range(1, 21)
)


def test_an_import_that_was_killed_between_two_parts_goes_on_without_duplicates(
    cast: Cast, circle: Circle, bob: Caller
) -> None:
    (asset,) = send_video(bob, circle, cast.project, "constant.mp4")
    circle.works = False
    job = send_tracks(bob, asset, "mot", a_mot_zip(LINES)).good(202)
    assert send_tracks(bob, asset, "mot", a_mot_zip(LINES)).good(202)["id"] == job["id"], (
        "asked twice at once"
    )
    claimed = jobs.claim_job(job["id"])
    assert claimed is not None
    video = assets.find_asset(asset["id"])
    assert video is not None
    read = read_mot(Parcel(io.BytesIO(a_mot_zip(LINES)), "x.zip"), video)
    fitted = fit_imported(read, project=cast.project, asset=video, job=claimed)
    reel = assets.find_frame(asset["reel_id"])
    assert reel is not None
    correct_frame(
        frame=reel, project=cast.project, requests=[entry.request for entry in fitted[:3]],
        actor=cast.bob.actor, imported_by=job["id"],
    )  # fmt: skip
    assert jobs.set_queued_again(claimed.id, claimed.fence, reason="killed")
    for _ in range(2):
        import_file(job["id"])
    circle.settle()
    ended = bob.get(f"/api/jobs/{job['id']}").good()
    assert (ended["status"], ended["progress"]) == ("finished", {"done": 5, "total": 5})
    rows = bob.frame(asset["reel_id"])["annotations"]
    assert [row["id"] for row in rows] == [entry.request.annotation_id for entry in fitted]
    assert {(row["imported_by"], row["label"], row["actor"]["name"]) for row in rows} == {
        (job["id"], "dog", "bob")
    }
    assert mongo()["corrections"].count_documents({}) == 5


def test_a_stopped_import_is_taken_back_in_whole_but_for_what_a_person_changed(
    cast: Cast, circle: Circle, bob: Caller
) -> None:
    (asset,) = send_video(bob, circle, cast.project, "constant.mp4")
    circle.works = False
    job = send_tracks(bob, asset, "mot", a_mot_zip(LINES)).good(202)
    back = f"/api/imports/{job['id']}/take-back"
    assert bob.post(back).fault(409, "state_conflict") == {}
    import_file(job["id"])
    circle.settle()
    mongo()["jobs"].update_one({"_id": job["id"]}, {"$set": {"status": "cancelled"}})
    rows = bob.frame(asset["reel_id"])["annotations"]
    bob.correct(
        asset["reel_id"],
        ask_json("relabel", annotation_id=rows[0]["id"], revision=1, label="cat"),
    ).good()
    assert bob.post(back).good() == {"removed": 4, "kept": 1, "left": 0}
    assert [row["id"] for row in bob.frame(asset["reel_id"])["annotations"]] == [rows[0]["id"]]
    assert bob.post(back).good() == {"removed": 0, "kept": 1, "left": 0}, "harmless to repeat"
    assert mongo()["corrections"].count_documents({"kind": "remove"}) == 4, "the ledger tells of it"
    other = a_job(cast.project)
    bob.post(f"/api/imports/{other.id}/take-back").fault(409, "state_conflict")


CVAT = """<?xml version="1.0"?>
<annotations><version>1.1</version><meta><task><labels><label><name>cat</name><attributes>
</attributes></label></labels></task></meta>
{}
</annotations>"""
TRACK = '<track id="0" label="cat">\n{}\n</track>'
ANSWERED = '><attribute name="a">b</attribute></box>'
OTHER_SIZE = "<original_size><width>64</width></original_size><labels>"
A_BOX = '<box frame="{}" keyframe="1" outside="0" occluded="0" xtl="{}" ytl="2" xbr="30" ybr="20"/>'


def bomb() -> bytes:
    return a_mot_zip("1,1,1,1,5,5,1,1,1\n" * 14_000_000)


BAD_MOT = {
    "nothing in it": ("", "There are no tracks"),
    "words": ("1,1,1,1,5,5,1,1,1\nframe,id,x,y,w,h,1,1,1\n", "Line 2: not all columns are numbers"),
    "not finite": ("1,1,1e999,1,5,5,1,1,1", "Line 1: not all columns"),
    "too few columns": ("1,1,1,1,5\n", "Line 1: it has 5 columns"),
    "beyond the end": ("24,1,1,1,5,5,1,1,1\n25,1,1,1,5,5,1,1,1", "Line 2: frame 25 does not exist"),
    "before the start": ("0,1,1,1,5,5,1,1,1", "Line 1: frame 0 does not exist"),
    "half a frame": ("1.5,1,1,1,5,5,1,1,1", "Line 1: the frame is not a whole number"),
    "detections": ("1,-1,1,1,5,5,1,1,1", "Line 1: it is of no track"),
    "no such class": ("1,1,1,1,5,5,1,9,1", "Line 1: there is no class 9"),
    "two classes": ("1,1,1,1,5,5,1,1,1\n2,1,1,1,5,5,1,2,1", "Line 2: track 1 has the class 1 on line 1"),
    "no area": ("1,1,1,1,0,5,1,1,1", "Line 1: the box has no area"),
    "the same frame twice": ("1,1,1,1,5,5,1,1,1\n1,1,2,2,5,5,1,1,1", "Line 2: track 1 is on frame 1 twice"),
    "an endless line": ("1," * 9_000, "Line 1 of gt/gt.txt has more than"),
}
BAD_CVAT = {
    "nothing": (b"", None),
    "no XML": (b"<annotations><track", "this is not XML"),
    "another document": (b"<html></html>", "begin with <annotations>"),
    "a document type": (b'<!DOCTYPE a [<!ENTITY b "c">]><annotations>&b;</annotations>', "document types"),
    "a file read": (
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><annotations></annotations>', "document types and entities",
    ),
    "too deep": (b"<annotations>" + b"<a>" * 100, "deep"),
    "pictures": (CVAT.format('<image id="0" name="x"/>').encode(), "CVAT for images"),
    "beyond the end": (
        CVAT.format(TRACK.format(A_BOX.format(24, 1))).encode(), "Line 5: frame 24 does not exist",
    ),
    "no number": (
        CVAT.format(TRACK.format(A_BOX.format(2, "x"))).encode(), "Line 5: xtl needs a number, not “x”",
    ),
    "no area": (CVAT.format(TRACK.format(A_BOX.format(2, 30))).encode(), "Line 5: the shape has no area"),
    "twice": (CVAT.format(TRACK.format(A_BOX.format(2, 1) * 2)).encode(), "on frame 2 twice"),
    "an unknown shape": (CVAT.format(TRACK.format('<cuboid frame="1"/>')).encode(), "no shape <cuboid>"),
    "an unknown label": (
        CVAT.format(TRACK.format(A_BOX.format(2, 1)).replace('"cat"', '"ox"')).encode(), "no label “ox”",
    ),
    "an unknown attribute": (
        CVAT.format(TRACK.format(A_BOX.format(2, 1).replace("/>", ANSWERED))).encode(),
        "“a” is no attribute of the label “cat”",
    ),
    "another video": (
        CVAT.replace("<labels>", OTHER_SIZE).format("").encode(),
        "is 192 × 64",
    ),
    "a damaged zip": (a_mot_zip(LINES)[:200], "damaged"),
    "a zip without XML": (a_mot_zip(LINES), "There is no XML"),
    "the wrong type of text": (b"\xff\xfe\x00", "this is not XML"),
}  # fmt: skip


def test_what_does_not_fit_is_refused_with_its_line_and_nothing_is_written(
    cast: Cast, circle: Circle, bob: Caller
) -> None:
    (asset,) = send_video(bob, circle, cast.project, "constant.mp4")
    said: list[tuple[str, str, bytes, str | None]] = [
        *(("mot", name, a_mot_zip(text), reason) for name, (text, reason) in BAD_MOT.items()),
        *(("cvat_video", name, body, reason) for name, (body, reason) in BAD_CVAT.items()),
        ("mot", "not text", b"\xff\xfe1,2", "no text in UTF-8"),
        ("mot", "another size", a_mot_zip(LINES, **{"seqinfo.ini": "[S]\nimWidth=9\n"}), "Line 2 of seqinfo"),
    ]  # fmt: skip
    for kind, name, body, reason in said:
        answer = send_tracks(bob, asset, kind, body)
        if reason is None:
            answer.fault(400, "upload_refused")
            continue
        job = answer.good(202)
        import_file(job["id"])
        ended = bob.get(f"/api/jobs/{job['id']}").good()
        assert ended["status"] == "failed", (kind, name, ended)
        assert reason in ended["reason"], (kind, name)
    assert mongo()["annotations"].count_documents({}) == mongo()["corrections"].count_documents({}) == 0


def test_who_asks_wrongly_is_told_so(cast: Cast, circle: Circle, alice: Caller, bob: Caller) -> None:
    (asset,) = send_video(bob, circle, cast.project, "constant.mp4")
    picture = a_frame(cast.project).asset_id
    body = a_mot_zip(LINES)
    send_tracks(bob, asset, "coco", body).fault(400, "format_unknown")
    send_tracks(bob, asset, "mot", b"").fault(400, "upload_refused")
    send_tracks(bob, {**asset, "id": picture}, "mot", body).fault(409, "state_conflict")
    send_tracks(bob, {**asset, "id": "ast_0"}, "mot", body).fault(404, "not_found")
    send_tracks(bob, {**asset, "project_id": a_project(cast.alice).id}, "mot", body).fault(404, "not_found")
    elsewhere = a_project(cast.alice, annotator=cast.bob).id
    send_tracks(bob, {**asset, "project_id": elsewhere}, "mot", body).fault(404, "not_found")
    send_tracks(bob, asset, "mot", body, create_labels="true").fault(403, "forbidden")
    send_tracks(signed_in(cast.vera), asset, "mot", body).fault(403, "forbidden")
    send_tracks(bob, asset, "mot", body, create_labels="perhaps").fault(400, "input_invalid")
    bob.send(f"/api/projects/{cast.project.id}/imports", {"format": "mot"}).fault(400, "input_invalid")
    assert mongo()["jobs"].count_documents({"kind": "import"}) == 0


def test_a_member_that_unpacks_to_too_much_is_left_there(
    cast: Cast, circle: Circle, bob: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    (asset,) = send_video(bob, circle, cast.project, "constant.mp4")
    monkeypatch.setattr(parcel, "MOST_BYTES", 1 << 20)
    packed = a_mot_zip("1,1,1,1,5,5,1,1,1\n" * 100_000)
    assert len(packed) < 1 << 14
    ended = take_in(bob, circle, asset, "mot", packed)
    assert (ended["status"], "when it is unpacked" in ended["reason"]) == ("failed", True)
