"""Odd, damaged and hostile pictures by the hundred: each ends with a reason, and no process is lost.

The media room meets all thousand of them in `tests/integration/media/test_corpus.py`.
"""

import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.builders_media import fetch_pillow_corpus
from tests.e2e.person import Json, Person
from tests.e2e.portal_process import RunningPortal
from tests.waiting import wait_until

WORKERS = ("worker-interactive", "worker-bulk")
END_SECONDS = 400.0
WARM = 50
EVERY = 5
"""One in so many of the corpus goes through the whole portal."""
TERMINAL = frozenset({"ready", "failed"})


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_picture_of_a_public_corpus_ends_ready_or_with_a_reason(
    portal: RunningPortal, ana: Person, pytestconfig: pytest.Config
) -> None:
    cache = pytestconfig.cache
    assert cache is not None
    try:
        folder = fetch_pillow_corpus(Path(cache.mkdir("pillow_corpus")))
    except subprocess.CalledProcessError:
        pytest.skip("the package index cannot be reached")
    project_id = ana.make_project("Corpus", ["person"])
    files = sorted(path for path in folder.rglob("*") if path.is_file())[::EVERY]
    began = time.monotonic()
    processes = {name: portal.table()[name] for name in WORKERS}
    # An interactive worker decodes the first few; the rest is bulk work, and both have their zygotes now.
    sent = ana.upload(project_id, [(path.name, path.read_bytes()) for path in files[:WARM]])
    ana.await_assets(project_id, lambda it: it["status"] in TERMINAL, len({it["id"] for it in sent}), 60)
    pools, zygotes = portal.pools_of(*WORKERS)
    assert zygotes
    sent += ana.upload(project_id, [(path.name, path.read_bytes()) for path in files[WARM:]])
    uploaded = time.monotonic() - began
    count = len({asset["id"] for asset in sent})

    def all_ended() -> bool:
        counts = ana.get(f"/api/projects/{project_id}")["counts"]
        return bool(counts["ready"] + counts["failed"] == counts["assets"] == count)

    wait_until(all_ended, END_SECONDS, for_what=f"the end of {count} pictures")
    took = time.monotonic() - began
    # The portal is left at rest; a picture that was decoded, however odd, is one that the model can look at.
    assets = ana.await_assets(project_id, is_settled, count, END_SECONDS)
    settled = time.monotonic() - began
    outcomes = Counter(asset["error"]["code"] if asset["error"] else "ready" for asset in assets)
    print(
        f"{count} pictures: uploaded in {uploaded:.0f} s, decoded or refused after {took:.0f} s, "
        f"predicted after {settled:.0f} s: {dict(outcomes)}"
    )
    assert len(assets) == count > 200
    assert all(asset["error"]["message"] for asset in assets if asset["status"] == "failed")
    assert all(asset["frame_id"] for asset in assets if asset["status"] == "ready")
    assert outcomes["ready"] > 120
    now = portal.table()
    assert {name: now[name] for name in WORKERS} == processes
    pools_now, zygotes_now = portal.pools_of(*WORKERS)
    assert pools_now == pools
    assert zygotes <= zygotes_now


def is_settled(asset: Json) -> bool:
    """Whether nothing more will happen to an asset by itself, and the model has seen what was decoded."""
    is_picture = asset["status"] == "ready" and asset["kind"] == "image"
    return asset["predicted"] == "done" if is_picture else asset["status"] in TERMINAL
