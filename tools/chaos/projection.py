"""Whether query shows what the owners have, and just what a fold of the log gives. Pure."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from eventbox.envelope import Event
from query_site.query.facts import read
from query_site.query.fold import CommentRow, Fold, PostRow
from query_site.query.ready import NEWEST, post_json
from tools.chaos.evidence import Comment, Evidence
from tools.chaos.finding import Finding, Kind

PROJECTED: Final = frozenset(
    {"PostCreated", "PostDeleted", "CommentCreated", "CommentUpdated", "CommentDeleted"}
)


def shown_otherwise(evidence: Evidence) -> Iterator[Finding]:
    """Where it shows something else, or not everything."""
    for id, comment in evidence.comments.items():
        public = comment.content if comment.status == "approved" else None
        due = Comment(comment.post_id, public, comment.status, comment.version)
        shown = evidence.shown_comments.get(id)
        if shown is None:
            yield Finding("lost", f"query does not show comment {id}")
        elif shown != due:
            behind = shown.version < due.version
            kind: Kind = "out of order" if behind else "wrong"
            yield Finding(kind, f"query shows comment {id} otherwise than its owner has it")
    for id in sorted(evidence.posts.keys() - evidence.shown_posts.keys()):
        yield Finding("lost", f"query does not show post {id}")
    yield from _as_folded(evidence)


def _as_folded(evidence: Evidence) -> Iterator[Finding]:
    fold = Fold()
    for event in evidence.log:
        if event.type in PROJECTED:
            fold.apply(read(Event.parse(event.envelope)))
    folded: defaultdict[str, list[CommentRow]] = defaultdict(list)
    for row in fold.changed_comments:
        if row.deleted:
            continue
        folded[row.post_id].append(row)
        shown = Comment(row.post_id, row.content, row.status, row.version)
        if evidence.shown_comments.get(row.id) != shown:
            yield Finding(
                "wrong", f"comment {row.id} is shown otherwise than the log's fold has it"
            )
    for post in fold.changed_posts:
        if post.state == "live" and evidence.shown_ready.get(post.id) != _ready(
            post, folded[post.id]
        ):
            yield Finding("wrong", f"post {post.id} is shown otherwise than the log's fold has it")


def _ready(post: PostRow, comments: list[CommentRow]) -> str:
    lines = sorted((row.line for row in comments), key=lambda line: (line["createdAt"], line["id"]))
    return post_json(
        id=post.id,
        title=post.title,
        created_at=post.created_at,
        comment_count=post.comment_count,
        newest=lines[::-1][:NEWEST],
    )
