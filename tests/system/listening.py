"""Viewers of the stream, as programs: one on a thread of its own, or a thousand on one loop."""

import asyncio
import threading
from collections.abc import Callable
from typing import Self

import requests

from tests.query_site.listening import Told, parse
from tools.trial.waiting import PATIENCE, wait_until

REQUEST = "GET /stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


class Listener:
    """Opens the stream and keeps what it is told, until the server ends it or the `with` does."""

    def __init__(self, url: str, last_id: str = "") -> None:
        self.told: list[Told] = []
        self.ended = threading.Event()
        self._left = threading.Event()
        self._session = requests.Session()
        self._session.trust_env = False
        headers = {"Last-Event-ID": last_id} if last_id else {}
        self._answer = self._session.get(
            f"{url}/stream", headers=headers, stream=True, timeout=PATIENCE
        )
        assert self._answer.status_code == 200
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._left.set()

    @property
    def last_id(self) -> str:
        return self.told[-1].id

    def hears(self, wanted: Callable[[Told], bool], what: str) -> Told:
        """Wait for such an event."""
        found = wait_until(lambda: [one for one in self.told if wanted(one)], what)
        return found[0]

    def _listen(self) -> None:
        block = b""
        try:
            for byte in self._answer.iter_content(1):  # with more it would wait for as many
                if self._left.is_set():
                    break
                block += byte
                if block.endswith(b"\n\n"):
                    self.told += parse(block, self.told[-1].id if self.told else "")
                    block = b""
        except requests.RequestException:
            pass  # it was cut off
        finally:
            self._session.close()
            self.ended.set()


class Crowd:
    """Many viewers, of whom only this is kept: how many have heard a word."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._words: dict[str, int] = {}

    def heard(self, word: str) -> int:
        return self._words.get(word, 0)

    async def listen(self, words: list[str]) -> None:
        """One viewer, until it is cancelled."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(REQUEST.encode())
            while line := await reader.readline():
                for word in words:
                    if word.encode() in line:
                        self._words[word] = self._words.get(word, 0) + 1
        finally:
            writer.close()
