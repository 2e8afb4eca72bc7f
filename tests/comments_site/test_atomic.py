"""Without its event nothing changes: the change and the event are one transaction."""

import pytest

from comments_site.comments import moderating, services
from comments_site.comments.models import Comment, KnownPost
from comments_site.comments.services import create_comment, delete_comments
from eventbox import Message
from eventbox.testing import apply
from tests.comments_site.blog import POST, a_comment, moderated, post_deleted

pytestmark = pytest.mark.django_db


def test_without_its_event_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    comment = a_comment()

    def fail(messages: list[Message]) -> None:
        raise RuntimeError("the outbox is full")

    for module in (services, moderating):
        monkeypatch.setattr(module, "publish_many", fail)
    with pytest.raises(RuntimeError):
        create_comment(post_id=POST, content="Never")
    with pytest.raises(RuntimeError):
        delete_comments(ids=[comment.id])
    with pytest.raises(RuntimeError):
        apply(moderated(comment, "approved"))
    with pytest.raises(RuntimeError):
        apply(post_deleted())
    assert Comment.objects.get().status == "pending"
    assert KnownPost.objects.filter(id=POST).exists()
