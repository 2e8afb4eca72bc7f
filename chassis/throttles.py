"""How often one client may write: THROTTLE_WRITES, such as 60/min, or off.

Endpoints that services call, not people, opt out with `throttle_classes = []`.
"""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from chassis.rates import Rate, client_of
from chassis.tallies import Counted, hit

if TYPE_CHECKING:  # DRF's views import this module
    from rest_framework.views import APIView


class WriteThrottle(BaseThrottle):
    """Counts unsafe requests by client, in all processes together; 429 with Retry-After."""

    def __init__(self) -> None:
        self._wait: int | None = None

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Always, for requests that change nothing."""
        rate = settings.THROTTLE_WRITES
        if rate is None or request.method in SAFE_METHODS:
            return True
        counted = _count(client_address(request._request), rate)
        self._wait = counted.seconds_left
        return counted.hits <= rate.times

    def wait(self) -> int | None:
        """Seconds until the next request may pass."""
        return self._wait


def admitted(clients: Sequence[str]) -> list[bool]:
    """Count a write for each of these client addresses, in order; False where it is one too many.

    Within a transaction it is taken back with it.
    """
    rate = settings.THROTTLE_WRITES
    if rate is None:
        return [True] * len(clients)
    left = {
        client: rate.times - _count(client, rate, times=times).hits + times
        for client, times in sorted(Counter(clients).items())
    }
    may = []
    for client in clients:
        may.append(left[client] > 0)
        left[client] -= 1
    return may


def client_address(request: HttpRequest) -> str:
    """The address to count by; NUM_PROXIES says whose word is taken for it."""
    return client_of(
        request.META.get("REMOTE_ADDR") or "",
        request.META.get("HTTP_X_FORWARDED_FOR") or "",
        proxies=settings.NUM_PROXIES,
    )


def _count(client: str, rate: Rate, *, times: int = 1) -> Counted:
    return hit(f"writes {client}", seconds=rate.seconds, times=times)
