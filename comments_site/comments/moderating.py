"""What moderation's verdicts make of comments, a run of verdicts at a time.

A comment stays locked until its change and the event that tells of it are stored, so that of
several changes at once each has its own version.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from django.db import DEFAULT_DB_ALIAS, connection, transaction

from comments_site.comments.events import comment_updated
from comments_site.comments.facts import Verdict
from comments_site.comments.models import Comment
from eventbox import publish_many
from eventbox.statements import as_time, change, places, run

_FIELDS: Final = ("id", "post_id", "content", "status", "version", "created_at")
_COMMENTS: Final = f"SELECT {', '.join(_FIELDS)} FROM comments_comment"  # noqa: S608


def moderate_comments(*, verdicts: Sequence[Verdict]) -> None:
    """Give each comment the status of its verdict, and tell of each that it changes.

    Comments that are not here, or no longer, are passed over.
    """
    changed: dict[str, Comment] = {}
    told = []
    with transaction.atomic():
        comments = _lock_comments({verdict.comment_id for verdict in verdicts})
        for verdict in verdicts:
            comment = comments.get(verdict.comment_id)
            if comment is None or comment.status == verdict.outcome:
                continue
            comment.status = verdict.outcome
            comment.version += 1
            changed[comment.id] = comment
            told.append(comment_updated(comment, cause=verdict.told_by))
        _store_statuses(changed.values())
        publish_many(told)


def _lock_comments(ids: Collection[str]) -> dict[str, Comment]:
    """Those of these comments that are here, which nobody else changes meanwhile."""
    # In the order of their ids, as everybody locks them: nobody waits in a circle.
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    rows = run(f"{_COMMENTS} WHERE id IN ({places(ids)}) ORDER BY id{lock}", [*ids])
    return {
        row[0]: Comment.from_db(DEFAULT_DB_ALIAS, _FIELDS, [*row[:-1], as_time(row[-1])])
        for row in rows
    }


def _store_statuses(comments: Iterable[Comment]) -> None:
    # Nearly all go from version 1 to 2, so that these are two statements. bulk_update's one, a CASE
    # with a branch for each comment, takes longer than all the rest of a window.
    alike: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for comment in comments:
        alike[comment.status, comment.version].append(comment.id)
    for (status, version), ids in alike.items():
        change(
            f"UPDATE comments_comment SET status = %s, version = %s WHERE id IN ({places(ids)})",  # noqa: S608
            [status, version, *ids],
        )
