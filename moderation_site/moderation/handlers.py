"""What moderation reacts to: it judges new comments, and forgets those that are gone."""

from typing import Final

from eventbox import BatchHandler
from moderation_site.moderation.judging import judge

JUDGE: Final = BatchHandler(judge)

HANDLERS: Final = {
    "CommentCreated": JUDGE,
    "CommentDeleted": JUDGE,
    "PostDeleted": JUDGE,
}

# Whose each of them is: from anybody else it is passed over.
SOURCES: Final = {
    "CommentCreated": "/comments",
    "CommentDeleted": "/comments",
    "PostDeleted": "/posts",
}
