"""Measure videos: key frames and all frames beside bare PyAV, first sight of an hour, any frame at once."""

import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median

from pymongo.database import Database

from annotations.actions.extract_frames import AHEAD
from annotations.actions.read_pixels import QUALITY, SCALED_QUALITY
from annotations.domain.frame_table import FrameTable, split_at_keys
from annotations.domain.video import video_frame_id
from annotations.media.records import FramesRead, Prepared
from annotations.media.sandbox import Sandbox
from annotations.media.sniff import Container
from annotations.media.wanted import frames_wanted
from tests.bench.bare import WARM_RUNS, load_bare, look
from tests.bench.bare_video import (
    NO_FFMPEG,
    bare_access,
    bare_rate,
    encode,
    ffmpeg_rate,
    has_ffmpeg,
    opened,
)
from tests.bench.clips import ensure_film
from tests.bench.context import Bench
from tests.bench.figures import BenchFailed, Figure, milliseconds
from tests.bench.listener import Listener, Message
from tests.bench.portal import Document
from tests.waiting import wait_until

SECONDS, HOUR = 600.0, 3600.0
ROUNDS = 3
KEYS, FRAMES = 64, 132
SCAN_SIDE = 640
WORKER = "worker-bulk"
UPLOAD_SECONDS = 300.0
GOAL_SHARE = 0.9
FIRST_SECONDS, COVERED_SECONDS, ALL_SECONDS = 10.0, 60.0, 150.0
WIDEST_GAP = 15.0
"""Seconds of a film without a predicted frame, at most, where its predictions are said to be all over it."""
RANDOM = 60
ACCESS_GOAL_MS = 250.0
BARE_LOOKS = 40

_FFMPEG = (("ffmpeg, with JPEG", True), ("ffmpeg, decoding alone", False))
Work = Callable[[], float]


def run(bench: Bench) -> Iterator[Figure]:
    """Decode, extract, watch a socket and jump about, on films made of real clips."""
    bunny = ensure_film(bench.home, "bigbuckbunny", SECONDS)
    bikes = ensure_film(bench.home, "bikes", HOUR)
    yield from _room(bunny, "720p")
    yield from _job(bench, bunny)
    yield from _hour(bench, bikes)


def _room(film: Path, name: str) -> Iterator[Figure]:
    """What the media room writes into packs, beside the same in one process and without packs."""
    with Sandbox() as sandbox, film.open("rb") as source:
        table = _list(sandbox, source.fileno())
        keys = list(table.keys)[:KEYS]
        reads: list[tuple[str, bool, int | None, int, list[int], int]] = [
            ("key frames", True, None, QUALITY, keys, AHEAD),
            ("all frames", False, None, QUALITY, list(range(FRAMES)), 256),
            (f"all frames at {SCAN_SIDE}", False, SCAN_SIDE, SCALED_QUALITY, list(range(FRAMES)), 256),
        ]
        for what, keys_only, side, quality, indices, most in reads:
            ours = partial(
                _room_rate, sandbox, source.fileno(), table, indices, most, keys_only, side, quality
            )
            count = len(indices)
            bare = partial(bare_rate, film, count, keys_only=keys_only)
            peers = _FFMPEG if side is None and has_ffmpeg() else ()
            programs = [
                partial(ffmpeg_rate, film, count, keys_only=keys_only, encoded=encoded)
                for _peer, encoded in peers
            ]
            drawing = partial(bare, encoded=(side, quality))
            made, drawn, alone, *theirs = _in_turn(ROUNDS, ours, drawing, bare, *programs)
            title = f"{what} of {name} into packs"
            yield _beside("bare PyAV, with JPEG", title, made, drawn, goal=True)
            yield _beside("bare PyAV, decoding alone", title, made, alone)
            for (peer, _encoded), rate in zip(peers, theirs, strict=True):
                yield _beside(peer, title, made, rate)
        if not has_ffmpeg():
            print(NO_FFMPEG)


def _job(bench: Bench, film: Path) -> Iterator[Figure]:
    """The job that keeps a video's key frames, without a model, from its row to the last picture stored."""
    spent: list[float] = []
    bare_spent: list[float] = []
    with tempfile.TemporaryDirectory(dir=bench.portal.home) as folder:

        def bare() -> float:
            began = time.process_time()
            rate = bare_rate(film, KEYS, keys_only=True, encoded=(None, QUALITY), folder=Path(folder))
            bare_spent.append((time.process_time() - began) / KEYS)
            return rate

        made, drawn = _in_turn(ROUNDS, partial(_extraction_rate, bench, film, spent), bare)
    title, peer = "key frames of 720p, job from its row to its end", "bare PyAV, with JPEG into files"
    yield _beside(peer, title, made, drawn, goal=True)
    # A busy machine hardly changes these.
    title, peer = "processor time of a key frame, from upload to the job's end", f"{peer}, processor time"
    yield Figure("video", title, median(spent) * 1000, "ms", peer, median(bare_spent) * 1000)


