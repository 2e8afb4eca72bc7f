"""Whether order was kept within each key, on every way that an event takes. Pure."""

from collections.abc import Callable, Iterable, Iterator

from tools.chaos.evidence import Evidence, Published
from tools.chaos.finding import Finding

Line = tuple[str, ...]
"""What is in one line, and so in order."""


def disorder(evidence: Evidence) -> Iterator[Finding]:
    """Where the log lacks a position or has not its producers' order, where an effect precedes its
    cause, and where somebody reacted to events in another order than the log's."""
    for position, event in enumerate(evidence.log, start=1):
        if event.position != position:
            yield Finding("lost", f"the log has {event.position} where {position} should be")
            break
    positions = {(event.source, event.event_id): event.position for event in evidence.log}
    by_id = {event.event_id: event.position for event in evidence.log}
    for source, rows in evidence.outboxes.items():
        logged = [
            (row, positions[source, row.event_id])
            for row in rows
            if (source, row.event_id) in positions
        ]
        # Two requests at once may commit in either order, so the rows' ids tell the order within
        # a type (its writers hold the post's lock) and a subject, not within the whole key.
        for line in (_of_type, _of_subject):
            yield from _falling(logged, line, f"the log is not in the order of {source}")
        caused = [(row, by_id[row.cause]) for row in rows if row.cause in by_id]
        yield from _falling(caused, _of_key, f"{source} did not react in the log's order")
        for row, position in logged:
            if row.cause in by_id and by_id[row.cause] >= position:
                yield Finding("out of order", f"{row.type} {row.event_id} precedes its cause")


def _of_type(row: Published) -> Line:
    if row.type == "CommentDeleted":  # whose writers hold the comment alone
        return _of_subject(row)
    return row.key, row.type


def _of_subject(row: Published) -> Line:
    return row.key, row.subject


def _of_key(row: Published) -> Line:
    return (row.key,)


def _falling(
    rows: Iterable[tuple[Published, int]], line: Callable[[Published], Line], what: str
) -> Iterator[Finding]:
    """Rows whose position is below that of one before them in the same line."""
    last: dict[Line, int] = {}
    for row, position in rows:
        before = last.get(line(row), 0)
        if position < before:
            yield Finding("out of order", f"{what}: {row.type} {row.event_id} of key {row.key}")
        last[line(row)] = max(position, before)
