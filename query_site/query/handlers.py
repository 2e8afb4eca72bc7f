"""What query reacts to: it copies what posts and comments tell, a whole window at a time.

It does not handle CommentModerated: what a verdict means for a comment, its owner says.
"""

from typing import Final

from eventbox import BatchHandler
from query_site.query.services import apply_events

PROJECTION: Final = BatchHandler(apply_events, replayable=True)

HANDLERS: Final = {
    "PostCreated": PROJECTION,
    "PostDeleted": PROJECTION,
    "CommentCreated": PROJECTION,
    "CommentUpdated": PROJECTION,
    "CommentDeleted": PROJECTION,
}

# Whose each of them is: from anybody else it is passed over.
SOURCES: Final = {
    "PostCreated": "/posts",
    "PostDeleted": "/posts",
    "CommentCreated": "/comments",
    "CommentUpdated": "/comments",
    "CommentDeleted": "/comments",
}