def _hour(bench: Bench, film: Path) -> Iterator[Figure]:
    """An hour from its upload to its first key frame and its last, then frames of it at random."""
    client = bench.client
    project_id = client.create_project("Bench: an hour")
    with Listener(client, project_id) as listener:
        asset_id = _upload(bench, project_id, film)
        answered = time.monotonic()
        seen, _event = listener.wait_for(partial(_tells, asset_id), ALL_SECONDS)
        first = seen - answered
        database = bench.portal.database()
        covered = partial(_is_covered, database, asset_id)
        wait_until(covered, ALL_SECONDS, for_what="predictions all over an hour", every=0.5)
        spread = time.monotonic() - answered
        rows = database["assets"]
        done = {"_id": asset_id, "predicted": {"$in": ["done", "none"]}}
        try:
            wait_until(
                lambda: rows.count_documents(done),
                ALL_SECONDS - spread,
                for_what="an hour's key frames",
                every=0.5,
            )
        except AssertionError:
            print(f"The key frames of an hour took longer than {ALL_SECONDS:.0f} s: these are the first ones")
        whole = time.monotonic() - answered
    row = rows.find_one({"_id": asset_id}) or {}
    keys, frames = int(row["video"]["extracted"]), int(row["frame_count"])
    goal = f"≤ {FIRST_SECONDS:.0f} s"
    yield Figure(
        "video", "an hour: upload answered → first predicted key frame on a socket", first, "s",
        "bare listing of the packets", _listing_seconds(film), goal, first <= FIRST_SECONDS,
    )  # fmt: skip
    goal = f"≤ {COVERED_SECONDS:.0f} s"
    yield Figure(
        "video", f"an hour: upload answered → a predicted frame in every {WIDEST_GAP:.0f} s of it", spread,
        "s", goal=goal, met=spread <= COVERED_SECONDS,
    )  # fmt: skip
    bare = keys / _looking_rate(bench, film)
    goal = f"all {row['video']['key_count']:,} ≤ {ALL_SECONDS:.0f} s"
    yield Figure(
        "video", f"an hour: upload answered → {keys:,} key frames predicted", whole, "s",
        "bare decode + JPEG + model", bare, goal, bool(rows.count_documents(done)),
    )  # fmt: skip
    yield from _at_random(bench, film, asset_id, frames)


def _is_covered(database: Database[Document], asset_id: str) -> bool:
    """Whether the frames that were predicted lie all over a film."""
    said = database["predictions"].distinct("frame_id", {"asset_id": asset_id})
    row = database["assets"].find_one({"_id": asset_id}) or {}
    frames, rate = int(row["frame_count"]), float(row["video"]["rate"])
    shown = sorted(int(frame_id[-8:], 16) for frame_id in said)
    gaps = (after - before for before, after in pairwise([0, *shown, frames]))
    return max(gaps) <= WIDEST_GAP * rate


def _at_random(bench: Bench, film: Path, asset_id: str, frames: int) -> Iterator[Figure]:
    dice = random.Random(4)
    wanted = dice.sample(range(frames), RANDOM)
    with opened(film) as (container, stream):
        times = sorted(packet.pts for packet in container.demux(stream) if packet.pts is not None)
    # In turn, so that both meet the same noise.
    uncached: list[float] = []
    bare: list[float] = []
    for start in range(0, RANDOM, 10):
        some = wanted[start : start + 10]
        uncached += _get_images(bench, asset_id, some)
        bare += bare_access(film, [times[index] for index in some], QUALITY)
    cached = _get_images(bench, asset_id, wanted)
    for share in (0.5, 0.95):
        rank, peer = f"p{share * 100:.0f}", milliseconds(bare, share)
        value = milliseconds(uncached, share)
        goal, met = (f"< {ACCESS_GOAL_MS:.0f} ms", value < ACCESS_GOAL_MS) if share > 0.5 else ("", None)
        for title, ours, told in (
            (f"any frame of an hour over HTTP, {rank}", value, (goal, met)),
            (f"the same frames again, cached, {rank}", milliseconds(cached, share), ("", None)),
        ):
            yield Figure("video", title, ours, "ms", "bare seek + decode + JPEG", peer, *told)


