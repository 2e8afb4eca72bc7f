"""A long past, written straight into SQLite files: to live through it would take hours.

Every post has the same number of comments, all approved; post and comment n have the ids pn and cn.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any, Final

from bench.blog import TEXT
from eventbox.envelope import format_time
from query_site.query.ready import NEWEST, comment_line, post_json

BEGAN: Final = datetime(2025, 1, 1, tzinfo=UTC)
AT_ONCE: Final = 10  # comments on a post in the log
TITLE: Final = "Bread, of long ago"

EVENT: Final = """
    INSERT INTO bus_loggedevent (position, size, source, event_id, type, subject, partition_key,
                                 correlation_id, time, appended_at, envelope)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
HEAD: Final = """
    INSERT INTO bus_head (id, log, position, event_id) SELECT 1, 'long-ago', position, event_id
    FROM bus_loggedevent ORDER BY position DESC LIMIT 1
"""
COMMENT: Final = """
    INSERT INTO comments_comment (id, post_id, content, status, version, created_at)
    VALUES (?, ?, ?, 'approved', 2, ?)
"""
SHOWN_COMMENT: Final = """
    INSERT INTO query_comment (id, post_id, content, status, version, created_at, deleted)
    VALUES (?, ?, ?, 'approved', 2, ?, 0)
"""
KNOWN_POST: Final = "INSERT INTO comments_knownpost (id) VALUES (?)"
SHOWN_POST: Final = """
    INSERT INTO query_post (id, state, title, created_at, comment_count, ready)
    VALUES (?, 'live', ?, ?, ?, ?)
"""

Rows = Iterable[Sequence[Any]]


def write_log(bus: Path, events: int) -> None:
    """That many events: a post, ten comments on it, their ten verdicts, the next post."""
    _write(bus, (EVENT, islice(_events(), events)))
    _write(bus, (HEAD, [()]))


def write_comments(comments: Path, query: Path, *, posts: int, each: int) -> None:
    """What both services keep of so many posts with so many comments each, one a second."""
    rows = [(f"c{n}", f"p{n % posts}", TEXT, _stored(n)) for n in range(posts * each)]
    _write(comments, (KNOWN_POST, [(f"p{n}",) for n in range(posts)]), (COMMENT, rows))
    shown = ((f"p{n}", TITLE, _stored(n), each, _ready(n, posts, each)) for n in range(posts))
    _write(query, (SHOWN_POST, shown), (SHOWN_COMMENT, rows))


def _write(file: Path, *statements: tuple[str, Rows]) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-500000")
        connection.execute("BEGIN")
        for statement, rows in statements:
            connection.executemany(statement, rows)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _events() -> Iterator[Sequence[Any]]:
    for position, (source, id, type, post, data) in enumerate(_facts(), start=1):
        time = BEGAN + timedelta(seconds=position)
        envelope = json.dumps(
            {
                "specversion": "1.0",
                "id": id,
                "source": source,
                "type": type,
                "subject": data["id"],
                "time": format_time(time),
                "partitionkey": post,
                "correlationid": data["id"],
                "data": {**data, "createdAt": format_time(time)},
            }
        )
        kept = (source, id, type, data["id"], post, data["id"])
        yield position, len(envelope), *kept, _text(time), _text(time), envelope


def _facts() -> Iterator[tuple[str, str, str, str, dict[str, Any]]]:
    for number in count():
        post = f"p{number}"
        yield "/posts", f"{post}-created", "PostCreated", post, {"id": post, "title": TITLE}
        ids = [f"c{number * AT_ONCE + n}" for n in range(AT_ONCE)]
        for id in ids:
            data: dict[str, Any] = {"id": id, "postId": post, "content": TEXT}
            created = data | {"status": "pending"}
            yield "/comments", f"{id}-created", "CommentCreated", post, created
        for id in ids:
            data = {"id": id, "postId": post, "content": TEXT}
            updated = data | {"status": "approved", "version": 2}
            yield "/comments", f"{id}-updated", "CommentUpdated", post, updated


def _ready(post: int, posts: int, each: int) -> str:
    newest = [post + posts * turn for turn in reversed(range(max(each - NEWEST, 0), each))]
    lines = [
        comment_line(id=f"c{n}", content=TEXT, status="approved", created_at=_time(n))
        for n in newest
    ]
    return post_json(
        id=f"p{post}",
        title=TITLE,
        created_at=_time(post),
        comment_count=each,
        newest=lines,
    )


def _time(second: int) -> datetime:
    return BEGAN + timedelta(seconds=second)


def _stored(second: int) -> str:
    return _text(_time(second))


def _text(time: datetime) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S")
