"""What was deleted: gone everywhere, with all that belonged to it, and nothing else is. Pure.

The log's deletions are what the clients asked for, and what they were told of is among them.
"""

import json
from collections.abc import Iterable, Iterator

from tools.chaos.evidence import Evidence
from tools.chaos.finding import Finding
from tools.chaos.ledger import Deletion

DELETED = {"PostCreated": "PostDeleted", "CommentCreated": "CommentDeleted"}
TEXTS = {"PostCreated": "title", "CommentCreated": "content"}


def subjects(evidence: Evidence, type: str) -> set[str]:
    """What the log's events of that type are about."""
    return {event.subject for event in evidence.log if event.type == type}


def texts_of_gone(evidence: Evidence) -> Iterator[str]:
    """The texts of the posts and comments that were there once."""
    for created, deleted in DELETED.items():
        gone = subjects(evidence, deleted)
        for event in evidence.log:
            if event.type == created and event.subject in gone:
                yield json.loads(event.envelope)["data"][TEXTS[created]]


def deleted_otherwise(evidence: Evidence, deletions: Iterable[Deletion]) -> Iterator[Finding]:
    """Where something is gone that nobody deleted, or left of what somebody did."""
    posts, comments = subjects(evidence, "PostDeleted"), subjects(evidence, "CommentDeleted")
    asked = set()
    for deletion in deletions:
        if deletion.outcome != "refused":
            asked.add(deletion.id)
        if deletion.outcome == "acked" and deletion.id not in posts | comments:
            yield Finding("lost", f"the deletion of {deletion.id} was acked, and is not in the log")
    for id in sorted(posts - asked):
        yield Finding("lost", f"post {id} was deleted, and nobody asked for it")
    for event in evidence.log:
        alone = event.type == "CommentDeleted" and event.key not in posts
        if alone and event.subject not in asked:
            yield Finding("lost", f"comment {event.subject} was deleted, and nobody asked for it")
    for id in sorted(posts & evidence.posts.keys()):
        yield Finding("wrong", f"post {id} is there after its PostDeleted")
    for id, comment in evidence.comments.items():
        if id in comments or comment.post_id in posts:
            yield Finding("wrong", f"comment {id} is there after it or its post was deleted")
    yield from _left_over("query shows post", evidence.shown_posts, evidence.posts)
    yield from _left_over("query shows comment", evidence.shown_comments, evidence.comments)
    yield from _left_over("moderation knows comment", evidence.reviews, evidence.comments)
    yield from _left_over("comments takes comments on post", evidence.known_posts, evidence.posts)
    for id in sorted(evidence.posts.keys() - set(evidence.known_posts)):
        yield Finding("lost", f"comments takes no comments on post {id}")


def _left_over(what: str, copies: Iterable[str], originals: Iterable[str]) -> Iterator[Finding]:
    for id in sorted(set(copies) - set(originals)):
        yield Finding("wrong", f"{what} {id}, which is not there")
