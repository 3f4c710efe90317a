"""Gives the frames of a video one by one as grey pictures, decoded ahead in short runs."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor

import cv2
import numpy as np
from numpy.typing import NDArray

from annotations.actions.read_pixels import read_run
from annotations.actions.share_worker import Slice
from annotations.domain.asset import Asset
from annotations.errors import DecoderBusy, FrameUnreadable

FEWEST, MOST = 12, 96
SHORT_SECONDS, LONG_SECONDS = 0.35, 0.8
DECODE_SECONDS = 2.0
PATIENT_SECONDS = 20.0
"""How long a single frame may take that lies far behind its key."""
ENOUGH_SECONDS = 0.4
"""What must be left of a slice for the next run to be begun: it may not go on for long after the slice."""

Run = dict[int, bytes]


class ReadAhead:
    """Frames of one size, forward or backward: a run is decoded while the one before is looked at.

    Closed at the end of a slice, so that nothing goes on in the background.
    """

    def __init__(self, asset: Asset, side: int | None, *, step: int, part: Slice) -> None:
        self._asset = asset
        self._side = side
        self._step = step
        self._part = part
        self._count = FEWEST
        self._jpegs: Run = {}
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="read-ahead")
        self._next: tuple[int, Future[Run]] | None = None

    def close(self) -> None:
        """Wait for what was begun."""
        self._pool.shutdown(cancel_futures=True)

    def read(self, index: int, *, last: int) -> NDArray[np.uint8]:
        """Return a frame; no further than `last` is decoded with it.

        Raises:
            FrameUnreadable: the file is damaged there.
            DecoderBusy: it takes too long.
        """
        if index not in self._jpegs:
            self._jpegs = self._take(index, last)
            self._begin_next(index, last)
        return _grey(self._jpegs[index], index)

    def peek(self, index: int) -> NDArray[np.uint8]:
        """Return a single frame that others need not follow; otherwise as `read`."""
        return _grey(self._run(index, 1)[index], index)

    def _take(self, index: int, last: int) -> Run:
        begun, self._next = self._next, None
        if begun is not None and begun[0] == index:
            return begun[1].result()
        return self._pool.submit(self._load, index, last).result()

    def _begin_next(self, index: int, last: int) -> None:
        following = index
        while following in self._jpegs:
            following += self._step
        if (last - following) * self._step >= 0 and self._part.seconds_left > ENOUGH_SECONDS:
            self._next = following, self._pool.submit(self._load, following, last)

    def _load(self, index: int, last: int) -> Run:
        began = time.monotonic()
        found = self._forward(index, last) if self._step > 0 else self._backward(index, last)
        self._pace(time.monotonic() - began)
        return found

    def _forward(self, index: int, last: int) -> Run:
        return self._run(index, min(self._count, max(1, last - index + 1)))

    def _backward(self, index: int, last: int) -> Run:
        low = min(index, max(last, index - self._count + 1))
        found: Run = {}
        while index not in found:
            try:
                found |= self._run(low, index - low + 1)
                low = max(found) + 1
            except FrameUnreadable:
                if low == index:
                    raise
                low += 1
        return found

    def _run(self, first: int, count: int) -> Run:
        try:
            return read_run(self._asset, first, count, side=self._side, seconds=DECODE_SECONDS)
        except DecoderBusy:
            return read_run(self._asset, first, 1, side=self._side, seconds=PATIENT_SECONDS)

    def _pace(self, seconds: float) -> None:
        if seconds < SHORT_SECONDS:
            self._count = min(MOST, self._count * 2)
        elif seconds > LONG_SECONDS:
            self._count = max(FEWEST, self._count // 2)


def _grey(jpeg: bytes, index: int) -> NDArray[np.uint8]:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    if picture is None:
        message = f"The picture of frame {index} is damaged."
        raise FrameUnreadable(message)
    return picture.astype(np.uint8, copy=False)
