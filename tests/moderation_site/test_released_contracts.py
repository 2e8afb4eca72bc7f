"""What was ever released as an example, in every form, is pushed to moderation and judged."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from eventbox.envelope import parse_time
from eventbox.testing import apply, published
from moderation_site.moderation.models import Review
from tests.contracts.pushing import push
from tests.contracts.releases import VERSIONS, released_events, released_forms
from tests.contracts.vocabulary import SCHEMAS, faults
from tests.moderation_site.desk import comment_created

pytestmark = pytest.mark.django_db

Example = dict[str, Any]


@pytest.mark.parametrize("event", released_forms("CommentCreated"))
def test_a_new_comment_is_judged(client: APIClient, event: Example) -> None:
    data = event["data"]
    push(client, event)
    review = Review.objects.get()
    assert (review.id, review.post_id, review.content) == (
        data["id"],
        data["postId"],
        data["content"],
    )
    assert review.created_at == parse_time(data.get("createdAt", event["time"]))
    (told,) = published()
    assert faults(json.loads(told.text), SCHEMAS["CommentModerated"]) == []
    assert (told.data["id"], told.causation_id) == (data["id"], event["id"])


@pytest.mark.parametrize("event", released_forms("CommentDeleted"))
def test_a_deleted_comment_is_forgotten(client: APIClient, event: Example) -> None:
    apply(comment_created(event["data"]["id"], post=event["data"]["postId"]))
    push(client, event)
    assert not Review.objects.exists()


@pytest.mark.parametrize("event", released_forms("PostDeleted"))
def test_the_comments_of_a_deleted_post_are_forgotten(client: APIClient, event: Example) -> None:
    apply(comment_created("c", post=event["data"]["id"]))
    push(client, event)
    assert not Review.objects.exists()


@pytest.mark.parametrize("version", VERSIONS)
def test_the_whole_story_in_one_window_ends_as_it_does(client: APIClient, version: str) -> None:
    types = ("CommentCreated", "CommentDeleted", "PostDeleted")
    story = sorted(released_events(version, *types), key=lambda event: event["time"])
    push(client, *story)
    gone = {event["data"]["id"] for event in story if event["type"] == "CommentDeleted"}
    made = {event["data"]["id"] for event in story if event["type"] == "CommentCreated"}
    assert set(Review.objects.values_list("id", flat=True)) == made - gone
