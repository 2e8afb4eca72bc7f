"""Between the fold and the database: a few statements per window, whatever its size."""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from django.db.models import Window
from django.db.models.functions import RowNumber

from eventbox.inserting import insert_values
from eventbox.statements import as_time, places, run
from query_site.query.fold import CommentRow, Fold, PostRow
from query_site.query.models import Comment, Post
from query_site.query.ready import NEWEST, CommentLine, comment_line, newest_in, post_json

AT_ONCE = 500
"""Ids in one statement; older SQLites take no more than 999 parameters."""

_POSTS = (
    "SELECT id, state, title, created_at, comment_count, ready FROM query_post WHERE id IN ({})"
)
_COMMENTS = (
    "SELECT post_id, id, version, status, content, created_at, deleted FROM query_comment"
    " WHERE id IN ({})"
)

_OF_A_POST = ("state", "title", "created_at", "comment_count", "ready")
_OF_A_COMMENT = ("version", "status", "content", "created_at", "deleted")


def load_posts(ids: Collection[str]) -> Iterator[PostRow]:
    """The rows of those posts that are there, with their newest comments."""
    for some in _portions(ids):
        for id, state, title, created_at, count, ready in run(_POSTS.format(places(some)), some):
            newest = newest_in(ready)
            yield PostRow(
                id=id,
                state=state,
                title=title,
                created_at=as_time(created_at),
                comment_count=count,
                newest=newest,
                more=count > len(newest),
            )


def load_comments(ids: Collection[str]) -> Iterator[CommentRow]:
    """The rows of those comments that are there."""
    for some in _portions(ids):
        for post_id, id, version, status, content, created_at, deleted in run(
            _COMMENTS.format(places(some)), some
        ):
            yield CommentRow(
                post_id=post_id,
                id=id,
                version=version,
                status=status,
                content=content,
                created_at=as_time(created_at),
                deleted=bool(deleted),
            )


def store(fold: Fold) -> None:
    """Write what has changed, and make the JSON of each changed post ready."""
    for some in _portions(fold.emptied):
        Comment.objects.filter(post_id__in=some).delete()
    _store_comments(fold.changed_comments)
    newest = {post.id: fold.newest(post) for post in fold.changed_posts}
    read = _read_newest([id for id, lines in newest.items() if lines is None])
    _store_posts((post, newest[post.id] or read.get(post.id, [])) for post in fold.changed_posts)


def _store_comments(rows: Iterable[CommentRow]) -> None:
    insert_values(
        Comment,
        ("id", "post_id", *_OF_A_COMMENT),
        [
            (
                *(row.id, row.post_id, row.version, row.status),
                *(row.content, row.created_at, row.deleted),
            )
            for row in rows
        ],
        unique="id",
        update=_OF_A_COMMENT,
    )


def _store_posts(rows: Iterable[tuple[PostRow, list[CommentLine]]]) -> None:
    insert_values(
        Post,
        ("id", *_OF_A_POST),
        [
            (
                *(row.id, row.state, row.title, row.created_at),
                *(row.comment_count, _ready(row, newest)),
            )
            for row, newest in rows
        ],
        unique="id",
        update=_OF_A_POST,
    )


def _ready(row: PostRow, newest: list[CommentLine]) -> str:
    if row.state == "deleted":
        return ""
    return post_json(
        id=row.id,
        title=row.title,
        created_at=row.created_at,
        comment_count=row.comment_count,
        newest=newest,
    )


def _read_newest(post_ids: Collection[str]) -> dict[str, list[CommentLine]]:
    """The newest lines of each post from its comments' rows: for lists that have lost one."""
    found: dict[str, list[CommentLine]] = {}
    age = Window(RowNumber(), partition_by="post_id", order_by=["-created_at", "-id"])
    for some in _portions(post_ids):
        rows = Comment.objects.filter(post_id__in=some, deleted=False).annotate(age=age)
        for row in rows.filter(age__lte=NEWEST).order_by("post_id", "age"):
            found.setdefault(row.post_id, []).append(
                comment_line(
                    id=row.id,
                    content=row.content,
                    status=row.status,
                    created_at=row.created_at,
                )
            )
    return found


def _portions(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(sorted(ids))
    while some := list(islice(rest, AT_ONCE)):
        yield some
