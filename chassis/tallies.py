"""Counts in the service's own database, so that all its processes count together and none of two
requests at the same moment is overlooked. Time is cut into stretches; each begins at 0."""

import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import F

from chassis.models import Tally


@dataclass(frozen=True)
class Counted:
    """How often it was done in this stretch, these times included; seconds until the next one."""

    hits: int
    seconds_left: int


def hit(what: str, *, seconds: int, times: int = 1) -> Counted:
    """Count one more, or so many. `what` says who does what; a stretch has that many seconds."""
    key, ends = _stretch(what, seconds)
    rows = Tally.objects.filter(key=key)
    if not rows.update(hits=F("hits") + times):
        now = datetime.fromtimestamp(time.time(), UTC)
        Tally.objects.filter(until__lte=now).delete()
        begun = Tally(key=key, until=datetime.fromtimestamp(ends, UTC))
        Tally.objects.bulk_create([begun], ignore_conflicts=True)
        rows.update(hits=F("hits") + times)
    hits = rows.values_list("hits", flat=True).first() or 0
    return Counted(hits, max(1, round(ends - time.time())))


def forgive(what: str, *, seconds: int) -> None:
    """Count one less in this stretch."""
    key, _ = _stretch(what, seconds)
    Tally.objects.filter(key=key, hits__gt=0).update(hits=F("hits") - 1)


def _stretch(what: str, seconds: int) -> tuple[str, int]:
    """The key of what is counted now, and when that ends."""
    number = int(time.time()) // seconds
    key = hashlib.sha256(f"{number} {what}".encode("utf-8", "surrogatepass")).hexdigest()
    return key, (number + 1) * seconds
