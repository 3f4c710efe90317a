"""The warm prompting process: it answers, it is replaced when it dies or hangs, and its queue is bounded."""

import os
import signal
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from annotations.errors import PortalError, TooManyRequests
from inference.convert.photographs import ensure_sample_photographs
from inference.convert.prompt_model import ensure_prompt_model
from inference.errors import ModelFileInvalid, PromptUnavailable
from inference.manifest import read_manifest
from inference.prompting.desk import WarmDesk
from inference.prompting.load import Prompter, load_prompter
from inference.prompting.prompt import Prompt
from inference.prompting.wire import MaskAnswer, Need, Order
from tests.builders_onnx import picture
from tests.builders_prompts import sam_decoder, sam_encoder, sam_manifest
from tests.waiting import wait_until

HANGS = "tests.desk_that_hangs"


def order(**changes: object) -> Order:
    made = Order(
        model_version_id="mdl_1",
        manifest=sam_manifest().model_dump_json(),
        picture="one",
        width=64,
        height=48,
        box=(8, 12, 20, 24),
        positives=(),
        negatives=(),
    )
    return made.model_copy(update=changes)


class Shelf:
    """Hands out the files of the pair and one picture, and notes what was asked for."""

    def __init__(self, content: bytes | None = None) -> None:
        self.asked: list[Need] = []
        stored = BytesIO()
        Image.fromarray(picture(64, 48)).save(stored, "PNG")
        self.picture = stored.getvalue() if content is None else content

    def __call__(self, need: Need) -> list[bytes]:
        self.asked.append(need)
        return [sam_encoder(), sam_decoder()] if need == "model" else [self.picture]


@pytest.fixture
def desk() -> Iterator[WarmDesk]:
    made = WarmDesk()
    yield made
    made.close()


def area(found: MaskAnswer) -> int:
    return sum(found.counts[1::2])


def test_files_are_asked_for_once(desk: WarmDesk) -> None:
    shelf = Shelf()
    assert [area(desk.ask(order(), shelf)) for _ in range(2)] == [480, 480]
    assert shelf.asked == ["model", "picture"]
    assert area(desk.ask(order(picture="two"), shelf)) == 480
    assert shelf.asked[2:] == ["picture"]


def test_a_process_that_was_killed_is_replaced(desk: WarmDesk) -> None:
    shelf = Shelf()
    desk.ask(order(), shelf)
    pid = desk.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not desk.is_alive, 10)
    assert area(desk.ask(order(), shelf)) == 480
    assert desk.pid != pid


def test_a_process_that_dies_at_work_is_an_answer_and_the_next_order_gets_another() -> None:
    desk = WarmDesk(module=HANGS)
    for _ in range(2):
        with pytest.raises(PromptUnavailable, match="ended"):
            desk.ask(order(picture="deadly"), Shelf())
    desk.close()


def test_a_process_that_hangs_is_ended_in_time() -> None:
    desk = WarmDesk(module=HANGS, limit_seconds=1.0)
    with pytest.raises(PromptUnavailable, match="1 seconds"):
        desk.ask(order(), Shelf())
    assert desk.pid is None


def test_more_orders_than_may_wait_are_sent_away_at_once() -> None:
    desk = WarmDesk(module=HANGS, limit_seconds=3.0)
    faults: list[PortalError] = []

    def wait_in_vain() -> None:
        try:
            desk.ask(order(), Shelf())
        except PortalError as fault:
            faults.append(fault)

    waiting = [threading.Thread(target=wait_in_vain) for _ in range(5)]
    for thread in waiting:
        thread.start()
    wait_until(lambda: len(faults) == 2, 10)
    # At once: the two that wait and the one at work are there still.
    assert sum(thread.is_alive() for thread in waiting) >= 3
    assert [fault.retry_after for fault in faults if isinstance(fault, TooManyRequests)] == [1, 1]
    for thread in waiting:
        thread.join(20)
    assert len(faults) == 5
    assert sum(isinstance(fault, PromptUnavailable) for fault in faults) == 3
    desk.close()


