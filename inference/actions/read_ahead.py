"""Gives the frames of a video one by one as grey pictures, decoded ahead in short runs."""

from __future__ import annotations

import time

import cv2
import numpy as np
from numpy.typing import NDArray

from annotations.actions.read_pixels import read_run
from annotations.domain.asset import Asset
from annotations.errors import DecoderBusy, FrameUnreadable

FEWEST, MOST = 12, 96
SHORT_SECONDS, LONG_SECONDS = 0.35, 0.8
DECODE_SECONDS = 2.0
PATIENT_SECONDS = 20.0
"""How long a single frame may take that lies far behind its key."""


class ReadAhead:
    """Frames of one size, forward or backward; the next ones are decoded with the one that is asked for."""

    def __init__(self, asset: Asset, side: int | None, *, step: int) -> None:
        self._asset = asset
        self._side = side
        self._step = step
        self._count = FEWEST
        self._jpegs: dict[int, bytes] = {}

    def read(self, index: int, *, last: int) -> NDArray[np.uint8]:
        """Return a frame; no further than `last` is decoded with it.

        Raises:
            FrameUnreadable: the file is damaged there.
            DecoderBusy: it takes too long.
        """
        if index not in self._jpegs:
            began = time.monotonic()
            self._jpegs = self._forward(index, last) if self._step > 0 else self._backward(index, last)
            self._pace(time.monotonic() - began)
        picture = cv2.imdecode(np.frombuffer(self._jpegs[index], np.uint8), cv2.IMREAD_GRAYSCALE)
        if picture is None:
            message = f"The picture of frame {index} is damaged."
            raise FrameUnreadable(message)
        return picture.astype(np.uint8, copy=False)

    def _forward(self, index: int, last: int) -> dict[int, bytes]:
        return self._run(index, min(self._count, max(1, last - index + 1)))

    def _backward(self, index: int, last: int) -> dict[int, bytes]:
        low = min(index, max(last, index - self._count + 1))
        found: dict[int, bytes] = {}
        while index not in found:
            try:
                found |= self._run(low, index - low + 1)
                low = max(found) + 1
            except FrameUnreadable:
                if low == index:
                    raise
                low += 1
        return found

    def _run(self, first: int, count: int) -> dict[int, bytes]:
        try:
            return read_run(self._asset, first, count, side=self._side, seconds=DECODE_SECONDS)
        except DecoderBusy:
            return read_run(self._asset, first, 1, side=self._side, seconds=PATIENT_SECONDS)

    def _pace(self, seconds: float) -> None:
        if seconds < SHORT_SECONDS:
            self._count = min(MOST, self._count * 2)
        elif seconds > LONG_SECONDS:
            self._count = max(FEWEST, self._count // 2)
