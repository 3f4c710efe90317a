"""The limits of the writes: the same documents and indexes by PyMongo alone, and a bare change stream."""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pymongo import MongoClient, ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from tests.bench.figures import BenchFailed
from tests.bench.portal import Document

DATABASE = "bench_limit"
COLLECTIONS = ("corrections", "annotations", "frames")
MAJORITY = WriteConcern(w="majority", j=True)
STREAM_SECONDS = 10.0


class BareSaves:
    """Majority transactions of a save's three writes, shaped like what the portal has stored."""

    def __init__(self, client: MongoClient[Document], source: Database[Document], frame_id: str) -> None:
        self._client = client
        self._place = client[DATABASE]
        self._samples: dict[str, Document] = {}
        for name in COLLECTIONS:
            sample = source[name].find_one({"_id" if name == "frames" else "frame_id": frame_id})
            if sample is None:
                raise BenchFailed(f"the portal has stored nothing in {name}")
            self._samples[name] = sample
            self._place.drop_collection(name)
            self._place.create_collection(name)
            for index, options in source[name].index_information().items():
                if index != "_id_":
                    self._place[name].create_index(options["key"], unique=options.get("unique", False))

    def latencies(self, *, threads: int, seconds: float) -> list[float]:
        """Save from `threads` threads, each on a frame of its own, and return each save's seconds."""
        taken: list[float] = []
        end = time.monotonic() + seconds

        def save_on(frame_id: str) -> None:
            self._place["frames"].insert_one(
                {**self._samples["frames"], "_id": frame_id, "asset_id": frame_id}
            )
            while (began := time.monotonic()) < end:
                self._save(frame_id)
                taken.append(time.monotonic() - began)

        crew = [
            threading.Thread(target=save_on, args=(f"frm_{secrets.token_hex(16)}",)) for _ in range(threads)
        ]
        for member in crew:
            member.start()
        for member in crew:
            member.join()
        return taken

    def _save(self, frame_id: str) -> None:
        object_id, mutation_id = f"ann_{secrets.token_hex(16)}", secrets.token_hex(16)

        def work(session: ClientSession) -> None:
            frame = self._place["frames"].find_one_and_update(
                {"_id": frame_id},
                {"$inc": {"seq": 1}},
                return_document=ReturnDocument.AFTER,
                session=session,
            )
            if frame is None:
                raise BenchFailed("the bare frame is gone")
            annotation = {**self._samples["annotations"], "_id": object_id, "frame_id": frame_id}
            entry = {
                **self._samples["corrections"],
                "_id": mutation_id,
                "frame_id": frame_id,
                "annotation_id": object_id,
                "frame_seq": frame["seq"],
            }
            self._place["corrections"].insert_one(entry, session=session)
            self._place["annotations"].insert_one(annotation, session=session)

        with self._client.start_session() as session:
            session.with_transaction(work, read_concern=ReadConcern("snapshot"), write_concern=MAJORITY)


class BareStream:
    """One change stream beside the portal's own: from the start of a write to its event."""

    def __init__(self, client: MongoClient[Document]) -> None:
        self._rows = client[DATABASE].get_collection("stream", write_concern=MAJORITY)
        self._arrivals: dict[Any, float] = {}
        self._changed = threading.Condition()
        self._stop = threading.Event()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Read the stream in a thread of its own meanwhile."""
        opened = threading.Event()
        reader = threading.Thread(target=self._read, args=(opened,), daemon=True)
        reader.start()
        opened.wait(STREAM_SECONDS)
        yield
        self._stop.set()
        reader.join(STREAM_SECONDS)

    def write_to_event(self) -> float:
        """Write one document and return the seconds until its event came."""
        began = time.monotonic()
        wanted = self._rows.insert_one({"pad": "x" * 600}).inserted_id
        with self._changed:
            if not self._changed.wait_for(lambda: wanted in self._arrivals, STREAM_SECONDS):
                raise BenchFailed("the bare change stream is silent")
            return self._arrivals[wanted] - began

    def _read(self, opened: threading.Event) -> None:
        with self._rows.watch(max_await_time_ms=250) as stream:
            opened.set()
            while not self._stop.is_set():
                change = stream.try_next()
                if change is not None:
                    with self._changed:
                        self._arrivals[change["documentKey"]["_id"]] = time.monotonic()
                        self._changed.notify_all()
