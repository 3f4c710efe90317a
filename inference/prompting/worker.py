"""The prompting process: keeps models and pictures warm, answers one prompt at a time."""

from __future__ import annotations

import os
import resource
import sys
from io import BytesIO
from multiprocessing.connection import Connection

import cv2
import numpy as np
from numpy.typing import NDArray

from annotations.domain.region import Region
from annotations.errors import PortalError
from inference.manifest import SamDecoder, parse_manifest_json
from inference.pipeline.picture import read_picture
from inference.pipeline.tiled import join_tiles, tiles_of
from inference.prompting.byte_cache import ByteCache
from inference.prompting.encode import encode_runs, outline
from inference.prompting.found import Found
from inference.prompting.load import Prompter, load_prompter
from inference.prompting.prompt import Area, Prompt
from inference.prompting.wire import MaskAnswer, Need, Order, Refusal, Reply
from inference.runtime.cache import WarmCache
from inference.runtime.trial_child import leave_network

NICENESS = 2
"""Behind saving, before bulk work: a person waits for the answer."""
MOST_MEMORY = 6 * 1024**3
MOST_PICTURE_BYTES = 256 * 1024 * 1024
MOST_PIXELS = 24_000_000
"""A larger picture is worked on at a fraction of its size."""
MOST_RUNS = 200_000
WARM_MODELS = 2


class PromptDesk:
    """Answers orders; files come from `fetch` when they are not at hand any more."""

    def __init__(self, *, threads: int) -> None:
        self._threads = threads
        self._models: WarmCache[Prompter] = WarmCache(WARM_MODELS)
        self._pictures = ByteCache(MOST_PICTURE_BYTES)

    def missing(self, order: Order) -> list[Need]:
        """Say which files an order needs that are not at hand."""
        needs: list[Need] = []
        if order.model_version_id not in self._models.held():
            needs.append("model")
        if order.picture not in self._pictures:
            needs.append("picture")
        return needs

    def answer(self, order: Order, model: list[bytes], picture: bytes) -> MaskAnswer:
        """Answer an order with the files that were missing; those at hand are empty."""
        prompter = self._models.get(
            order.model_version_id,
            lambda: load_prompter(parse_manifest_json(order.manifest), model, intra_threads=self._threads),
        )
        pixels = self._pictures.get(order.picture, lambda: decode(picture, order))
        covers = covered_by(order)
        scale_x, scale_y = pixels.shape[1] / covers.width, pixels.shape[0] / covers.height

        def placed(points: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
            """Clicks far from what is looked at count at its edge."""
            right, bottom = pixels.shape[1] - 1, pixels.shape[0] - 1
            return tuple(
                (
                    min(max((x - covers.x) * scale_x, 0.0), right),
                    min(max((y - covers.y) * scale_y, 0.0), bottom),
                )
                for x, y in points
            )

        box = order.box
        prompt = Prompt(
            (
                (box[0] - covers.x) * scale_x,
                (box[1] - covers.y) * scale_y,
                box[2] * scale_x,
                box[3] * scale_y,
            )
            if box
            else None,
            placed(order.positives),
            placed(order.negatives),
        )
        return describe(prompter.segment(order.picture, pixels, prompt), pixels, order)


def covered_by(order: Order) -> Region:
    """Return the part of the frame that an order's picture shows."""
    return order.span.covers if order.span else Region(x=0, y=0, width=order.width, height=order.height)


def decode(content: bytes, order: Order) -> NDArray[np.uint8]:
    """Decode a rendition, no larger than is worked on, or join the tiles of a large one."""
    if order.span is not None:
        pack = BytesIO(content)
        return join_tiles(order.span, tiles_of(pack, order.span.count)).pixels
    share = min(1.0, (MOST_PIXELS / max(1, order.width * order.height)) ** 0.5)
    least = (max(1, int(order.width * share)), max(1, int(order.height * share)))
    pixels = read_picture(BytesIO(content), least_width=least[0], least_height=least[1]).pixels
    if pixels.shape[0] * pixels.shape[1] > 2 * MOST_PIXELS:
        return cv2.resize(pixels, least, interpolation=cv2.INTER_AREA).astype(np.uint8)
    return pixels


def describe(found: Found, pixels: NDArray[np.uint8], order: Order) -> MaskAnswer:
    """Bring what was found to the frame's own pixels and encode it."""
    mask, window = found.mask, found.window
    covers = covered_by(order)
    if order.span is not None or pixels.shape[:2] != (order.height, order.width):
        scale_x, scale_y = covers.width / pixels.shape[1], covers.height / pixels.shape[0]
        left, top = round(window.left * scale_x + covers.x), round(window.top * scale_y + covers.y)
        size = (
            max(1, round(window.right * scale_x + covers.x) - left),
            max(1, round(window.bottom * scale_y + covers.y) - top),
        )
        if mask.shape != (size[1], size[0]):
            mask = cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
        # The last pixels of a smaller level may reach over the frame's edge.
        window = Area(left, top, left + size[0], top + size[1]).clipped(order.width, order.height)
        mask = mask[: window.height, : window.width]
    counts = encode_runs(mask, window, order.width, order.height)
    while len(counts) > MOST_RUNS:
        mask = cv2.medianBlur(mask.astype(np.uint8), 5) > 0
        fewer = encode_runs(mask, window, order.width, order.height)
        if len(fewer) >= len(counts):
            raise PortalError("The object's outline is too ragged to be kept as a mask.")
        counts = fewer
    return MaskAnswer(counts=counts, outline=outline(mask, window), score=found.score)


def serve(connection: Connection, desk: PromptDesk) -> None:
    """Answer orders until the owner closes the connection or ends."""
    while True:
        order = Order.model_validate_json(connection.recv_bytes())
        needs = desk.missing(order)
        model: list[bytes] = []
        picture = b""
        if needs:
            connection.send_bytes(Reply(needs=needs).model_dump_json().encode())
            if "model" in needs:
                two = isinstance(parse_manifest_json(order.manifest).decoder, SamDecoder)
                model = [connection.recv_bytes() for _ in range(2 if two else 1)]
            if "picture" in needs:
                picture = connection.recv_bytes()
        try:
            reply = Reply(answer=desk.answer(order, model, picture))
        except PortalError as fault:
            reply = Reply(refusal=Refusal(message=fault.message, fields=fault.fields))
        except (OSError, ValueError, MemoryError, ArithmeticError, cv2.error) as fault:
            text = f"The model could not be run on this picture: {type(fault).__name__}."
            reply = Reply(refusal=Refusal(message=text))
        connection.send_bytes(reply.model_dump_json().encode())


def main() -> None:
    """Confine this process and serve on the descriptor that was handed down."""
    descriptor, threads = int(sys.argv[1]), int(sys.argv[2])
    os.nice(NICENESS)
    leave_network()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(MOST_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    cv2.setNumThreads(threads)
    try:
        serve(Connection(descriptor), PromptDesk(threads=threads))
    except (EOFError, ConnectionError):
        return


if __name__ == "__main__":
    main()
