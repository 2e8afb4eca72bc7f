"""What was ever released as an example, in every form, is pushed to comments and acted upon."""

import json
from typing import Any

import pytest
from django.test import Client

from comments_site.comments.models import Comment, KnownPost
from tests.comments_site.blog import POST, a_comment, emitted, know
from tests.contracts.pushing import push
from tests.contracts.releases import VERSIONS, released_events, released_forms
from tests.contracts.vocabulary import SCHEMAS, faults

pytestmark = pytest.mark.django_db

Example = dict[str, Any]


@pytest.mark.parametrize("event", released_forms("PostCreated"))
def test_a_new_post_can_be_commented_on(api: Client, event: Example) -> None:
    push(api, event)
    assert KnownPost.objects.get().id == event["data"]["id"]


@pytest.mark.parametrize("event", released_forms("PostDeleted"))
def test_a_deleted_post_takes_its_comments_along(api: Client, event: Example) -> None:
    row = a_comment(post_id=event["data"]["id"])
    push(api, event)
    assert not KnownPost.objects.exists()
    assert not Comment.objects.exists()
    assert [told.data["id"] for told in emitted("CommentDeleted")] == [row.id]


@pytest.mark.parametrize("event", released_forms("CommentModerated"))
def test_a_verdict_gives_the_comment_its_status(api: Client, event: Example) -> None:
    know(POST)
    Comment.objects.create(id=event["data"]["id"], post_id=POST, content="Mine")
    push(api, event)
    row = Comment.objects.get()
    assert (row.status, row.content, row.version) == (event["data"]["status"], "Mine", 2)
    (told,) = emitted("CommentUpdated")
    assert faults(json.loads(told.text), SCHEMAS["CommentUpdated"]) == []
    assert told.causation_id == event["id"]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_whole_story_in_one_window_ends_as_it_does(api: Client, version: str) -> None:
    types = ("PostCreated", "CommentModerated", "PostDeleted")
    story = sorted(released_events(version, *types), key=lambda event: event["time"])
    push(api, *story)
    gone = {event["data"]["id"] for event in story if event["type"] == "PostDeleted"}
    there = {event["data"]["id"] for event in story if event["type"] == "PostCreated"} - gone
    assert set(KnownPost.objects.values_list("id", flat=True)) == there
