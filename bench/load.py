"""Load on a server: many clients at once, in a process apart from the server's and from ours."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from bench.client import UnexpectedAnswer
from tools.house import ROOT

LONGEST = 120.0


@dataclass(frozen=True)
class Request:
    """One HTTP request to a port of this machine, as a client sends it again and again."""

    port: int
    method: str
    path: str
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """As it goes over the wire."""
        headers = [("Host", f"127.0.0.1:{self.port}"), ("Accept", "application/json")]
        if self.body:
            length = str(len(self.body.encode()))
            headers += [("Content-Type", "application/json"), ("Content-Length", length)]
        lines = [f"{name}: {value}" for name, value in (*headers, *self.headers)]
        return "\r\n".join([f"{self.method} {self.path} HTTP/1.1", *lines, "", self.body])


@dataclass(frozen=True)
class Outcome:
    """What became of it: latencies in seconds, `began` on the clock of time.monotonic.

    `size` is that of an answer with its head, `busy` the generator's share of one processor.
    """

    began: float
    seconds: float
    answers: int
    latencies: list[float]
    size: int
    busy: float

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.answers / self.seconds


Steps = Sequence[Request]
"""Requests that one client sends in turn, each when the one before has been answered."""


def put(
    clients: Sequence[Request | Steps], *, seconds: float, expected: int, once: bool = False
) -> Outcome:
    """Let each of the clients repeat its request, or all of its requests in turn, for so long.

    With `once` a client ends after its last one. Raises UnexpectedAnswer when any answer had
    another status than the expected one, or none came.
    """
    steps = [[each] if isinstance(each, Request) else each for each in clients]
    told = {
        "clients": [[(request.port, request.text) for request in each] for each in steps],
        "seconds": seconds,
        "once": once,
    }
    finished = subprocess.run(
        [sys.executable, "-m", "bench.generator"],
        input=json.dumps(told),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=seconds + LONGEST,
        check=False,
    )
    if finished.returncode:
        raise UnexpectedAnswer(f"the load generator failed:\n{finished.stderr[-2000:]}")
    seen = json.loads(finished.stdout)
    answers = seen["statuses"].pop(str(expected), 0)
    if seen["statuses"] or not answers:
        raise UnexpectedAnswer(f"{answers} answers {expected}, and others: {seen['statuses']}")
    size = seen["received"] // answers
    return Outcome(seen["began"], seen["seconds"], answers, seen["latencies"], size, seen["busy"])
