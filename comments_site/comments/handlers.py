"""What the comments service reacts to: posts that come and go, and moderation's verdicts.

It alone says what a verdict means for a comment, by CommentUpdated.
"""

from collections.abc import Sequence
from typing import Final

from comments_site.comments.facts import post_id, verdict
from comments_site.comments.moderating import moderate_comments
from comments_site.comments.services import forget_post, know_post
from eventbox import BatchHandler, Event, Handler


def on_post_created(event: Event) -> None:
    """The post can be commented on."""
    know_post(post_id=post_id(event))


def on_post_deleted(event: Event) -> None:
    """The post's comments go with it."""
    forget_post(post_id=post_id(event), told_by=event)


def on_comments_moderated(events: Sequence[Event]) -> None:
    """The comments get their status."""
    moderate_comments(verdicts=[verdict(event) for event in events])


# A verdict is not replayable: told again after a later one, it would undo that for a while, and
# give its CommentUpdated another version than the log has under the same id.
HANDLERS: Final = {
    "PostCreated": Handler(on_post_created, replayable=True),
    "PostDeleted": Handler(on_post_deleted, replayable=True),
    "CommentModerated": BatchHandler(on_comments_moderated),
}

# Whose each of them is: from anybody else it is passed over.
SOURCES: Final = {
    "PostCreated": "/posts",
    "PostDeleted": "/posts",
    "CommentModerated": "/moderation",
}
