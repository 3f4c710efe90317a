"""A process of clients that save as fast as they are answered; orders come in, latencies go out."""

import http.client
import json
import sys
import threading
import time

from portal.supervisor.ports import LOOPBACK
from tests.bench.client import new_box


def main() -> None:
    """Run the ordered clients and print what they saw."""
    order = json.load(sys.stdin)
    latencies: list[float] = []
    refused: list[str] = []
    together = threading.Barrier(len(order["frames"]))

    def save_on(frame_id: str) -> None:
        connection = http.client.HTTPConnection(LOOPBACK, order["port"], timeout=60)
        connection.connect()
        headers = {"Authorization": f"Bearer {order['token']}", "Content-Type": "application/json"}
        together.wait(30)
        end = time.monotonic() + order["seconds"]
        while (began := time.monotonic()) < end and not refused:
            body = json.dumps({"corrections": [new_box()]})
            connection.request("POST", f"/api/frames/{frame_id}/corrections", body, headers)
            answer = connection.getresponse()
            text = answer.read()
            if answer.status == http.client.OK:
                latencies.append(time.monotonic() - began)
            else:
                refused.append(text.decode("utf-8", "replace")[:300])
        connection.close()

    crew = [threading.Thread(target=save_on, args=(frame_id,)) for frame_id in order["frames"]]
    for member in crew:
        member.start()
    for member in crew:
        member.join()
    json.dump({"latencies": latencies, "refused": refused}, sys.stdout)


if __name__ == "__main__":
    main()
