"""Measure how soon a correction is seen elsewhere, beside a bare write and its change-stream event."""

from collections.abc import Iterator
from functools import partial

from tests.bench.bare_writes import BareStream
from tests.bench.browser import open_browser, seen_in_browser
from tests.bench.context import Bench
from tests.bench.figures import Figure, milliseconds
from tests.bench.listener import Listener, Message

ROUNDS = 150
BROWSER_ROUNDS = 40
GOAL_MS = 50.0


def run(bench: Bench) -> Iterator[Figure]:
    """Correct by HTTP, watch by another client's socket, then in another browser's canvas."""
    client = bench.client
    project_id = client.create_project("Bench: seen")
    frame_id = client.predicted_frames(project_id, bench.photographs(1))[0]
    stream = BareStream(bench.portal.mongo())
    after_sending: list[float] = []
    after_answer: list[float] = []
    bare: list[float] = []
    with stream.watching(), Listener(client, project_id) as listener:
        for _ in range(ROUNDS):
            mutation_id, sent, acknowledged = client.add_box(frame_id)
            seen, _event = listener.wait_for(partial(_tells, mutation_id))
            after_sending.append(seen - sent)
            after_answer.append(seen - acknowledged)
            bare.append(stream.write_to_event())
            listener.keep_alive()
    for share in (0.5, 0.95):
        rank, peer = f"p{share * 100:.0f}", milliseconds(bare, share)
        ours = milliseconds(after_answer, share)
        goal, met = (f"< {GOAL_MS:.0f} ms", ours < GOAL_MS) if share > 0.5 else ("", None)
        yield Figure(
            "seen", f"acknowledged → socket, {rank}", ours, "ms", "bare write → event", peer, goal, met
        )
        whole = milliseconds(after_sending, share)
        yield Figure("seen", f"sent → socket, {rank}", whole, "ms", "bare write → event", peer)
    with open_browser(client) as page:
        painted = seen_in_browser(page, client, project_id, frame_id, rounds=BROWSER_ROUNDS)
    for share in (0.5, 0.95):
        ours = milliseconds(painted, share)
        goal, met = (f"< {GOAL_MS:.0f} ms", ours < GOAL_MS) if share > 0.5 else ("", None)
        yield Figure(
            "seen",
            f"acknowledged → drawn in a browser, p{share * 100:.0f}",
            ours,
            "ms",
            "bare write → event",
            milliseconds(bare, share),
            goal,
            met,
        )


def _tells(mutation_id: str, message: Message) -> bool:
    if message["type"] != "annotation.corrected":
        return False
    return bool(message["correction"]["mutation_id"] == mutation_id)
