"""Reading the projection: text that stands ready, and the stamp of the state that it was read in.

A stamp is the text of a `changes.Position`, from which a stream can go on. It is never newer than
the text. So the worst that a change in between does is to make the next conditional request a miss.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import CharField, QuerySet
from django.db.models.expressions import RawSQL

from chassis.cursors import Cursor
from chassis.paging import Page, older_than
from eventbox.envelope import parse_time
from eventbox.statements import run
from query_site.query.models import Comment, Post
from query_site.query.ready import comment_line, dump

# The two reads that every visitor's page makes, over and over, are written out: to build them anew
# takes Django longer than it takes the database to answer them.
STAMP_SQL = "SELECT change || '-' || stamp FROM query_projection WHERE id = 1"
NEWEST_SQL = f"""
    SELECT ready, ({STAMP_SQL}) FROM query_post
    WHERE state = 'live' ORDER BY created_at DESC, id DESC LIMIT %s
"""  # noqa: S608
STAMP = RawSQL(STAMP_SQL, [], CharField())  # noqa: S611


@dataclass(frozen=True, slots=True)
class Reading:
    """A JSON text, the stamp that it belongs to, and where the next page begins if there is one."""

    body: str
    stamp: str | None
    next: Cursor | None = None


def current_stamp() -> str | None:
    """Which state the projection is in; None before the first event."""
    rows = run(STAMP_SQL)
    stamp: str | None = rows[0][0] if rows else None
    return stamp


def posts(page: Page) -> Reading:
    """A page of posts, newest first, each with its newest comments: read and joined."""
    rows, stamp = _posts(page), None
    if not rows:  # so no row could bring the stamp along: first the stamp then, and look again
        stamp = current_stamp()
        rows = _posts(page)
    shown, following = page.cut(rows, lambda row: _place(row[0]))
    body = f"[{','.join([ready for ready, _ in shown])}]"
    return Reading(body, rows[0][1] if rows else stamp, following)


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
    rows = rows.order_by("-created_at", "-id")
    found = list(rows.values_list("created_at", "id", "status", "content")[: page.limit + 1])
    shown, following = page.cut(found, lambda row: Cursor(row[0], row[1]))
    lines = [
        comment_line(id=id, content=content, status=status, created_at=created_at)
        for created_at, id, status, content in shown
    ]
    return Reading(dump(lines), known[0], following)


def _posts(page: Page) -> Sequence[tuple[str, str]]:
    """Ready texts, each with the stamp: as many as the page has, and one."""
    if page.after:
        rows = older_than(_live(), page.after).order_by("-created_at", "-id")
        return list(rows.values_list("ready", STAMP)[: page.limit + 1])
    return [(ready, stamp) for ready, stamp in run(NEWEST_SQL, [page.limit + 1])]


def _place(ready: str) -> Cursor:
    post = json.loads(ready)
    return Cursor(parse_time(post["createdAt"]), post["id"])


def _live() -> QuerySet[Post]:
    return Post.objects.filter(state=Post.State.LIVE)
