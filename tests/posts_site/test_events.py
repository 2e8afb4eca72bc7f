"""What the posts service really emits, against the contracts; and that it emits with the change."""

import json
from uuid import UUID

import pytest
from django.test import Client

from eventbox import Event, Message
from eventbox.testing import published
from posts_site.posts import services
from posts_site.posts.models import Post
from posts_site.posts.services import create_post, delete_posts
from tests.contracts.vocabulary import SCHEMAS, faults
from tests.posts_site.writing import send

pytestmark = pytest.mark.django_db


def check(event: Event) -> None:
    """The event fits its contract, which names every field of its data."""
    schema = SCHEMAS[event.type]
    assert faults(json.loads(event.text), schema) == []
    assert set(event.data) <= set(schema["properties"]["data"]["properties"])
    assert UUID(event.id).version == 7


def test_a_post_over_http_emits_post_created_as_it_was_answered(api: Client) -> None:
    post = send(api, '{"title": "  Why the bus was late  "}')[1]
    (event,) = published()
    check(event)
    assert event.type == "PostCreated"
    assert event.data["id"] == post["id"]
    assert event.data["title"] == "Why the bus was late"
    assert event.data["createdAt"][:26] == post["createdAt"][:26]


def test_a_deleted_post_emits_post_deleted() -> None:
    post = create_post(title="Gone soon")
    assert delete_posts(ids=[post.id]) == 1
    _, event = published()
    check(event)
    assert (event.type, event.data) == ("PostDeleted", {"id": post.id})


def test_both_events_are_the_posts_own_story_and_in_its_order() -> None:
    post = create_post(title="A")
    delete_posts(ids=[post.id])
    for event in published():
        assert event.source == "/posts"
        assert event.subject == event.partition_key == event.correlation_id == post.id
        assert event.causation_id is None


def test_several_posts_deleted_at_once_emit_one_event_each() -> None:
    posts = [create_post(title=str(number)) for number in range(3)]
    assert delete_posts(ids=[post.id for post in posts]) == 3
    events = published()[3:]
    assert {event.data["id"] for event in events} == {post.id for post in posts}
    assert not Post.objects.exists()


def test_deleting_a_post_that_is_not_there_emits_nothing() -> None:
    assert delete_posts(ids=["unknown"]) == 0
    assert published() == []


def test_without_its_event_no_post_comes_and_none_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = create_post(title="Kept")

    def fail(messages: list[Message]) -> None:
        raise RuntimeError("the outbox is full")

    monkeypatch.setattr(services, "publish_many", fail)
    with pytest.raises(RuntimeError):
        create_post(title="Never")
    with pytest.raises(RuntimeError):
        delete_posts(ids=[kept.id])
    assert list(Post.objects.all()) == [kept]
