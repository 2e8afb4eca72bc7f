"""The verdict on a run: what was lost, doubled, out of order, or wrong in any other way. Pure.

It believes nobody but the clients' ledger, and compares everything else with everything else.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from eventbox.envelope import Event
from query_site.query.facts import read
from query_site.query.fold import CommentRow, Fold, PostRow
from query_site.query.ready import NEWEST, post_json
from tools.chaos.evidence import Comment, Evidence, Published
from tools.chaos.ledger import Attempt

Kind = Literal["lost", "doubled", "out of order", "wrong"]

PROJECTED: Final = frozenset({"PostCreated", "CommentCreated", "CommentUpdated"})


@dataclass(frozen=True)
class Finding:
    """Something that should not be."""

    kind: Kind
    what: str


def findings(evidence: Evidence, attempts: Iterable[Attempt]) -> list[Finding]:
    """All that is not as promised; none is what a good run has."""
    return [
        *_told(evidence, list(attempts)),
        *_all_or_nothing(evidence),
        *_once(evidence),
        *_in_order(evidence),
        *_decided(evidence),
        *_shown(evidence),
    ]


def _told(evidence: Evidence, attempts: list[Attempt]) -> Iterator[Finding]:
    """What was acked is there; what was refused is not; nothing is there that nobody sent."""
    texts = Counter(evidence.posts.values())
    texts.update(comment.content or "" for comment in evidence.comments.values())
    for attempt in attempts:
        times = texts.pop(attempt.text, 0)
        if times > 1:
            yield Finding("doubled", f"“{attempt.text}” was sent once and is there {times} times")
        if attempt.outcome == "refused" and times:
            yield Finding("wrong", f"“{attempt.text}” was refused and is there")
        if attempt.outcome == "acked" and not _is_kept(evidence, attempt):
            yield Finding("lost", f"“{attempt.text}” was acked as {attempt.id}")
    for text in texts:
        yield Finding("wrong", f"“{text}” is there and nobody sent it")
    expected = {attempt.text: attempt.status for attempt in attempts}
    for id, comment in evidence.comments.items():
        if comment.status != (due := expected.get(comment.content or "")):
            yield Finding("lost", f"comment {id} is {comment.status}, and the rules say {due}")


def _is_kept(evidence: Evidence, attempt: Attempt) -> bool:
    if attempt.post_id is None:
        return evidence.posts.get(attempt.id or "") == attempt.text
    comment = evidence.comments.get(attempt.id or "")
    return comment is not None and (comment.post_id, comment.content) == (
        attempt.post_id,
        attempt.text,
    )


def _all_or_nothing(evidence: Evidence) -> Iterator[Finding]:
    """Each change has its event and each event its change; each event published is in the log."""
    logged = {(event.source, event.event_id) for event in evidence.log}
    for source, rows in evidence.outboxes.items():
        for row in rows:
            if (source, row.event_id) not in logged:
                yield Finding("lost", f"{row.type} {row.event_id} of {source} is not in the log")
    published = {
        (source, row.event_id) for source, rows in evidence.outboxes.items() for row in rows
    }
    for source, id in sorted(logged - published):
        yield Finding("wrong", f"event {id} in the log was never published by {source}")
    for type, changes in (("PostCreated", evidence.posts), ("CommentCreated", evidence.comments)):
        told = {event.subject for event in evidence.log if event.type == type}
        for id in sorted(changes.keys() - told):
            yield Finding("lost", f"{id} is there without its {type}")
        for id in sorted(told - changes.keys()):
            yield Finding("wrong", f"{type} tells of {id}, which is not there")


def _once(evidence: Evidence) -> Iterator[Finding]:
    """No event is in the log twice, and nothing is told or done twice."""
    ids = Counter((event.source, event.event_id) for event in evidence.log)
    for (source, id), times in ids.items():
        if times > 1:
            yield Finding("doubled", f"event {id} of {source} is in the log {times} times")
    told = Counter((event.type, event.subject) for event in evidence.log)
    for (type, subject), times in told.items():
        # Nothing is decided twice here, so that each of these has one event of each type.
        if times > 1:
            yield Finding("doubled", f"{times} events {type} tell of {subject}")
    for id, comment in evidence.comments.items():
        if comment.version > 2:
            yield Finding("doubled", f"comment {id} was changed {comment.version - 1} times")
    counts = Counter(comment.post_id for comment in evidence.comments.values())
    for id, shown in evidence.shown_posts.items():
        if shown > counts[id]:
            yield Finding("doubled", f"post {id} shows {shown} comments, and has {counts[id]}")
        elif shown < counts[id]:
            yield Finding("lost", f"post {id} shows {shown} comments, and has {counts[id]}")


def _in_order(evidence: Evidence) -> Iterator[Finding]:
    """Within a key the log has each producer's order, effects follow causes, and who reacts to
    events does so in their order."""
    for position, event in enumerate(evidence.log, start=1):
        if event.position != position:
            yield Finding("lost", f"the log has {event.position} where {position} should be")
            break
    positions = {(event.source, event.event_id): event.position for event in evidence.log}
    by_id = {event.event_id: event.position for event in evidence.log}
    for source, rows in evidence.outboxes.items():
        in_log = [
            (row, positions[source, row.event_id])
            for row in rows
            if (source, row.event_id) in positions
        ]
        # Two requests at once may commit in either order, so that the rows' ids tell the order of
        # one type (they hold the post's lock) and of one subject, not of the whole key.
        for group in (_line_of_type, _line_of_subject):
            yield from _rising(in_log, group, f"the log is not in the order of {source}")
        caused = [(row, by_id[row.cause]) for row in rows if row.cause in by_id]
        yield from _rising(caused, _line_of_key, f"{source} did not react in the log's order")
        for row, position in in_log:
            if row.cause in by_id and by_id[row.cause] >= position:
                yield Finding("out of order", f"{row.type} {row.event_id} precedes its cause")


Line = tuple[str, ...]


def _line_of_type(row: Published) -> Line:
    return row.key, row.type


def _line_of_subject(row: Published) -> Line:
    return row.key, row.subject


def _line_of_key(row: Published) -> Line:
    return (row.key,)


def _rising(rows, line, what: str) -> Iterator[Finding]:  # type: ignore[no-untyped-def]
    last: dict[Line, int] = {}
    for row, position in rows:
        if position < last.get(line(row), 0):
            yield Finding("out of order", f"{what}: {row.type} {row.event_id} of key {row.key}")
        last[line(row)] = max(position, last.get(line(row), 0))


def _decided(evidence: Evidence) -> Iterator[Finding]:
    """Moderation has each comment, and its decision is the comment's status."""
    for id, comment in evidence.comments.items():
        due = "held" if comment.status == "pending" else comment.status
        if (review := evidence.reviews.get(id)) != due:
            yield Finding("lost", f"comment {id} is {comment.status}, and moderation has {review}")
    for id in sorted(evidence.reviews.keys() - evidence.comments.keys()):
        yield Finding("wrong", f"moderation knows comment {id}, which is not there")


