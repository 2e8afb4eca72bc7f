"""Reading the projection: text that stands ready, and the stamp of the state that it was read in.

The stamp is never newer than the text. So the worst that a change in between does is to make the
next conditional request a miss.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet, Subquery

from chassis.cursors import Cursor
from chassis.paging import Page, older_than
from query_site.query.models import Comment, Post, Projection
from query_site.query.ready import comment_line, dump

STAMP = Subquery(Projection.objects.filter(id=1).values("stamp"))


@dataclass(frozen=True, slots=True)
class Reading:
    """A JSON text, the stamp that it belongs to, and where the next page begins if there is one."""

    body: str
    stamp: UUID | None
    next: Cursor | None = None


def current_stamp() -> UUID | None:
    """Which state the projection is in; None before the first event."""
    return Projection.objects.filter(id=1).values_list("stamp", flat=True).first()


def posts(page: Page) -> Reading:
    """A page of posts, newest first, each with its newest comments: read and joined."""
    found = _live()
    if page.after:
        found = older_than(found, page.after)
    rows = found.order_by("-created_at", "-id").values_list("ready", "created_at", "id", STAMP)
    rows = rows[: page.limit + 1]
    stamp = None
    taken = list(rows)
    if not taken:  # so no row could bring the stamp along: first the stamp then, and look again
        stamp = current_stamp()
        taken = list(rows.all())
    shown, following = page.cut(taken, lambda row: Cursor(row[1], row[2]))
    body = f"[{','.join([row[0] for row in shown])}]"
    return Reading(body, taken[0][3] if taken else stamp, following)


def post(id: str) -> Reading | None:
    """One post with its newest comments; None where there is no such post."""
    row = _live().filter(id=id).values_list("ready", STAMP).first()
    return Reading(*row) if row else None


def comments(post_id: str, page: Page) -> Reading | None:
    """A page of a post's comments, newest first; None where there is no such post."""
    known = _live().filter(id=post_id).values_list(STAMP).first()
    if known is None:
        return None
    rows = Comment.objects.filter(post_id=post_id, deleted=False)
    if page.after:
        rows = older_than(rows, page.after)
    shown, following = page.cut(
        list(rows.order_by("-created_at", "-id")[: page.limit + 1]),
        lambda row: Cursor(row.created_at, row.id),
    )
    lines = [
        comment_line(id=row.id, content=row.content, status=row.status, created_at=row.created_at)
        for row in shown
    ]
    return Reading(dump(lines), known[0], following)


def _live() -> QuerySet[Post]:
    return Post.objects.filter(state=Post.State.LIVE)
