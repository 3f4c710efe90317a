"""Resumable uploads over raw HTTP: the rules of tus, and the lies that are refused."""

import base64
import hashlib
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from annotations.actions.sweep_uploads import sweep_uploads
from annotations.domain.record import utc_now
from annotations.domain.upload import Upload
from annotations.store import parts
from annotations.store.client import database as mongo
from annotations.store.files import hash_of, open_stored
from annotations.store.tables import ASSETS, UPLOADS
from tests.builders import Cast
from tests.builders_media import a_picture_file
from tests.caller import Answer, Caller, signed_in

PICTURE = a_picture_file("PNG", width=300, height=200)
STREAM = "application/offset+octet-stream"


@pytest.fixture(autouse=True)
def no_bytes_of_other_tests(settings: Settings, tmp_path: Path) -> None:
    settings.UPLOADS_ROOT = tmp_path / "uploads"


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def tus(
    caller: Caller, method: str, path: str, body: bytes = b"", kind: str = STREAM, **headers: Any
) -> Answer:
    named = {name.replace("_", "-"): str(value) for name, value in headers.items() if value is not None}
    sent = {"Tus-Resumable": "1.0.0", **named}
    sent = {name: value for name, value in sent.items() if value != "-"}
    return caller._answer(caller.client.generic(method, path, body, content_type=kind, headers=sent))


def create(caller: Caller, cast: Cast, length: object = len(PICTURE), **headers: Any) -> Answer:
    given: dict[str, Any] = {
        "Upload_Length": length,
        "Upload_Metadata": f"filename {b64(b'a.png')}",
        **headers,
    }
    return tus(caller, "POST", f"/api/projects/{cast.project.id}/uploads", kind="", **given)


def begin(caller: Caller, cast: Cast, **headers: Any) -> str:
    answer = create(caller, cast, **headers)
    assert answer.status == 201, answer
    assert answer.headers["Upload-Expires"].endswith("GMT")
    return answer.headers["Location"]


def patch(caller: Caller, place: str, offset: object, body: bytes, **headers: Any) -> Answer:
    return tus(caller, "PATCH", place, body, Upload_Offset=offset, **headers)


def offset_of(caller: Caller, place: str) -> int:
    answer = tus(caller, "HEAD", place)
    assert answer.status == 200, answer
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Upload-Length"] == str(len(PICTURE))
    return int(answer.headers["Upload-Offset"])


def row() -> Upload:
    (upload,) = UPLOADS.page({})
    return upload


def nothing_is_left() -> None:
    assert UPLOADS.page({}) == []
    assert parts.list_parts(older_than=utc_now().timestamp() + 60) == []


def test_a_file_sent_in_pieces_becomes_the_asset_that_one_form_would_make(cast: Cast, bob: Caller) -> None:
    place = begin(bob, cast)
    for start in range(0, len(PICTURE), 300):
        assert offset_of(bob, place) == start
        answer = patch(bob, place, start, PICTURE[start : start + 300])
        assert answer.status == 204, answer
        assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Tandem-Duplicate"] == "false"
    (asset,) = ASSETS.page({})
    assert (asset.id, asset.name, asset.status) == (answer.headers["Tandem-Asset"], "a.png", "uploaded")
    assert asset.sha256 == hashlib.sha256(PICTURE).hexdigest()
    with open_stored(asset.image_uri or "") as stored:
        assert hash_of(stored) == (asset.sha256, len(PICTURE))
    again = tus(bob, "HEAD", place)
    assert (again.headers["Tandem-Asset"], again.headers["Upload-Offset"]) == (asset.id, str(len(PICTURE)))
    same = bob.upload(cast.project.id, ("b.png", PICTURE)).good(201)["assets"][0]
    assert (same["id"], same["duplicate"]) == (asset.id, True)
    assert parts.list_parts(older_than=utc_now().timestamp() + 60) == []


def test_known_bytes_are_the_known_asset(cast: Cast, bob: Caller) -> None:
    known = bob.upload(cast.project.id, ("b.png", PICTURE)).good(201)["assets"][0]
    answer = patch(bob, begin(bob, cast), 0, PICTURE)
    assert (answer.headers["Tandem-Asset"], answer.headers["Tandem-Duplicate"]) == (known["id"], "true")


def test_the_first_bytes_may_come_with_the_creation(cast: Cast, bob: Caller) -> None:
    path = f"/api/projects/{cast.project.id}/uploads"
    answer = tus(bob, "POST", path, PICTURE[:400], Upload_Length=len(PICTURE))
    assert (answer.status, answer.headers["Upload-Offset"]) == (201, "400")
    assert patch(bob, answer.headers["Location"], 400, PICTURE[400:]).status == 204
    whole = tus(bob, "POST", path, PICTURE, Upload_Length=len(PICTURE))
    assert (whole.status, whole.headers["Tandem-Duplicate"]) == (201, "true")
    wrong = tus(
        bob, "POST", path, PICTURE, Upload_Length=len(PICTURE) + 9, Upload_Checksum=f"sha1 {b64(bytes(20))}"
    )
    wrong.fault(460, "checksum_mismatch")
    assert UPLOADS.count({"status": "open"}) == 0