def _get_images(bench: Bench, asset_id: str, indices: Sequence[int]) -> list[float]:
    taken: list[float] = []
    for index in indices:
        began = time.perf_counter()
        answer = bench.client.http.get(f"/api/frames/{video_frame_id(asset_id, index)}/image")
        taken.append(time.perf_counter() - began)
        if answer.status_code != 200:
            raise BenchFailed(f"frame {index}: {answer.text[:200]}")
    return taken


def _list(sandbox: Sandbox, source: int) -> FrameTable:
    with tempfile.TemporaryFile() as table, tempfile.TemporaryFile() as poster:
        answer = sandbox.prepare(source, Container.MP4, table, poster)
        if not isinstance(answer, Prepared):
            raise BenchFailed(answer.message)
        return FrameTable.from_bytes(table.read())


def _room_rate(
    sandbox: Sandbox,
    source: int,
    table: FrameTable,
    indices: Sequence[int],
    most: int,
    keys_only: bool,
    side: int | None,
    quality: int,
) -> float:
    done = 0
    began = time.perf_counter()
    for part in split_at_keys(table, indices, most):
        wanted = frames_wanted(table, part, keys_only=keys_only, longest_side=side, quality=quality)
        with tempfile.TemporaryFile() as pack:
            answer = sandbox.read_frames(source, Container.MP4, wanted, pack)
        if not isinstance(answer, FramesRead):
            raise BenchFailed(answer.message)
        done += len(answer.indices)
    if done != len(indices):
        raise BenchFailed(f"{done} frames instead of {len(indices)}")
    return done / (time.perf_counter() - began)


def _upload(bench: Bench, project_id: str, film: Path) -> str:
    with film.open("rb") as content:
        answer = bench.client.http.post(
            f"/api/projects/{project_id}/assets",
            files=[("file", (film.name, content, "video/mp4"))],
            timeout=UPLOAD_SECONDS,
        )
    if answer.is_error:
        raise BenchFailed(f"the film was refused: {answer.text[:200]}")
    return str(answer.json()["assets"][0]["id"])


def _extraction_rate(bench: Bench, film: Path, spent: list[float]) -> float:
    database = bench.portal.database()
    # The same file is one asset of a project, so each round has a project of its own.
    project_id = bench.client.create_project("Bench: extraction")
    database["projects"].update_one({"_id": project_id}, {"$set": {"champion_id": None}})
    before = bench.portal.cpu_seconds()[WORKER]
    asset_id = _upload(bench, project_id, film)
    ended = {"project_id": project_id, "kind": "extract", "status": "finished"}
    wait_until(lambda: database["jobs"].count_documents(ended), 60, for_what="the key frames")
    used = bench.portal.cpu_seconds()[WORKER] - before
    job = database["jobs"].find_one(ended) or {}
    asset = database["assets"].find_one({"_id": asset_id}) or {}
    kept, took = int(asset["video"]["extracted"]), job["finished_at"] - job["created_at"]
    spent.append(used / kept)
    return float(kept / took.total_seconds())


def _looking_rate(bench: Bench, film: Path) -> float:
    detector = load_bare(bench.portal.home, threads=1)
    done = 0
    began = 0.0
    with opened(film, keys_only=True) as (container, stream):
        for frame in container.decode(stream):
            look(detector, encode(frame, None, QUALITY))
            done += 1
            if done == WARM_RUNS:
                began = time.perf_counter()
            if done == WARM_RUNS + BARE_LOOKS:
                break
    return BARE_LOOKS / (time.perf_counter() - began)


def _listing_seconds(film: Path) -> float:
    began = time.perf_counter()
    with opened(film) as (container, stream):
        for _packet in container.demux(stream):
            pass
    return time.perf_counter() - began


def _in_turn(rounds: int, *works: Work) -> list[float]:
    """Do each piece of work in turn, several times, and return the median of each."""
    taken: list[list[float]] = [[] for _work in works]
    for _ in range(rounds):
        for work, kept in zip(works, taken, strict=True):
            kept.append(work())
    return [median(kept) for kept in taken]


def _beside(peer: str, title: str, ours: float, bare: float, *, goal: bool = False) -> Figure:
    if not goal:
        return Figure("video", title, ours, "frames/s", peer, bare)
    return Figure(
        "video", title, ours, "frames/s", peer, bare, f"≥ {GOAL_SHARE} of it", ours >= GOAL_SHARE * bare
    )


def _tells(asset_id: str, message: Message) -> bool:
    return message["type"] == "predictions.recorded" and bool(message["asset_id"] == asset_id)
