"""The log that a transport leads to, as the conformance tests see it."""

import time
from collections.abc import Callable
from typing import Protocol

from eventbox.testing.conformance.consumer import Consumer
from eventbox.transports.base import Transport

PATIENCE = 60.0
_PAUSE = 0.02


class LogUnderTest(Protocol):
    """A running log, and ways to it."""

    def connect(self) -> Transport:
        """A new transport to it."""

    def out_of_reach(self) -> Transport:
        """A transport to a log that is down."""

    def listen(self, consumer: Consumer) -> str:
        """Let `consumer` be pushed to; its sink. Only asked for with the feature "windows"."""

    def turn(self) -> None:
        """Deliver, where nobody else does so; called while a test waits."""


def wait_until(log: LogUnderTest, true: Callable[[], object], what: str) -> None:
    """Turn the log until it is so; AssertionError once that takes too long."""
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, f"not within {PATIENCE:g} s: {what}"
        log.turn()
        time.sleep(_PAUSE)
