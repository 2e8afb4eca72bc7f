"""When to try again: exponential backoff, capped, with full jitter; and HTTP's Retry-After."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import random

MAX_RETRY_AFTER = 3600.0


def backoff(
    failures: int,
    *,
    base: float = 0.2,
    cap: float = 30.0,
    rng: Callable[[], float] = random,
) -> float:
    """Seconds to wait after the `failures`-th failure in a row (1, 2, 3 …).

    Full jitter: evenly between 0 and min(cap, base * 2**failures), so that many waiting parties
    do not come back at once. `rng` gives a number in [0, 1).
    """
    return rng() * min(cap, base * 2.0 ** min(failures, 60))


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, section 10.2.3), at most an hour.

    Takes both forms, seconds and HTTP date; None where there is no header or it is malformed.
    """
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), MAX_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), MAX_RETRY_AFTER)
