"""Reads the five databases, whichever they are: how far each is, and in the end all that they hold.

Read as an outsider would, with SQL of its own: what the services say of themselves is not asked.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, Final

import psycopg

from tools.chaos.evidence import Comment, Evidence, Logged, Published

CONSUMERS: Final = ("comments", "moderation", "query")
PRODUCERS: Final = ("posts", "comments", "moderation")

Rows = Sequence[tuple[Any, ...]]


@contextmanager
def _connected(url: str) -> "Iterator[sqlite3.Connection | psycopg.Connection]":
    if url.startswith("sqlite:///"):
        path = url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as connection:
            yield connection
    else:
        with psycopg.connect(url, connect_timeout=10) as connection:
            yield connection


def rows(url: str, statement: str) -> Rows:
    """What a SELECT gives. Raises sqlite3.Error or psycopg.Error."""
    with _connected(url) as connection:
        return connection.execute(statement).fetchall()


def unsettled(databases: Mapping[str, str]) -> list[str]:
    """What is still on its way, as lines; none once everything has come to rest."""
    ((head,),) = rows(databases["bus"], "SELECT position FROM bus_head")
    found = []
    for name in PRODUCERS:
        unsent = "SELECT count(*) FROM eventbox_outboxevent WHERE sent_at IS NULL"
        ((waiting,),) = rows(databases[name], unsent)
        if waiting:
            found.append(f"{name} has {waiting} events in its outbox")
    for name in CONSUMERS:
        cursor = "SELECT position, stopped FROM eventbox_cursor"
        ((position, stopped),) = rows(databases[name], cursor) or [(0, "")]
        if position != head:
            found.append(f"{name} is at {position} of {head} {stopped}")
        ((parked,),) = rows(databases[name], "SELECT count(*) FROM eventbox_parkedevent")
        if parked:
            found.append(f"{name} has parked {parked} events")
    return found


def amounts(databases: Mapping[str, str]) -> list[int]:
    """How many events, posts and comments there are."""
    tables = {"bus": "bus_loggedevent", "posts": "posts_post", "comments": "comments_comment"}
    counts = [rows(databases[name], f"SELECT count(*) FROM {tables[name]}") for name in tables]  # noqa: S608
    return [count for ((count,),) in counts]


def collect(databases: Mapping[str, str]) -> Evidence:
    """All that there is. Call it while nothing changes."""

    def of(name: str, statement: str) -> Rows:
        return rows(databases[name], statement)

    shown = of("query", "SELECT id, comment_count, ready FROM query_post WHERE state = 'live'")
    return Evidence(
        posts=dict(of("posts", "SELECT id, title FROM posts_post")),
        comments=_comments(
            of("comments", "SELECT id, post_id, content, status, version FROM comments_comment")
        ),
        known_posts={id for (id,) in of("comments", "SELECT id FROM comments_knownpost")},
        reviews=dict(of("moderation", "SELECT id, status FROM moderation_review")),
        shown_posts={id: count for id, count, _ in shown},
        shown_ready={id: ready for id, _, ready in shown},
        shown_comments=_comments(
            of(
                "query",
                "SELECT id, post_id, content, status, version FROM query_comment WHERE NOT deleted",
            )
        ),
        log=[
            Logged(position, source, id, type, subject or "", key or "", cause, envelope)
            for position, source, id, type, subject, key, cause, envelope in of(
                "bus",
                "SELECT position, source, event_id, type, subject, partition_key, causation_id,"
                " envelope FROM bus_loggedevent ORDER BY position",
            )
        ],
        outboxes={f"/{name}": _outbox(databases[name]) for name in PRODUCERS},
    )


def _comments(found: Rows) -> dict[str, Comment]:
    return {
        id: Comment(post_id, content, status, version)
        for id, post_id, content, status, version in found
    }


def _outbox(url: str) -> list[Published]:
    statement = (
        "SELECT id, event_id, type, subject, key, envelope FROM eventbox_outboxevent ORDER BY id"
    )
    return [
        Published(id, event_id, type, subject, key, json.loads(envelope).get("causationid"))
        for id, event_id, type, subject, key, envelope in rows(url, statement)
    ]