def test_a_picture_or_model_that_cannot_be_used_harms_nothing(desk: WarmDesk) -> None:
    with pytest.raises(ModelFileInvalid):
        desk.ask(order(), Shelf(b"not a picture"))
    pid = desk.pid
    assert area(desk.ask(order(), Shelf())) == 480
    assert desk.pid == pid


def test_files_that_cannot_be_read_leave_no_half_conversation(desk: WarmDesk) -> None:
    def fetch(need: Need) -> list[bytes]:
        raise PortalError("The file is gone.")

    with pytest.raises(PortalError, match="gone"):
        desk.ask(order(), fetch)
    assert area(desk.ask(order(), Shelf())) == 480


@pytest.fixture(scope="module")
def home() -> Path:
    return Path(os.environ.get("TANDEM_HOME", Path(__file__).resolve().parents[3] / "var")).resolve()


@pytest.fixture(scope="module")
def u2netp(home: Path) -> Prompter:
    path = ensure_prompt_model(home / "models")
    manifest = read_manifest(path.parent / "manifest.toml")
    return load_prompter(manifest, [path.read_bytes()], intra_threads=2)


@pytest.fixture(scope="module")
def photographs(home: Path) -> dict[str, np.ndarray]:
    found = {}
    for path in ensure_sample_photographs(home / "cache" / "photographs"):
        with Image.open(path) as image:
            found[path.name] = np.asarray(image.convert("RGB"))
    return found


def whole(u2netp: Prompter, pixels: np.ndarray, prompt: Prompt) -> np.ndarray:
    found = u2netp.segment("photograph", pixels, prompt)
    mask = np.zeros(pixels.shape[:2], np.bool_)
    window = found.window
    mask[window.top : window.bottom, window.left : window.right] = found.mask
    return mask


def within(mask: np.ndarray, box: tuple[int, int, int, int]) -> float:
    x, y, width, height = box
    return float(mask[y : y + height, x : x + width].mean())


@pytest.mark.parametrize(
    ("name", "box", "inside", "outside"),
    [
        ("cat.png", (5, 5, 440, 290), (80, 60, 220, 140), (400, 20, 45, 260)),
        ("astronaut.png", (60, 0, 400, 512), (120, 220, 120, 280), (60, 0, 60, 120)),
    ],
)
def test_the_real_model_outlines_what_is_in_a_box(
    u2netp: Prompter,
    photographs: dict[str, np.ndarray],
    name: str,
    box: tuple[int, int, int, int],
    inside: tuple[int, int, int, int],
    outside: tuple[int, int, int, int],
) -> None:
    mask = whole(u2netp, photographs[name], Prompt(tuple(map(float, box))))  # type: ignore[arg-type]
    assert 0.55 < within(mask, box) < 0.98
    assert within(mask, inside) > 0.97
    assert within(mask, outside) < 0.1
    assert mask.sum() == mask[box[1] : box[1] + box[3], box[0] : box[0] + box[2]].sum()


def test_a_click_beside_the_object_takes_that_part_away(
    u2netp: Prompter, photographs: dict[str, np.ndarray]
) -> None:
    astronaut, box = photographs["astronaut.png"], (60.0, 0.0, 400.0, 512.0)
    helmet, suit = (350, 390, 80, 90), (120, 220, 120, 280)
    before = whole(u2netp, astronaut, Prompt(box))
    after = whole(u2netp, astronaut, Prompt(box, negatives=((420.0, 420.0),)))
    assert within(before, helmet) > 0.95
    assert within(after, helmet) < 0.1
    assert within(after, suit) > 0.97


def test_a_click_alone_finds_a_small_thing_beside_a_large_one(
    u2netp: Prompter, photographs: dict[str, np.ndarray]
) -> None:
    astronaut = photographs["astronaut.png"]
    shuttle = whole(u2netp, astronaut, Prompt(positives=((420.0, 110.0),)))
    assert shuttle[110, 420]
    assert 0.02 < shuttle.mean() < 0.1
    assert within(shuttle, (120, 220, 120, 280)) == 0
    person = whole(u2netp, astronaut, Prompt(positives=((220.0, 110.0),)))
    assert within(person, (120, 220, 120, 280)) > 0.97
