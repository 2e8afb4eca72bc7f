"""The ready JSON of a post, and the newest ten of its comments that stand in it. Pure.

Lines are ordered by (createdAt, id), newest first. Times are written in one form of fixed width, so
their order as text is their order in time.
"""

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final, TypedDict

from eventbox.envelope import format_time

NEWEST: Final = 10


class CommentLine(TypedDict):
    """A comment as every public read gives it. `content` is null unless it is approved."""

    id: str
    content: str | None
    status: str
    createdAt: str


def comment_line(*, id: str, content: str | None, status: str, created_at: datetime) -> CommentLine:
    """The line of one comment."""
    return {"id": id, "content": content, "status": status, "createdAt": format_time(created_at)}


def post_json(
    *,
    id: str,
    title: str,
    created_at: datetime,
    comment_count: int,
    newest: Iterable[CommentLine],
) -> str:
    """The post's JSON text as the page shows it."""
    return dump(
        {
            "id": id,
            "title": title,
            "createdAt": format_time(created_at),
            "commentCount": comment_count,
            "comments": list(newest),
        }
    )


def newest_in(ready: str) -> list[CommentLine]:
    """The comment lines that stand in a post's JSON text; none in an empty text."""
    lines: list[CommentLine] = json.loads(ready)["comments"] if ready else []
    return lines


def dump(value: Any) -> str:
    """Compact JSON text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def merge_newest(
    newest: list[CommentLine],
    *,
    more: bool,
    gone: Collection[str],
    written: Iterable[CommentLine],
) -> list[CommentLine] | None:
    """The newest ten lines after comments of the post have changed.

    `newest` were they before; `more` says that the post had others besides. `gone` are the ids
    whose old lines no longer count, `written` the lines that are new or changed (their ids are in
    `gone` too). None where one of the others may have moved up: then only the rows can tell.
    """
    lines = [line for line in newest if line["id"] not in gone]
    lines.extend(written)
    lines.sort(key=_age, reverse=True)
    del lines[NEWEST:]
    if more and (len(lines) < NEWEST or _age(lines[-1]) < _age(newest[-1])):
        return None
    return lines


def _age(line: CommentLine) -> tuple[str, str]:
    return line["createdAt"], line["id"]
