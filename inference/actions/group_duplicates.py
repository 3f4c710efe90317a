"""Put pictures that are nearly the same into one group, as they come."""

from __future__ import annotations

from annotations.domain.asset import Frame
from annotations.store import assets
from inference.embedding.alike import SAME_BITS, SAME_COSINE, is_flat
from inference.queries.hash_index import hashes_of
from inference.store import embeddings
from inference.store.embeddings import FrameVector

MOST_COMPARED = 5_000


def group_duplicates(frame: Frame, found: FrameVector) -> str | None:
    """Find the pictures that are nearly the same as a new one; return the group that holds them.

    Frames of videos are left alone: that neighbours look alike is their nature.
    """
    if frame.timestamp is not None or is_flat(found.hashed):
        return None
    alike = hashes_of(frame.project_id).within(found.hashed, SAME_BITS)
    listed = embeddings.list_by_hash(frame.project_id, alike, limit=MOST_COMPARED)
    near = [(frame_id, asset_id) for frame_id, asset_id in listed if asset_id != frame.asset_id]
    vectors = embeddings.find_vectors([frame_id for frame_id, _asset_id in near])
    same = [
        asset_id
        for frame_id, asset_id in near
        if frame_id in vectors and float(vectors[frame_id].vector @ found.vector) >= SAME_COSINE
    ]
    return assets.join_group([*same, frame.asset_id]) if same else None