def test_the_server_says_what_it_speaks(cast: Cast, bob: Caller) -> None:
    place = begin(bob, cast)
    for path in (f"/api/projects/{cast.project.id}/uploads", place):
        answer = tus(bob, "OPTIONS", path, Tus_Resumable="-")
        assert answer.status == 204
        assert answer.headers["Tus-Version"] == "1.0.0"
        extensions = answer.headers["Tus-Extension"].split(",")
        assert {"creation", "creation-with-upload", "termination", "checksum", "expiration"} == set(
            extensions
        )
        assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
        assert int(answer.headers["Tus-Max-Size"]) > 0


@pytest.mark.parametrize("length", [None, "", "-1", "1e3", "0x10", "1.5", " 7", "١٢", "9" * 19, "NaN", "1,1"])
def test_a_length_that_is_none_is_refused(cast: Cast, bob: Caller, length: object) -> None:
    header = length.encode("utf-8").decode("latin-1") if isinstance(length, str) else length
    assert "Upload-Length" in create(bob, cast, header).fault(400, "input_invalid")
    nothing_is_left()


def test_too_long_empty_and_unknown_kinds_of_uploads_are_refused(
    cast: Cast, bob: Caller, settings: Settings
) -> None:
    create(bob, cast, 0).fault(400, "upload_refused")
    settings.UPLOAD_MAX_BYTES = 1000
    answer = create(bob, cast, 1001)
    answer.fault(413, "upload_too_large")
    assert answer.headers["Tus-Max-Size"] == "1000"
    create(bob, cast, 900, Upload_Concat="partial").fault(400, "input_invalid")
    create(bob, cast, None, Upload_Defer_Length="1").fault(400, "input_invalid")
    settings.UPLOAD_MAX_BYTES = 10**18
    create(bob, cast, 10**18 - 1).fault(507, "storage_full")
    nothing_is_left()


@pytest.mark.parametrize(
    "metadata",
    ["filename", "filename ***", "a b c", f"sha256 {b64(b'abc')}", f"filename {b64(bytes([255]))}",
     f"a {b64(b'1')},a {b64(b'2')}", "x" * 9000, ",", f"é {b64(b'1')}"],
)  # fmt: skip
def test_metadata_that_cannot_be_read_are_refused(cast: Cast, bob: Caller, metadata: str) -> None:
    answer = create(bob, cast, Upload_Metadata=metadata)
    if metadata == "filename":  # a key alone is allowed, and a nameless file too
        assert answer.status == 201
    else:
        assert "Upload-Metadata" in answer.fault(400, "input_invalid")


@pytest.mark.parametrize("offset", [None, "-1", "x", "", "9" * 30, "1.0"])
def test_an_offset_that_is_none_is_refused(cast: Cast, bob: Caller, offset: object) -> None:
    place = begin(bob, cast)
    patch(bob, place, offset, b"x").fault(400, "input_invalid")
    assert offset_of(bob, place) == 0


def test_an_offset_that_lies_changes_nothing(cast: Cast, bob: Caller) -> None:
    place = begin(bob, cast)
    patch(bob, place, 0, PICTURE[:500])
    for lie in (0, 499, 501, len(PICTURE), 10**17):
        fields = patch(bob, place, lie, b"zzz").fault(409, "upload_offset_wrong")
        assert fields == {"Upload-Offset": "500"}
    assert offset_of(bob, place) == 500
    patch(bob, place, 500, PICTURE[500:] + b"more").fault(413, "upload_too_large")
    assert offset_of(bob, place) == 500
    assert patch(bob, place, 500, PICTURE[500:]).status == 204


def test_the_protocols_own_headers_are_asked_for(cast: Cast, bob: Caller) -> None:
    place = begin(bob, cast)
    creation = f"/api/projects/{cast.project.id}/uploads"
    for version in ("-", "0.2.2", "2.0.0", ""):
        for method, path in (
            ("POST", creation),
            ("PATCH", place),
            ("DELETE", place),
        ):
            answer = tus(bob, method, path, b"x", Tus_Resumable=version, Upload_Offset=0, Upload_Length=5)
            answer.fault(412, "tus_version_unknown")
            assert answer.headers["Tus-Version"] == "1.0.0"
    for kind in (
        "application/json",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "a",
    ):
        tus(bob, "PATCH", place, b"x", kind, Upload_Offset=0).fault(415, "content_type_wrong")
    assert offset_of(bob, place) == 0
    assert UPLOADS.count({}) == 1


