"""Taking files in: eight people with the same picture get one asset; a long queue goes to the back."""

import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

from annotations.actions.upload_asset import INTERACTIVE_BACKLOG, upload_asset
from annotations.store.files import stored_exists
from annotations.store.tables import ASSETS
from tests.builders import Cast
from tests.builders_media import a_picture_file


def test_the_same_file_sent_by_eight_at_once_is_one_asset_and_one_stored_file(cast: Cast) -> None:
    content = a_picture_file("PNG")
    gate = threading.Barrier(8)

    def send(number: int) -> tuple[str, bool]:
        gate.wait(20)
        asset, duplicate = upload_asset(
            project_id=cast.project.id, name=f"{number}.png", source=BytesIO(content)
        )
        return asset.id, duplicate

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(send, range(8)))
    assert len({identity for identity, _ in outcomes}) == 1
    assert sorted(duplicate for _, duplicate in outcomes) == [False] + [True] * 7
    (asset,) = ASSETS.page({})
    assert stored_exists(asset.image_uri or "")


def test_an_import_goes_to_the_bulk_queue_so_that_one_picture_need_not_wait(cast: Cast) -> None:
    queues = []
    for number in range(INTERACTIVE_BACKLOG + 2):
        content = a_picture_file("PNG", width=20 + number)
        asset, _ = upload_asset(project_id=cast.project.id, name="a.png", source=BytesIO(content))
        queues.append(asset.queue)
    assert queues == ["interactive"] * INTERACTIVE_BACKLOG + ["bulk"] * 2
