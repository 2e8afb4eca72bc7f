"""Waiting for what other processes do: polled until it is so, and never longer than a deadline."""

import time
from collections.abc import Callable
from typing import TypeVar

import requests

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds. A test that passes never waits this long; it only bounds one that fails."""

PAUSE = 0.05


def wait_until(
    predicate: Callable[[], T], what: str, *, seconds: float = PATIENCE, pause: float = PAUSE
) -> T:
    """Call `predicate` until it gives something true, and return that; `pause` between two calls.

    Meanwhile a failed request or a failed assertion inside it only means "not yet". Raises
    AssertionError, which names `what` was waited for and what was seen last, after `seconds`.
    """
    until = time.monotonic() + seconds
    while True:
        seen: object
        try:
            result = predicate()
            if result:
                return result
            seen = result
        except (requests.RequestException, AssertionError) as error:
            seen = error
        if time.monotonic() > until:
            raise AssertionError(f"not within {seconds:g} s: {what}; last seen: {seen!r}")
        time.sleep(pause)
