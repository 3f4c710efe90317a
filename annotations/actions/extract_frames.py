"""Keep the key frames of a video, far apart first, and let the champion speak of each, from where it was."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from itertools import islice, starmap

from annotations.actions.draw_sprite import draw_sprite
from annotations.actions.ingest_asset import Look
from annotations.actions.look_ahead import in_order, one_ahead
from annotations.actions.read_pixels import QUALITY, decode, tiles_of
from annotations.actions.record_predictions import Answer, place_answer
from annotations.actions.share_worker import Slice, spare_threads
from annotations.actions.work_job import Ending, LeaseLost, keep_step
from annotations.domain.asset import Asset, Frame
from annotations.domain.job import MAX_ATTEMPTS, Job
from annotations.domain.key_order import rising_part, spread_keys
from annotations.domain.record import utc_now
from annotations.domain.video import video_frame_id
from annotations.errors import DecoderBusy
from annotations.media.records import FramesRead
from annotations.store import assets, files, jobs, signatures
from annotations.store.client import Session, transaction
from annotations.store.video_frames import make_frames, read_table

FIRST, MOST = 2, 16
"""Key frames of a video's first part, which somebody may be waiting for, and of later ones."""
AHEAD, AHEAD_PIXELS = 64, 64 * 1920 * 1080
"""What is decoded at once, at most: opening the file of an hour costs as much as decoding ten key frames."""


@dataclass(frozen=True)
class _Decoded:
    """A key frame that was just decoded, and its JPEG."""

    frame: Frame
    picture: bytes
    signature: list[float]


@dataclass(frozen=True)
class _Key:
    """A key frame that is stored and was looked at."""

    index: int
    rendition: str
    signature: list[float]
    answer: Answer | None


def extract_frames(job: Job, part: Slice, *, look: Look | None) -> Ending | None:
    """Go on with a video's key frames until the slice is over; each part and its progress commit together.

    Args:
        job: Its subject names the asset.
        part: The stretch of work given.
        look: Says what a frame shows.
    """
    asset = assets.find_asset(job.subject.asset_id or "")
    if asset is None or asset.video is None:
        return Ending("failed", "The video is gone.")
    keys = spread_keys(read_table(asset.video.table).keys)
    done = asset.video.extracted
    # What ended two processes may be the look at one of the next frames: the last attempt goes without.
    seeing = look if job.attempts < MAX_ATTEMPTS else None

    def store(key: _Decoded) -> _Key:
        return _store(key, seeing)

    with one_ahead(_Reader(asset, keys, part).read) as batches:
        for wanted, answer, decoded in batches:
            found = in_order(store, decoded, threads=spare_threads())
            with closing(found):
                for start in range(0, len(wanted), MOST):
                    some = wanted[start : start + MOST]
                    shown = len(some) - len(set(some).intersection(answer.missing))
                    stored = list(islice(found, shown))
                    _keep(job, asset, stored, done=done, passed=len(some), total=len(keys))
                    done += len(some)
                    seeing = look
                    if part.is_over:
                        return Ending("queued")
    if done < len(keys):
        return Ending("queued")
    _finish(job, asset, sorted(keys))
    return None


class _Reader:
    """Decodes key frames in batches, each a few times as large as what there is already, or half the rest."""

    def __init__(self, asset: Asset, keys: Sequence[int], part: Slice) -> None:
        self._asset = asset
        self._keys = keys
        self._part = part
        self._place = asset.video.extracted if asset.video else 0
        self._has_begun = False

    def read(self) -> tuple[Sequence[int], FramesRead, list[_Decoded]] | None:
        """Return the next settled key frames and those that can be shown; None at the end."""
        at, over = self._place, self._has_begun and self._part.is_over
        # Small at the end too: what was decoded last is stored while nothing else is decoded.
        half = max(MOST, (len(self._keys) - at) // 2)
        most = FIRST if at == 0 else min(_most_ahead(self._asset), 4 * at, half)
        indices = rising_part(self._keys, at, most)
        if over or not indices:
            return None
        self._has_begun = True
        with tempfile.TemporaryFile() as pack:
            answer = decode(
                self._asset,
                indices,
                pack,
                side=None,
                quality=QUALITY,
                keys_only=True,
                signatures=True,
                # What is decoded and not kept before the slice is over is decoded again.
                seconds=max(1.0, self._part.seconds_left / 2),
            )
            frames, pictures = (
                make_frames(self._asset, answer.indices),
                tiles_of(pack, len(answer.indices)),
            )
            decoded = list(starmap(_Decoded, zip(frames, pictures, answer.signatures, strict=True)))
        settled = len(answer.indices) + len(answer.missing)
        if settled == 0:
            message = "Decoding the next key frame took too long."
            raise DecoderBusy(message)
        self._place += settled
        return indices[:settled], answer, decoded


def _most_ahead(asset: Asset) -> int:
    pixels = (asset.width or 1) * (asset.height or 1)
    return max(MOST // 2, min(AHEAD, AHEAD_PIXELS // pixels))


def _store(key: _Decoded, look: Look | None) -> _Key:
    sha256, _size = files.hash_of(BytesIO(key.picture))
    name = files.save_by_content("renditions", BytesIO(key.picture), sha256=sha256, suffix=".jpg")
    kept = key.frame.model_copy(update={"rendition": name, "rendition_type": "image/jpeg"})
    return _Key(key.frame.index, name, key.signature, look(kept) if look is not None else None)


def _keep(job: Job, asset: Asset, found: Sequence[_Key], *, done: int, passed: int, total: int) -> None:
    def work(session: Session) -> None:
        keep_step(job, done + passed, total, session=session)
        if not assets.set_extracted(asset.id, before=done, after=done + passed, session=session):
            raise LeaseLost(job.id)
        for key in found:
            frame_id = video_frame_id(asset.id, key.index)
            changes: dict[str, object] = {"rendition": key.rendition, "rendition_type": "image/jpeg"}
            if key.answer is None:
                assets.advance_frame(frame_id, 0, changes=changes, session=session)
            else:
                place_answer(frame_id, key.answer, at=utc_now(), session=session, changes=changes)
        signatures.keep_signatures(asset.id, {key.index: key.signature for key in found}, session=session)

    transaction(work)


def _finish(job: Job, asset: Asset, keys: Sequence[int]) -> None:
    """Draw the small pictures, and tell that the video is whole; its scenes follow by a job of their own."""
    sprite = draw_sprite(asset, keys)

    def work(session: Session) -> None:
        if not jobs.set_outcome(job.id, job.fence, "finished", session=session):
            raise LeaseLost(job.id)
        predicted = "done" if assets.has_predictions(asset.id, session=session) else "none"
        changes: dict[str, object] = {"predicted": predicted}
        if sprite is not None:
            changes["video.sprite"] = sprite.model_dump()
        assets.set_asset(asset.id, changes, session=session)

    transaction(work)
