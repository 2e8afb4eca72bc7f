"""An event that cannot be read is refused with the field at fault, and nothing is stored."""

from typing import Any

import pytest

from eventbox.errors import InvalidEvent
from eventbox.testing import apply, make_event
from query_site.query.models import Comment, Post
from tests.query_site.story import comment_created, post_created

POST = {"id": "p", "title": "A title"}
COMMENT = {"id": "c", "postId": "p", "content": "Yes", "status": "approved"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("type", "data", "field"),
    [
        ("PostCreated", [], "data"),
        ("PostCreated", None, "data"),
        ("PostCreated", {}, "id"),
        ("PostCreated", POST | {"id": 7}, "id"),
        ("PostCreated", POST | {"id": ""}, "id"),
        ("PostCreated", POST | {"id": "x" * 256}, "id"),
        ("PostCreated", POST | {"title": None}, "title"),
        ("PostCreated", POST | {"createdAt": "yesterday"}, "time"),
        ("PostCreated", POST | {"createdAt": 1767225600}, "time"),
        ("PostDeleted", {"id": ["p"]}, "id"),
        ("CommentCreated", COMMENT | {"postId": None}, "postId"),
        ("CommentCreated", COMMENT | {"status": "great"}, "status"),
        ("CommentCreated", COMMENT | {"status": ["pending"]}, "status"),
        ("CommentUpdated", {"id": "c", "postId": "p", "content": "Yes"}, "status"),
        ("CommentUpdated", COMMENT | {"content": 1}, "content"),
        ("CommentUpdated", COMMENT | {"version": "2"}, "version"),
        ("CommentUpdated", COMMENT | {"version": True}, "version"),
        ("CommentUpdated", COMMENT | {"version": 0}, "version"),
        ("CommentUpdated", COMMENT | {"version": 2**63}, "version"),
        ("CommentDeleted", {"id": "c"}, "postId"),
    ],
)
def test_an_event_that_cannot_be_read_is_refused(type: str, data: Any, field: str) -> None:
    with pytest.raises(InvalidEvent) as refused:
        apply([post_created("q"), make_event(type, data)])

    assert refused.value.field == field
    assert not Post.objects.exists()
    assert not Comment.objects.exists()


@pytest.mark.django_db
def test_fields_that_nobody_knows_are_ignored() -> None:
    apply([post_created("p"), comment_created("c", "p", mood="sunny", status="pending")])

    assert Comment.objects.get().id == "c"


@pytest.mark.django_db
def test_the_content_of_an_unapproved_comment_is_not_even_read() -> None:
    apply(make_event("CommentUpdated", {"id": "c", "postId": "p", "status": "pending"}))

    assert Comment.objects.get().content is None
