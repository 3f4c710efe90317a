"""Every list: by an index, in its order, reading little more than it returns; told by mongod itself."""

from collections.abc import Iterator
from typing import Any

import pytest

from annotations.domain.asset import Verdict
from annotations.domain.work import Stage
from annotations.store.client import database as mongo
from portal.api import api
from tests.builders import Cast, a_model_version, a_person, an_asset, join
from tests.caller import Caller, signed_in
from tests.integration.http.things import Things, things_of
from tests.listed import fill, minutes_ago

ROWS, PAGE = 600, 20
STAGES: tuple[Stage, ...] = ("open", "in_progress", "submitted", "returned", "approved", "skipped")
VERDICTS: tuple[Verdict | None, ...] = (None, "submitted", "approved")
JOB_STATUSES = ("finished", "failed", "queued")
P = "/api/projects/{project_id}"

ASKED: dict[str, list[str]] = {
    "/api/projects": ["", "sort=newest", "q=street"],
    f"{P}/assets": [
        "", "sort=newest", "sort=name", "sort=stage", "q=pic", "status=failed", "status=failed&sort=newest",
        "status=failed&sort=name", "status=failed&sort=stage", "status=failed&q=pic",
    ],
    f"{P}/jobs": [
        "", "sort=oldest", "kind=train", "status=failed", "kind=train&status=failed",
        "kind=train&status=failed&sort=oldest",
    ],
    f"{P}/work": [
        f"sort={sort}{stage}{whose}{q}"
        for sort in ("urgent", "changed", "name")
        for stage in ("", "&stage=returned", "&stage=to_do")
        for whose in ("", "&whose=me")
        for q in (("", "&q=pic") if sort == "name" else ("",))
    ],
    f"{P}/issues": ["", "status=open", "q=too", "q=too&status=open"],
    "/api/notifications": ["", "unread=true", "q=pic", "q=pic&unread=true"],
    f"{P}/snapshots": ["", "sort=oldest", "q=v"],
    f"{P}/exports": ["", "sort=oldest", "status=failed", "format=coco"],
    f"{P}/trainings": ["", "sort=oldest", "status=failed"],
    f"{P}/evaluations": ["", "sort=oldest", "status=failed"],
    f"{P}/model-versions": ["", "sort=oldest", "q=tiny"],
    f"{P}/promotions": ["", "sort=oldest"],
    f"{P}/suspects": ["", "kind=missing", "dismissed=true", "kind=missing&dismissed=true"],
    f"{P}/duplicates": ["", "open=true", "open=false"],
    f"{P}/panels": ["", "status=answered", "route=disputed", "status=answered&route=disputed"],
    f"{P}/truths": [""],
    f"{P}/truths/scores": [""],
    f"{P}/holdout": [""],
    f"{P}/events": [""],
    "/api/assets/{asset_id}/frames": [""],
    "/api/frames/{frame_id}/annotations": ["", "removed=true"],
    "/api/frames/{frame_id}/annotations/{annotation_id}/history": [""],
    "/api/trainings/{training_id}/log": [""],
    "/api/me/sessions": [""],
    "/api/me/tokens": [""],
    f"{P}/members": ["", "sort=role", "q=ri", "role=annotator"],
    f"{P}/invitations": ["", "status=open", "q=new"],
    f"{P}/batches": [""],
    "/api/audit": ["", "sort=oldest", "q=street", "outcome=done", "act=project.changed"],
    f"{P}/audit": ["", "sort=oldest", "q=street", "outcome=done"],
    f"{P}/audit/corrections": ["", "since=2026-01-01T00:00:00Z"],
    "/api/administration/accounts": ["", "sort=joined", "sort=seen", "q=ri"],
    "/api/administration/projects": ["", "sort=newest", "q=street"],
    "/api/administration/model-versions": ["", "sort=oldest"],
}  # fmt: skip
FOR_ADMINISTRATORS = ("/api/audit", "/api/administration/")


def test_every_list_of_the_api_is_asked_here() -> None:
    paths = {
        path
        for path, calls in api.get_openapi_schema()["paths"].items()
        if any(one["name"] == "after" for one in calls.get("get", {}).get("parameters", ()))
    }
    assert paths - set(ASKED) == set(), "a new list needs its line here and in docs/lists.md"


