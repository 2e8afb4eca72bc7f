"""A crowd of viewers, in a process apart from the server's and from ours."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, Queue
from threading import Thread

from bench.client import UnexpectedAnswer
from tools.house import ROOT

PATIENCE = 60.0


class Crowd:
    """All of them listen, and one word is awaited."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._said: Queue[str] = Queue()
        Thread(target=self._listen, daemon=True).start()

    def hears(self) -> str:
        """What it says next. Raises UnexpectedAnswer when it says nothing any more."""
        try:
            said = self._said.get(timeout=PATIENCE)
        except Empty:
            raise UnexpectedAnswer(f"the viewers were not told within {PATIENCE:g} s") from None
        if not said:
            raise UnexpectedAnswer("the viewers were cut off")
        return said

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._said.put(line.strip())
        self._said.put("")


@contextmanager
def listening(port: int, viewers: int, word: str) -> Iterator[Crowd]:
    """So many viewers of the server at that port, all of them told hello; gone with the `with`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.viewers", str(port), str(viewers), word],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        crowd = Crowd(process)
        crowd.hears()
        yield crowd
    finally:
        process.kill()
        process.wait()
