"""The contracts, held against the code: what is emitted fits them, their examples are handled."""

import json
from typing import Any

import pytest
from django.test import Client

from comments_site.comments.models import Comment, KnownPost
from comments_site.comments.services import delete_comments
from eventbox import Event
from eventbox.testing import apply, published
from tests.comments_site.blog import (
    POST,
    a_comment,
    comment,
    emitted,
    know,
    moderated,
    post_deleted,
)
from tests.contracts.vocabulary import SCHEMAS, examples, faults

pytestmark = pytest.mark.django_db

HANDLED = ("PostCreated", "PostDeleted", "CommentModerated")


def check(event: Event) -> None:
    """The event fits its contract, which names every field of its data."""
    schema = SCHEMAS[event.type]
    assert faults(json.loads(event.text), schema) == []
    assert set(event.data) <= set(schema["properties"]["data"]["properties"])


def read(example: dict[str, Any]) -> Event:
    return Event.parse(json.dumps(example))


def test_a_comment_over_http_emits_comment_created_as_it_was_answered(api: Client) -> None:
    know(POST)
    answer = comment(api, "  Thank you  ")[1]
    (event,) = published()
    check(event)
    assert event.type == "CommentCreated"
    assert event.data | {"createdAt": answer["createdAt"]} == answer
    assert event.data["content"] == "Thank you"
    assert event.subject == event.correlation_id == answer["id"]
    assert event.partition_key == POST
    assert (event.source, event.causation_id) == ("/comments", None)


@pytest.mark.parametrize("status", ["approved", "rejected"])
def test_what_a_verdict_emits_fits_the_contract(status: str) -> None:
    row = a_comment()
    apply(moderated(row, status, reason="because"))
    (event,) = emitted("CommentUpdated")
    check(event)
    assert event.data["createdAt"] == emitted("CommentCreated")[0].data["createdAt"]


def test_what_a_deleted_comment_emits_fits_the_contract() -> None:
    row = a_comment()
    assert delete_comments(ids=[row.id, "unknown"]) == 1
    (event,) = emitted("CommentDeleted")
    check(event)
    assert event.data == {"id": row.id, "postId": POST}
    assert event.subject == event.correlation_id == row.id
    assert (event.partition_key, event.causation_id) == (POST, None)


def test_what_a_deleted_post_emits_fits_the_contract() -> None:
    a_comment()
    apply(post_deleted())
    (event,) = emitted("CommentDeleted")
    check(event)


@pytest.mark.parametrize("example", examples("PostCreated"), ids=lambda event: event["id"][-6:])
def test_an_example_of_a_new_post_makes_it_known(example: dict[str, Any]) -> None:
    apply(read(example))
    assert KnownPost.objects.get().id == example["data"]["id"]


@pytest.mark.parametrize("example", examples("PostDeleted"), ids=lambda event: event["id"][-6:])
def test_an_example_of_a_deleted_post_takes_its_comments_along(example: dict[str, Any]) -> None:
    row = a_comment(post_id=example["data"]["id"])
    apply(read(example))
    assert not KnownPost.objects.exists()
    assert [event.data["id"] for event in emitted("CommentDeleted")] == [row.id]


@pytest.mark.parametrize(
    "example", examples("CommentModerated"), ids=lambda event: event["id"][-6:]
)
def test_an_example_of_a_verdict_gives_the_comment_its_status(example: dict[str, Any]) -> None:
    Comment.objects.create(id=example["data"]["id"], post_id=POST, content="Mine")
    apply(read(example))
    assert Comment.objects.get().status == example["data"]["status"]
    check(emitted("CommentUpdated")[0])


def test_the_story_of_the_examples_ends_with_nothing_left() -> None:
    for example in sorted(examples(*HANDLED, "CommentCreated"), key=lambda event: event["time"]):
        data = example["data"]
        if example["type"] == "CommentCreated":
            Comment.objects.create(id=data["id"], post_id=data["postId"], content=data["content"])
        else:
            apply(read(example))
    ended = {event["data"]["id"] for event in examples("PostDeleted")}
    assert not Comment.objects.filter(post_id__in=ended).exists()
    assert not KnownPost.objects.filter(id__in=ended).exists()