@pytest.fixture
def full(cast: Cast) -> Things:
    """Fill what is listed with copies of real rows."""
    things = things_of(cast)
    a_model_version(cast.project)
    me = {"id": cast.rita.id, "name": "rita", "kind": "person"}
    project = {"project_id": cast.project.id}
    asset = an_asset(cast.project, status="ready")
    here = mongo()
    row = here["assets"].find_one({"_id": asset.id}) or {}
    row.pop("sha256", None)
    fill(
        "assets",
        row,
        ROWS,
        lambda number: {
            "position": f"ast_{number:032x}",
            "name": f"{'PIC' if number % 2 else 'pic'}_{number * 7919 % ROWS:06d}.jpg",
            "status": ("ready", "ready", "failed")[number % 3],
            "reviewed": VERDICTS[number % 3],
            "duplicate_group": f"ast_{number // 2:032x}",
        },
        prefix="ast",
    )
    item = {
        **project, "asset_id": asset.id, "author": me, "reviewer": None, "to_review": False, "why": None,
        "batch": None, "returns": 0, "judged": False, "held_by": None, "skipped_by": [], "history": [],
        "held_until": minutes_ago(0),
    }  # fmt: skip
    fill(
        "work_items",
        item,
        ROWS,
        lambda number: {
            "name": f"pic_{number:06d}.jpg",
            "name_key": f"pic_{number:06d}.jpg",
            "stage": STAGES[number % 6],
            "assignee": me if number % 2 else None,
            "priority": number % 4,
            "due": minutes_ago(-number % 50),
            "changed_at": minutes_ago(number),
        },
        prefix="frm",
    )
    copies: dict[str, tuple[str, Any]] = {
        "jobs": (
            "job",
            lambda n: {
                "dedupe": f"d{n}",
                "status": JOB_STATUSES[n % 3],
                "kind": ("train", "export", "ingest")[n // 3 % 3],
            },
        ),
        "issues": (
            "iss", lambda n: {"text_key": f"too loose {n:05d}", "status": ("open", "resolved")[n % 2]}
        ),
        "snapshots": ("snp", lambda n: {"name": f"v{n}"}),
        "exports": ("exp", lambda n: {"status": JOB_STATUSES[n % 3], "format": ("coco", "yolo")[n % 2]}),
        "trainings": ("trn", lambda n: {"status": JOB_STATUSES[n % 2], "running": None}),
        "evaluations": ("evl", lambda n: {"status": JOB_STATUSES[n % 2], "running": None}),
        "model_versions": ("mdl", lambda n: {"sha256": f"{n:064x}", "name": f"tiny{n}", "version": str(n)}),
        "suspects": (
            "sus",
            lambda n: {
                "score": round(n * 7919 % ROWS / ROWS, 4),
                "dismissed": me if n % 3 == 0 else None,
                "kind": ("missing", "label")[n // 3 % 2],
            },
        ),
        "panels": (
            "frm",
            lambda n: {"status": ("open", "answered")[n % 2], "route": ("agreed", "disputed")[n // 2 % 2]},
        ),
        "projects": ("prj", lambda n: {"name": f"Street {n}"}),
    }  # fmt: skip
    for name, (prefix, vary) in copies.items():
        found = here[name].find_one({"_id": cast.project.id} if name == "projects" else project)
        assert found is not None, name
        fill(name, found, ROWS, vary, prefix=f"{prefix}_0")
    told = here["notifications"].find_one({}) or {
        "project_id": cast.project.id, "kind": "returned", "actor": me, "asset_id": None, "frame_id": None,
        "issue_id": None, "text": "pic", "count": 1,
    }  # fmt: skip
    fill(
        "notifications",
        told,
        ROWS,
        lambda n: {
            "user_id": cast.rita.id,
            "read": n % 2 == 0,
            "text_key": f"pic {n:05d}",
            "at": minutes_ago(n),
        },
        prefix="ntf",
    )
    here.command({"planCacheClear": "assets"})
    return things


@pytest.fixture
def profiled(full: Things) -> Iterator[Things]:
    """Let mongod note how it answers."""
    here = mongo()
    here.command("profile", 0)
    here["system.profile"].drop()
    here.command("profile", 2)
    yield full
    here.command("profile", 0)
    here["system.profile"].drop()


def test_lists_are_read_by_an_index_in_its_order(cast: Cast, profiled: Things) -> None:
    root = a_person("root", is_admin=True)
    join(cast.project, cast.rita, "manager")
    rita, admin = signed_in(cast.rita), signed_in(root)
    faults: list[str] = []
    for template, asked in ASKED.items():
        for query in asked:
            for_all = template == "/api/projects" or template.startswith(FOR_ADMINISTRATORS)
            caller = admin if for_all else rita
            faults += _walk(caller, profiled.path(template), query)
    assert "\n".join(sorted(set(faults))) == ""


def _walk(caller: Caller, path: str, query: str) -> Iterator[str]:
    """Read a list to its end, and say of each page what mongod had to do beyond reading it."""
    here, after = mongo()["system.profile"], ""
    for _page in range(4):
        asked = "&".join(part for part in (f"limit={PAGE}", query, after) if part)
        here.database.command("profile", 0)
        here.drop()
        here.database.command("profile", 2)
        found = caller.get(f"{path}?{asked}").good()
        for done in here.find({"op": {"$in": ["query", "command"]}, "ns": {"$not": {"$regex": "system"}}}):
            command = done.get("command", {})
            name = command.get("find") or command.get("aggregate")
            if not name or name.startswith(("auth_", "django_")):
                continue
            words = f"{path}?{asked}: {name} {done.get('planSummary')}"
            examined, returned = done.get("docsExamined", 0), max(done.get("nreturned", 0), 1)
            if "COLLSCAN" in done.get("planSummary", ""):
                yield f"{words} reads the whole collection"
            # What is looked up by ids is as much as one page names.
            named = done.get("planSummary") == "IXSCAN { _id: 1 }"
            if done.get("hasSortStage") and not command.get("aggregate") and not named:
                yield f"{words} sorts what it read"
            if (examined > 4 * returned + PAGE and name != "assets") or examined > 4_100 + PAGE:
                yield f"{words} reads {examined} rows for {returned}"
        following = found.get("next")
        if following is None:
            return
        after = f"after={following}"


def test_a_list_goes_through_all_that_is_there_once_in_every_order(cast: Cast, full: Things) -> None:
    rita = signed_in(cast.rita)
    for template, query, key in (
        (f"{P}/assets", "sort=name", "assets"),
        (f"{P}/assets", "sort=stage", "assets"),
        (f"{P}/assets", "sort=newest", "assets"),
        (f"{P}/jobs", "sort=oldest", "jobs"),
        (f"{P}/snapshots", "q=V", "snapshots"),
        (f"{P}/model-versions", "q=TINY", "model_versions"),
    ):
        seen: list[dict[str, Any]] = []
        after: str | None = None
        while True:
            more = f"&after={after}" if after else ""
            found = rita.get(f"{full.path(template)}?limit=90&{query}{more}").good()
            seen += found[key]
            after = found["next"]
            if after is None:
                break
        ids = [one["id"] for one in seen]
        assert len(ids) == len(set(ids)) >= ROWS, (template, query)
        if query == "sort=name":
            names = [one["name"].casefold() for one in seen]
            assert names == sorted(names)


def test_a_search_finds_the_beginnings_of_names_whatever_their_case(cast: Cast, full: Things) -> None:
    rita = signed_in(cast.rita)
    found = rita.get(f"{full.path(P)}/assets?q=pIc_00001&limit=50").good()["assets"]
    assert len(found) == 10
    assert all(one["name"].casefold().startswith("pic_00001") for one in found)
    assert rita.get(f"{full.path(P)}/assets?q=nothing").good()["assets"] == []
    failed = rita.get(f"{full.path(P)}/assets?q=pic_00001&status=failed").good()["assets"]
    assert {one["status"] for one in failed} == {"failed"}


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        (f"{P}/assets", "sort=colour", "sort"),
        (f"{P}/assets", f"q={'x' * 201}", "q"),
        (f"{P}/jobs", "status=odd", "status"),
        (f"{P}/exports", "format=odd", "format"),
        (f"{P}/snapshots", "limit=0", "limit"),
        ("/api/projects", "sort=name2", "sort"),
    ],
)
def test_what_no_list_knows_is_refused(cast: Cast, path: str, query: str, field: str) -> None:
    place = path.replace("{project_id}", cast.project.id)
    assert field in signed_in(cast.rita).get(f"{place}?{query}").fault(400, "input_invalid")
