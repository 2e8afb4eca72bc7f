"""From what was touched to what viewers are told: how each post and comment stands now."""

from collections.abc import Iterator
from dataclasses import dataclass

from query_site.query import changes
from query_site.query.changes import Position, Touched
from query_site.query.models import Comment, Post
from query_site.query.ready import comment_line, dump
from query_site.query.streaming import frames


@dataclass(frozen=True, slots=True)
class Batch:
    """Bytes for viewers, and the position at which they stand after them.

    `always`: they are for the viewer wherever it stood before.
    """

    upto: Position
    body: bytes
    always: bool = False


def opening(text: str) -> Batch:
    """What a viewer is told first: what changed since the id that it had last, if it names one."""
    if not text:
        now = changes.current()
        return Batch(now, frames.frame("hello", dump({"id": str(now)}), id=str(now)))
    position = Position.parse(text)
    return (news_since(position) if position else None) or reset()


def news_since(position: Position) -> Batch | None:
    """All that changed after `position`; None where that cannot be told."""
    touched = changes.since(position)
    if touched is None:
        return None
    return Batch(touched.upto, frames.batch([*_events(touched)], id=str(touched.upto)))


def reset() -> Batch:
    """Viewers are to read all anew."""
    now = changes.current()
    return Batch(now, frames.reset_frame(now), always=True)


def _events(touched: Touched) -> Iterator[tuple[str, str]]:
    """Posts, oldest first, then comments. Those of posts that are not shown are left out."""
    found = Post.objects.filter(id__in=touched.posts).order_by("created_at", "id")
    states: dict[str, str] = {}
    for id, state, ready in found.values_list("id", "state", "ready"):
        states[id] = state
        if state == Post.State.LIVE:
            yield "post", ready
        elif state == Post.State.DELETED:
            yield "post-deleted", dump({"id": id})
    for comment in Comment.objects.filter(id__in=touched.comments).order_by("created_at", "id"):
        if states.get(comment.post_id) != Post.State.LIVE:
            continue
        if comment.deleted:
            yield "comment-deleted", dump({"id": comment.id, "postId": comment.post_id})
        else:
            line = comment_line(
                id=comment.id,
                content=comment.content,
                status=comment.status,
                created_at=comment.created_at,
            )
            yield "comment", dump({"postId": comment.post_id, **line})
