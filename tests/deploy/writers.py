"""People who go on commenting, whatever happens meanwhile; what they were answered is kept."""

import threading
from typing import Self
from urllib.parse import urlsplit

import requests

from tests.deploy.blog import COMMENTS, QUERY, new_comment, new_post
from tests.deploy.host import Host
from tools.trial.waiting import wait_until

BUSY = 0.02


class Writers:
    """Two of them, on a post of their own, until the `with` ends. `taken` are the ids answered
    with 201, `refused` all other answers of the gateway, `unanswered` the broken connections."""

    def __init__(self, host: Host, *, count: int = 2) -> None:
        self._host = host
        self.post = new_post(host, "Under load")
        self.taken = [new_comment(host, self.post, "The first.")]
        self.refused: list[int] = []
        self.unanswered = 0
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._write) for _ in range(count)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def stop(self) -> None:
        """What is being written is still answered."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def wait_for_more(self, count: int = 3) -> None:
        """Until so many more comments are taken."""
        wanted = len(self.taken) + count
        wait_until(lambda: len(self.taken) >= wanted, "more comments are taken")

    def missing(self) -> set[str]:
        """What was taken and is not decided at query, or stands there twice."""
        decided: list[str] = []
        path = f"{QUERY}/posts/{self.post}/comments"
        page = "limit=100"
        while page:
            answer = self._host.get(f"{path}?{page}")
            answer.raise_for_status()
            decided += [one["id"] for one in answer.json() if one["status"] == "approved"]
            # 0.1.0 knows of no gateway, so the rest of its link leads elsewhere.
            page = urlsplit(answer.links.get("next", {}).get("url", "")).query
        assert len(set(decided)) == len(decided)
        return set(self.taken) - set(decided)

    def _write(self) -> None:
        path = f"{COMMENTS}/posts/{self.post}/comments"
        while not self._stopping.wait(BUSY):
            try:
                answer = self._host.post(path, {"comment": "One more."})
            except requests.RequestException:
                self.unanswered += 1
                continue
            if answer.status_code == 201:
                self.taken.append(answer.json()["id"])
            else:
                self.refused.append(answer.status_code)
