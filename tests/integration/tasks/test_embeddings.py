"""Vectors come in the background; near-duplicates find each other, and the diverse come first."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from annotations.actions.share_worker import Slice
from annotations.domain.asset import Asset, Frame
from annotations.domain.ids import new_id
from annotations.domain.model_version import ModelVersion
from annotations.store import assets, jobs
from annotations.store.client import database as mongo
from annotations.store.tables import ASSETS, FRAMES, MODEL_VERSIONS
from inference.actions.embed_frames import EMBEDDERS, embed_frames, start_embeddings
from inference.actions.order_diverse import FEW, RESTING, needs_order
from inference.actions.register_model_version import register_model_version
from inference.store import embeddings
from portal.supervisor.embedded import Services
from tests.builders import Cast, a_box, a_frame, a_model_version, draw, predict, reread
from tests.builders_features import featured_model
from tests.builders_onnx import answering_model, manifest
from tests.caller import Caller
from tests.integration.conftest import TINY_ANSWERS
from tests.stored_pictures import a_stored_frame

SMALL = a_box(10, 10, 30, 30)


@pytest.fixture(scope="session")
def seeing_model(services: Services, tmp_path_factory: pytest.TempPathFactory) -> ModelVersion:
    path: Path = tmp_path_factory.mktemp("features") / "model.onnx"
    path.write_bytes(featured_model())
    return register_model_version(
        project_id=None, manifest=manifest(name="seeing"), path=path, status="champion"
    )


@pytest.fixture
def default(seeing_model: ModelVersion, database: None) -> ModelVersion:
    """Make the model by whose features pictures are compared a fresh one for each test."""
    return MODEL_VERSIONS.insert(seeing_model.model_copy(update={"id": new_id("mdl")}))


def noise(seed: int, tint: tuple[int, int, int] = (0, 0, 0)) -> NDArray[np.uint8]:
    grains = np.random.default_rng(seed).integers(0, 120, (8, 9, 3), np.uint8)
    return (grains.repeat(12, axis=0).repeat(12, axis=1) + np.array(tint, np.uint8)).astype(np.uint8)


def a_picture(cast: Cast, pixels: NDArray[np.uint8]) -> Frame:
    frame = a_stored_frame(cast.project, pixels)
    changed = FRAMES.change({"_id": frame.id}, {"$set": {"unembedded": True}})
    assert changed is not None
    return changed


def embed_all(*, seconds: float = 60) -> None:
    hints: list[str] = []
    start_embeddings(send=lambda hint: hints.append(hint.job_id))
    for job_id in hints:
        job = jobs.claim_job(job_id)
        assert job is not None
        ending = embed_frames(job, Slice(seconds), threads=1)
        assert ending is None, ending


def group_of(frame: Frame) -> str | None:
    asset: Asset | None = ASSETS.find(frame.asset_id)
    assert asset is not None
    return asset.duplicate_group


def test_every_frame_gets_its_vectors_once_for_each_word_of_a_model(
    cast: Cast, default: ModelVersion
) -> None:
    frames = [a_picture(cast, noise(seed)) for seed in range(3)]
    version = a_model_version(cast.project)
    packed = predict(frames[0], version, "cat", "dog", "cat")
    sent: list[str] = []
    assert start_embeddings(send=lambda hint: sent.append(hint.job_id)) == 1
    assert start_embeddings(send=lambda hint: sent.append(hint.job_id)) == 0, "one is under way"
    job = jobs.claim_job(sent[0])
    assert job is not None
    assert embed_frames(job, Slice(60), threads=1) is None
    done = jobs.find_job(job.id)
    assert done is not None
    assert (done.status, done.progress and done.progress.done) == ("finished", 3)
    assert embeddings.count_unembedded(cast.project.id) == 0
    assert len(embeddings.find_vectors([frame.id for frame in frames])) == 3
    found = {entry.label: entry for entry in embeddings.find_objects(packed.id)}
    assert found["cat"].places == [0, 2]
    assert found["cat"].vectors.shape[0] == 2
    assert found["dog"].places == [1]

    predict(frames[0], version, "bird")
    assert embeddings.count_unembedded(cast.project.id) == 1
    embed_all()
    assert embeddings.find_objects(packed.id) == [], "what was said before has no vectors any more"
    assert mongo()["object_embeddings"].count_documents({"frame_id": frames[0].id}) == 1


def test_a_slice_that_ends_early_goes_on_later_and_a_lost_lease_keeps_nothing(
    cast: Cast, default: ModelVersion
) -> None:
    for seed in range(10):
        a_picture(cast, noise(seed))
    sent: list[str] = []
    start_embeddings(send=lambda hint: sent.append(hint.job_id))
    job = jobs.claim_job(sent[0])
    assert job is not None
    ending = embed_frames(job, Slice(0), threads=1)
    assert ending is not None
    assert ending.status == "queued"
    assert embeddings.count_unembedded(cast.project.id) == 2
    jobs.set_cancelled(job.id)
    with pytest.raises(Exception, match=job.id):
        embed_frames(job, Slice(60), threads=1)
    assert embeddings.count_unembedded(cast.project.id) == 2
    assert start_embeddings(send=lambda hint: sent.append(hint.job_id)) == 0, "who cancels it wants rest"


def test_a_model_without_features_and_a_picture_without_pixels_say_so_or_are_left_out(
    cast: Cast, default: ModelVersion, tmp_path: Path
) -> None:
    gone = a_picture(cast, noise(1))
    FRAMES.change({"_id": gone.id}, {"$set": {"rendition": "renditions/no/no/no.png"}})
    embed_all()
    assert embeddings.count_unembedded(cast.project.id) == 0
    assert embeddings.find_vectors([gone.id]) == {}

    MODEL_VERSIONS.collection.delete_many({})
    EMBEDDERS.drop(default.id)
    assert start_embeddings(send=lambda hint: None) == 0
    path = tmp_path / "plain.onnx"
    path.write_bytes(answering_model(TINY_ANSWERS))
    register_model_version(project_id=None, manifest=manifest(name="plain"), path=path, status="champion")
    a_picture(cast, noise(2))
    with pytest.raises(Exception, match="ONNX Runtime refuses"):
        embed_all()


def test_near_duplicates_are_grouped_shown_skipped_together_and_taken_back(
    cast: Cast, default: ModelVersion, bob: Caller
) -> None:
    first = a_picture(cast, noise(1).repeat(2, axis=0).repeat(2, axis=1))
    smaller = a_picture(cast, noise(1))
    brighter = a_picture(cast, noise(1) + np.uint8(6))
    other = a_picture(cast, noise(2))
    embed_all()
    group = group_of(first)
    assert group == first.asset_id
    assert group_of(smaller) == group_of(brighter) == group
    assert group_of(other) is None

    path = f"/api/projects/{cast.project.id}/duplicates"
    (shown,) = bob.get(path).good()["groups"]
    assert [entry["id"] for entry in shown["assets"]] == [first.asset_id, smaller.asset_id, brighter.asset_id]
    bob.post(f"{path}/{group}/keep", {"keep": other.asset_id}).fault(400, "input_invalid")
    bob.post(f"{path}/ast_{'1' * 32}/keep", {"keep": first.asset_id}).fault(404, "not_found")
    bob.post(f"{path}/{group}/keep", {}).fault(400, "input_invalid")

    assert bob.get(f"{path}/counts").good() == {"groups": 1, "open": 1}
    draw(brighter, cast.bob, shape=SMALL)
    mongo()["assets"].update_one({"_id": brighter.asset_id}, {"$set": {"corrections": 1}})
    (shown,) = bob.get(path, open="true").good()["groups"]
    assert [entry["name"] for entry in shown["people"][brighter.asset_id]] == ["bob"]
    assert shown["best"] == brighter.asset_id
    skipped = bob.post(f"{path}/{group}/keep", {"keep": first.asset_id}).good()
    assert skipped == {"changed": [smaller.asset_id], "left": [brighter.asset_id]}
    assert reread(smaller).waiting is None
    asset = assets.find_asset(smaller.asset_id)
    assert asset is not None
    assert asset.reviewed == "skipped"
    assert bob.get(f"{path}/counts").good() == {"groups": 1, "open": 1}, "the one to keep and one worked on"

    assert bob.post(f"{path}/{group}/restore").good()["changed"] == [smaller.asset_id]
    waiting = reread(smaller)
    assert waiting.waiting is not None
    assert not waiting.touched
    assert bob.post(f"{path}/{group}/restore").good()["changed"] == []


def test_many_groups_are_settled_at_once_and_opened_again(cast: Cast, bob: Caller) -> None:
    path = f"/api/projects/{cast.project.id}/duplicates"
    assert bob.get(f"{path}/counts").good() == {"groups": 0, "open": 0}
    pairs = [[a_picture(cast, noise(7)).asset_id for _ in range(2)] for _ in range(2)]
    for pair in pairs:
        assets.join_group(pair)
    (kept, skipped) = zip(*pairs, strict=True)
    bad = {"keep": {kept[0]: kept[0], kept[1]: kept[0]}}
    bob.post(f"{path}/keep", bad).fault(400, "input_invalid")
    bob.post(f"{path}/keep", {"keep": {}}).fault(400, "input_invalid")
    bob.post(f"{path}/keep", {"keep": {"x": kept[0]}}).fault(400, "input_invalid")
    assert bob.get(f"{path}/counts").good() == {"groups": 2, "open": 2}
    done = bob.post(f"{path}/keep", {"keep": dict(zip(kept, kept, strict=True))}).good()
    assert done == {"changed": list(skipped), "left": []}
    assert bob.get(f"{path}/counts").good() == {"groups": 2, "open": 0}
    assert bob.get(path, open="true").good()["groups"] == []
    assert [entry["id"] for entry in bob.get(path, open="false", limit=1).good()["groups"]] == [kept[0]]
    bob.post(f"{path}/restore", {"groups": []}).fault(400, "input_invalid")
    assert bob.post(f"{path}/restore", {"groups": list(kept)}).good()["changed"] == list(skipped)
    assert bob.get(f"{path}/counts").good() == {"groups": 2, "open": 2}


def test_groups_that_turn_out_to_be_one_are_joined(cast: Cast) -> None:
    ids = [a_picture(cast, noise(9)).asset_id for _ in range(4)]
    assert assets.join_group(ids[:2]) == ids[0]
    assert assets.join_group(ids[2:]) == ids[2]
    assert assets.join_group([ids[1], ids[2]]) == ids[0]
    assert len(assets.list_group(cast.project.id, ids[0])) == 4
    assert assets.list_groups(cast.project.id, after="", limit=9) == ([ids[0]], None)


def test_the_order_of_the_diverse_leaves_out_what_is_nearly_the_same_or_was_seen(
    cast: Cast, default: ModelVersion, bob: Caller
) -> None:
    red = [a_picture(cast, noise(1, (130, 0, 0))) for _ in range(2)]
    blue, green, seen = (
        a_picture(cast, noise(seed, tint))
        for seed, tint in ((3, (0, 0, 130)), (4, (0, 130, 0)), (5, (0, 0, 120)))
    )
    draw(seen, cast.bob, shape=SMALL)
    embed_all()
    placed = {
        frame.id: found.diverse
        for frame in [*red, blue, green]
        if (found := reread(frame).waiting) is not None and found.diverse is not None
    }
    assert len(placed) == 3, "one of the two red ones"
    assert placed[blue.id] == 2, "most like what was seen"
    first = min(placed, key=lambda frame_id: placed[frame_id])
    path = f"/api/projects/{cast.project.id}/queue/next"
    assert bob.post(path, {"strategy": "diversity"}).good()["frame"]["id"] == first
    assert not needs_order(cast.project.id)


def test_the_order_is_made_anew_when_it_is_used_up(cast: Cast, default: ModelVersion) -> None:
    mongo()["projects"].update_one(
        {"_id": cast.project.id}, {"$set": {"queue.mix": [{"strategy": "diversity", "share": 1}]}}
    )
    for _ in range(2 * FEW):
        a_frame(cast.project)
    RESTING.forget(cast.project.id)
    sent: list[str] = []
    assert start_embeddings(send=lambda hint: sent.append(hint.job_id)) == 1
    mongo()["jobs"].delete_many({})
    assert start_embeddings(send=lambda hint: sent.append(hint.job_id)) == 0, "not at once again"