def _shown(evidence: Evidence) -> Iterator[Finding]:
    """Query shows what the owners have, and just what a fold of the log gives."""
    for id, comment in evidence.comments.items():
        public = comment.content if comment.status == "approved" else None
        due = Comment(comment.post_id, public, comment.status, comment.version)
        shown = evidence.shown_comments.get(id)
        if shown is None:
            yield Finding("lost", f"query does not show comment {id}")
        elif shown != due:
            behind = shown.version < due.version
            kind: Kind = "out of order" if behind else "wrong"
            yield Finding(kind, f"query shows comment {id} otherwise than its owner has it")
    for id in sorted(evidence.posts.keys() - evidence.shown_posts.keys()):
        yield Finding("lost", f"query does not show post {id}")
    yield from _as_folded(evidence)


def _as_folded(evidence: Evidence) -> Iterator[Finding]:
    fold = Fold()
    for event in evidence.log:
        if event.type in PROJECTED:
            fold.apply(read(Event.parse(event.envelope)))
    folded: defaultdict[str, list[CommentRow]] = defaultdict(list)
    for row in fold.changed_comments:
        folded[row.post_id].append(row)
        shown = Comment(row.post_id, row.content, row.status, row.version)
        if evidence.shown_comments.get(row.id) != shown:
            yield Finding(
                "wrong", f"comment {row.id} is shown otherwise than the log's fold has it"
            )
    for post in fold.changed_posts:
        if evidence.shown_ready.get(post.id) != _ready(post, folded[post.id]):
            yield Finding("wrong", f"post {post.id} is shown otherwise than the log's fold has it")


def _ready(post: PostRow, comments: list[CommentRow]) -> str:
    lines = sorted((row.line for row in comments), key=lambda line: (line["createdAt"], line["id"]))
    return post_json(
        id=post.id,
        title=post.title,
        created_at=post.created_at,
        comment_count=post.comment_count,
        newest=lines[::-1][:NEWEST],
    )