@pytest.mark.parametrize("name", ["sha1", "sha256"])
def test_bytes_that_changed_on_their_way_are_not_kept(cast: Cast, bob: Caller, name: str) -> None:
    place = begin(bob, cast)
    good = f"{name} {b64(hashlib.new(name, PICTURE[:500]).digest())}"
    patch(bob, place, 0, b"?" + PICTURE[1:500], Upload_Checksum=good).fault(460, "checksum_mismatch")
    assert offset_of(bob, place) == 0
    assert parts.part_path(row().id).stat().st_size == 0
    assert patch(bob, place, 0, PICTURE[:500], Upload_Checksum=good).status == 204
    for odd in (
        "md5 aaaa",
        name,
        f"{name} {b64(b'short')}",
        f"{name} ***",
        "",
        f"{name.upper()} {b64(bytes(20))}",
    ):
        patch(bob, place, 500, b"x", Upload_Checksum=odd).fault(400, "input_invalid")
    assert offset_of(bob, place) == 500


def test_the_whole_files_hash_is_checked_at_the_end(cast: Cast, bob: Caller) -> None:
    def meta(content: bytes) -> str:
        return f"filename {b64(b'a.png')},sha256 {b64(hashlib.sha256(content).hexdigest().encode())}"

    place = begin(bob, cast, Upload_Metadata=meta(b"other"))
    fields = patch(bob, place, 0, PICTURE).fault(460, "checksum_mismatch")
    assert fields == {"sha256": hashlib.sha256(PICTURE).hexdigest()}
    nothing_is_left()
    assert ASSETS.page({}) == []
    assert tus(bob, "HEAD", place).status == 404
    assert patch(bob, begin(bob, cast, Upload_Metadata=meta(PICTURE)), 0, PICTURE).status == 204


def test_the_whole_files_hash_may_come_with_the_last_bytes(cast: Cast, bob: Caller) -> None:
    right, wrong = (hashlib.sha256(content).hexdigest() for content in (PICTURE, b"other"))
    place = begin(bob, cast)
    patch(bob, place, 0, PICTURE, Tandem_Sha256="odd").fault(400, "input_invalid")
    assert offset_of(bob, place) == 0
    assert patch(bob, place, 0, PICTURE[:500]).status == 204
    patch(bob, place, 500, PICTURE[500:], Tandem_Sha256=wrong).fault(460, "checksum_mismatch")
    nothing_is_left()
    assert patch(bob, begin(bob, cast), 0, PICTURE, Tandem_Sha256=right).status == 204
    (asset,) = ASSETS.page({})
    assert asset.sha256 == right


def test_an_unfinished_upload_is_found_again_by_its_fingerprint(cast: Cast, bob: Caller) -> None:
    told = f"filename {b64(b'a.png')},fingerprint {b64(b'1-9-ab')}"
    place = begin(bob, cast, Upload_Metadata=told)
    begin(bob, cast)
    patch(bob, place, 0, PICTURE[:500])
    listed = bob.get(f"/api/projects/{cast.project.id}/uploads").good()["uploads"]
    assert [(one["fingerprint"], one["offset"]) for one in listed] == [("1-9-ab", 500), (None, 0)]
    assert place.endswith(listed[0]["id"])


@pytest.mark.parametrize("content", [b"just words" * 300, b"short", b"#EXTM3U\nhttp://x/" + bytes(2000)])
def test_a_file_that_is_no_picture_is_refused_as_soon_as_its_beginning_says_so(
    cast: Cast, bob: Caller, content: bytes
) -> None:
    place = begin(bob, cast, length=len(content))
    assert patch(bob, place, 0, content[:3]).status == 204
    fields = patch(bob, place, 3, content[3:1500]).fault(400, "upload_refused")
    assert list(fields) == ["a.png"]
    nothing_is_left()


def test_an_upload_is_its_creators_alone(cast: Cast, bob: Caller, alice: Caller) -> None:
    place = begin(bob, cast)
    missing = f"/api/uploads/upl_{'0' * 32}"
    for method in ("PATCH", "DELETE", "HEAD", "OPTIONS"):
        for caller in (alice, signed_in(cast.oscar)):
            foreign = tus(caller, method, place, b"x", Upload_Offset=0)
            assert foreign.status == 404
            assert foreign.content == tus(caller, method, missing, b"x", Upload_Offset=0).content
    assert row().offset == 0
    listed = f"/api/projects/{cast.project.id}/uploads"
    assert [entry["name"] for entry in bob.get(listed).good()["uploads"]] == ["a.png"]
    assert alice.get(listed).good()["uploads"] == []
    mongo()["memberships"].delete_one({"user_id": cast.bob.user.pk})
    assert tus(bob, "HEAD", place).status == 404


