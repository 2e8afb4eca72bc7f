"""The verdict on a run: what was lost, doubled, out of order, or wrong in any other way. Pure.

It believes nobody but the clients' ledger, and compares everything else with everything else.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from tools.chaos.evidence import Evidence
from tools.chaos.finding import Finding
from tools.chaos.gone import DELETED, deleted_otherwise, subjects, texts_of_gone
from tools.chaos.ledger import Attempt, Deletion
from tools.chaos.order import disorder
from tools.chaos.projection import shown_otherwise


def findings(
    evidence: Evidence, attempts: Iterable[Attempt], deletions: Iterable[Deletion] = ()
) -> list[Finding]:
    """All that is not as promised; none is what a good run has."""
    return [
        *_told(evidence, list(attempts)),
        *_all_or_nothing(evidence),
        *_once(evidence),
        *disorder(evidence),
        *_decided(evidence),
        *shown_otherwise(evidence),
        *deleted_otherwise(evidence, deletions),
    ]


def taken_unknowingly(
    evidence: Evidence, attempts: Iterable[Attempt], deletions: Iterable[Deletion] = ()
) -> int:
    """How many of those were taken whose outcome nobody was told."""
    texts = _texts(evidence)
    gone = subjects(evidence, "PostDeleted") | subjects(evidence, "CommentDeleted")
    return sum(
        attempt.outcome == "unknown" and attempt.text in texts for attempt in attempts
    ) + sum(deletion.outcome == "unknown" and deletion.id in gone for deletion in deletions)


def _texts(evidence: Evidence) -> Counter[str]:
    """What is there or was, and how many times."""
    texts = Counter(evidence.posts.values())
    texts.update(comment.content or "" for comment in evidence.comments.values())
    texts.update(texts_of_gone(evidence))
    return texts


def _told(evidence: Evidence, attempts: list[Attempt]) -> Iterator[Finding]:
    """What was acked is there; what was refused is not; nothing is there that nobody sent."""
    texts = _texts(evidence)
    gone = {id for deleted in DELETED.values() for id in subjects(evidence, deleted)}
    for attempt in attempts:
        times = texts.pop(attempt.text, 0)
        if times > 1:
            yield Finding("doubled", f"“{attempt.text}” was sent once and is there {times} times")
        if attempt.outcome == "refused" and times:
            yield Finding("wrong", f"“{attempt.text}” was refused and is there")
        if (
            attempt.outcome == "acked"
            and attempt.id not in gone
            and not _is_kept(evidence, attempt)
        ):
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
        told, gone = subjects(evidence, type), subjects(evidence, DELETED[type])
        for id in sorted((changes.keys() | gone) - told):
            yield Finding("lost", f"{id} is there, or was, without its {type}")
        for id in sorted(told - changes.keys() - gone):
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


def _decided(evidence: Evidence) -> Iterator[Finding]:
    """Moderation has each comment, and its decision is the comment's status."""
    for id, comment in evidence.comments.items():
        due = "held" if comment.status == "pending" else comment.status
        if (review := evidence.reviews.get(id)) != due:
            yield Finding("lost", f"comment {id} is {comment.status}, and moderation has {review}")
