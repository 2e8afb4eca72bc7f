"""Reads the log forward, a bounded page at a time: what windows and `GET /events` are made of.

A page is read at once and no cursor stays open, so a slow reader holds nothing in the database.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate
from typing import Any

from bus_site.bus.models import Head, LoggedEvent
from eventbox.envelope import with_position
from eventbox.statements import places, run

PAGE_ROWS = 1000
PAGE_BYTES = 1024 * 1024

# So few positions are read in one query instead of two, whatever their size.
_FEW = 16

# A filter by several types is applied to stretches of this many positions, so that whichever index
# the database picks, there is little to sort.
_STRETCH = 10_000


@dataclass(frozen=True)
class Wanted:
    """Which events: of any of `types` (empty: all), of one subject, of one correlation."""

    types: Sequence[str] = field(default=())
    subject: str | None = None
    correlation_id: str | None = None

    def within(
        self, after: int, upto: int, *columns: str, limit: int | None = None
    ) -> list[tuple[Any, ...]]:
        """These `columns` of those with after < position <= upto, in order, at most `limit`.

        Written out: the ORM takes longer to put this together than the database to answer it.
        """
        where = ["position > %s", "position <= %s"]
        parameters: list[int | str] = [after, upto, *self.types]
        if self.types:
            where.append(f"type IN ({places(self.types)})")
        for column, value in (("subject", self.subject), ("correlation_id", self.correlation_id)):
            if value is not None:
                where.append(f"{column} = %s")
                parameters.append(value)
        statement = (
            f"SELECT {', '.join(columns)} FROM bus_loggedevent"  # noqa: S608
            f" WHERE {' AND '.join(where)} ORDER BY position"
        )
        if limit is not None:
            statement += " LIMIT %s"
            parameters.append(limit)
        return run(statement, parameters)

    def positions(self, after: int, upto: int, limit: int) -> list[tuple[int, int]]:
        """(position, size in bytes) of the first `limit` of them."""
        narrow = self.subject is not None or self.correlation_id is not None
        stretch = _STRETCH if len(self.types) > 1 and not narrow else upto - after
        found: list[tuple[int, int]] = []
        while after < upto and len(found) < limit:
            end = min(after + stretch, upto)
            found += self.within(after, end, "position", "size", limit=limit - len(found))
            after = end
        return found


@dataclass(frozen=True)
class LoggedText:
    """An event's position, id and envelope, as stored."""

    position: int
    id: str
    envelope: str

    def with_position(self) -> str:
        """The envelope as it is handed out."""
        return with_position(self.envelope, self.position)


@dataclass(frozen=True)
class Page:
    """Some events in order, and `upto`, the position up to which nothing else is wanted."""

    events: list[LoggedText]
    upto: int


def read_page(
    wanted: Wanted, after: int, upto: int, *, rows: int = PAGE_ROWS, size: int = PAGE_BYTES
) -> Page:
    """The next events, at most `rows` and `size` bytes of them; a single larger one goes alone."""
    if upto - after <= min(rows, _FEW):
        return _few(wanted, after, upto, size)
    positions = wanted.positions(after, upto, rows)
    if not positions:
        return Page([], upto)
    taken = positions[: _fitting([length for _, length in positions], size)]
    last, _ = taken[-1]
    texts = wanted.within(after, last, "position", "event_id", "envelope")
    everything = len(taken) == len(positions) < rows
    return Page([LoggedText(*text) for text in texts], upto if everything else last)


def _few(wanted: Wanted, after: int, upto: int, size: int) -> Page:
    """So short a stretch that it is read at once, and bounded afterwards."""
    rows = wanted.within(after, upto, "position", "event_id", "envelope", "size")
    if not rows:
        return Page([], upto)
    taken = rows[: _fitting([length for _, _, _, length in rows], size)]
    events = [LoggedText(position, id, envelope) for position, id, envelope, _ in taken]
    return Page(events, upto if len(taken) == len(rows) else events[-1].position)


def _fitting(lengths: Sequence[int], size: int) -> int:
    """How many from the start fit into `size`: at least one."""
    totals = list(accumulate(lengths))
    return max(1, bisect_right(totals, size))


def read_through(wanted: Wanted, after: int, upto: int) -> Iterator[Page]:
    """All of it, page by page, each read only when it is asked for."""
    while after < upto:
        page = read_page(wanted, after, upto)
        yield page
        after = page.upto


def id_at(position: int) -> str | None:
    """The id of the event at `position`; None where there is none."""
    ids = LoggedEvent.objects.filter(position=position).values_list("event_id", flat=True)
    return ids.first()


def position_before(moment: datetime) -> int:
    """The last position that came into the log before `moment`; 0 where none did.

    Positions are dense and arrival times follow them, so it takes a few looks, not a scan.
    """
    positions = range(1, Head.current().position + 1)
    return bisect_left(positions, moment, key=_appended_at)


def _appended_at(position: int) -> datetime:
    times = LoggedEvent.objects.filter(position=position).values_list("appended_at", flat=True)
    return times.get()