def test_nobody_opens_ten_thousand_uploads(
    cast: Cast, bob: Caller, alice: Caller, settings: Settings
) -> None:
    settings.UPLOADS_OPEN_PER_PERSON = 3
    places = [begin(bob, cast) for _ in range(3)]
    create(bob, cast).fault(429, "too_many_requests")
    assert create(alice, cast).status == 201
    assert tus(bob, "DELETE", places[0]).status == 204
    assert create(bob, cast).status == 201


def test_an_ended_upload_is_gone_with_its_bytes(cast: Cast, bob: Caller) -> None:
    place = begin(bob, cast)
    patch(bob, place, 0, PICTURE[:500])
    ended = tus(bob, "DELETE", place)
    assert (ended.status, ended.headers["Tus-Resumable"]) == (204, "1.0.0")
    nothing_is_left()
    assert {tus(bob, m, place, b"x", Upload_Offset=500).status for m in ("DELETE", "HEAD", "PATCH")} == {404}


def test_an_upload_that_nobody_goes_on_with_is_removed_in_time(cast: Cast, bob: Caller) -> None:
    begin(bob, cast)
    patch(bob, begin(bob, cast), 0, PICTURE[:500])
    assert sweep_uploads() == 0
    later = utc_now() + timedelta(hours=73)
    with parts.hold_part(UPLOADS.page({})[1].id):
        assert sweep_uploads(clock=lambda: later) == 1
    assert sweep_uploads(clock=lambda: later) == 1
    nothing_is_left()
    with parts.hold_part("upl_" + "1" * 32):
        pass
    sweep_uploads(clock=lambda: later)
    nothing_is_left()


def test_of_two_that_write_at_once_one_wins(cast: Cast, bob: Caller) -> None:
    place = begin(bob, cast)
    with parts.hold_part(row().id):
        patch(bob, place, 0, PICTURE).fault(423, "upload_busy")
        assert offset_of(bob, place) == 0
        tus(bob, "DELETE", place).fault(423, "upload_busy")
    gate = threading.Barrier(4)
    statuses: list[int] = []

    def send() -> None:
        caller = signed_in(cast.bob)
        gate.wait(20)
        statuses.append(patch(caller, place, 0, PICTURE[:600]).status)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert statuses.count(204) == 1
    assert set(statuses) <= {204, 409, 423}
    assert offset_of(bob, place) == 600


def test_what_the_disk_lost_is_not_claimed(cast: Cast, bob: Caller) -> None:
    place = begin(bob, cast)
    patch(bob, place, 0, PICTURE[:600])
    with parts.hold_part(row().id) as part:
        parts.cut(part, 300)
    assert offset_of(bob, place) == 300
    assert patch(bob, place, 300, PICTURE[300:]).status == 204


@pytest.mark.parametrize("by", ["head", "sweep"])
@pytest.mark.parametrize("moved", [False, True])
def test_an_upload_whose_process_died_at_the_last_byte_is_finished(
    cast: Cast, bob: Caller, by: str, moved: bool
) -> None:
    place = begin(bob, cast)
    patch(bob, place, 0, PICTURE)
    (asset,) = ASSETS.page({})
    # As it was before: all bytes there, perhaps the file moved already, but no asset.
    changes: dict[str, Any] = {"status": "complete", "asset_id": None}
    if not moved:
        with open_stored(asset.image_uri or "") as stored, parts.hold_part(row().id) as part:
            part.write(stored.read())
        changes["found_sha256"] = None
    mongo()["uploads"].update_one({}, {"$set": changes})
    mongo()["assets"].delete_many({})
    if by == "sweep":
        sweep_uploads()
    answer = tus(bob, "HEAD", place)
    (again,) = ASSETS.page({})
    assert answer.headers["Tandem-Asset"] == again.id
    assert (again.sha256, again.status) == (asset.sha256, "uploaded")


def test_a_browser_needs_its_csrf_token_and_an_override_stands_for_its_method(
    cast: Cast, bob: Caller
) -> None:
    place = begin(bob, cast)
    answer = tus(bob, "POST", place, PICTURE[:300], Upload_Offset=0, X_HTTP_Method_Override="PATCH")
    assert (answer.status, answer.headers["Upload-Offset"]) == (204, "300")
    tus(bob, "POST", place, X_HTTP_Method_Override="TRACE").fault(400, "input_invalid")
    bob.client.handler.enforce_csrf_checks = True
    patch(bob, place, 300, PICTURE[300:]).fault(403, "forbidden")
    bob.client.handler.enforce_csrf_checks = False
    assert offset_of(bob, place) == 300
