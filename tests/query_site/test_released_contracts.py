"""What was ever released as an example, in every form, is pushed to query and shown as it says."""

from typing import Any

import pytest
from django.test import Client

from eventbox.envelope import parse_time
from query_site.query.models import Comment, Post
from tests.contracts.pushing import position, push, send, unknown, window
from tests.contracts.releases import VERSIONS, released_events, released_forms

pytestmark = pytest.mark.django_db

Example = dict[str, Any]

TYPES = ("PostCreated", "PostDeleted", "CommentCreated", "CommentUpdated", "CommentDeleted")


def created_at(event: Example) -> str:
    told: str = event["data"].get("createdAt", event["time"])
    return told


@pytest.mark.parametrize("event", released_forms("PostCreated"))
def test_a_new_post_is_shown(client: Client, event: Example) -> None:
    push(client, event)
    post = Post.objects.get()
    assert (post.id, post.state, post.title) == (
        event["data"]["id"],
        "live",
        event["data"]["title"],
    )
    assert post.created_at == parse_time(created_at(event))


@pytest.mark.parametrize("event", released_forms("PostDeleted"))
def test_a_deleted_post_is_gone(client: Client, event: Example) -> None:
    push(client, event)
    post = Post.objects.get()
    assert (post.id, post.state) == (event["data"]["id"], "deleted")


@pytest.mark.parametrize("event", released_forms("CommentCreated"))
def test_a_new_comment_is_pending_and_its_text_is_kept_back(client: Client, event: Example) -> None:
    push(client, event)
    comment = Comment.objects.get()
    assert (comment.id, comment.post_id) == (event["data"]["id"], event["data"]["postId"])
    assert (comment.status, comment.content, comment.version) == ("pending", None, 1)
    assert comment.created_at == parse_time(created_at(event))


@pytest.mark.parametrize("event", released_forms("CommentUpdated"))
def test_an_update_is_what_the_comment_is_now(client: Client, event: Example) -> None:
    data = event["data"]
    push(client, event)
    comment = Comment.objects.get()
    assert (comment.id, comment.post_id, comment.status) == (
        data["id"],
        data["postId"],
        data["status"],
    )
    assert comment.content == (data["content"] if data["status"] == "approved" else None)
    assert comment.version == data.get("version", 2)


@pytest.mark.parametrize("event", released_forms("CommentDeleted"))
def test_a_deleted_comment_is_gone(client: Client, event: Example) -> None:
    push(client, event)
    comment = Comment.objects.get()
    assert (comment.id, comment.deleted, comment.content) == (event["data"]["id"], True, None)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_whole_story_in_one_window_ends_as_it_does(client: Client, version: str) -> None:
    story = sorted(released_events(version, *TYPES), key=lambda event: event["time"])
    push(client, *story)
    gone = {event["data"]["id"] for event in story if event["type"] == "PostDeleted"}
    assert set(Post.objects.filter(state="deleted").values_list("id", flat=True)) == gone
    shown = {event["data"]["id"] for event in story if event["type"] == "PostCreated"} - gone
    assert set(Post.objects.filter(state="live").values_list("id", flat=True)) == shown
    assert not Comment.objects.filter(post_id__in=gone, deleted=False).exists()


def test_a_type_that_was_not_asked_for_is_refused_with_its_whole_window(client: Client) -> None:
    event = released_events(VERSIONS[0], "PostCreated")[0]
    push(client, event)
    body = window(client, event, unknown(event))
    answer = send(client, body)
    assert (answer.status_code, answer.json()["field"]) == (400, "types")
    assert position() == 1


def test_what_the_bus_left_out_as_not_asked_for_is_passed(client: Client) -> None:
    first, second = released_events(VERSIONS[0], "PostCreated")[::3]
    push(client, first)
    # The log has an event of an unknown type at 2; the window goes over it.
    body = window(client, unknown(second), second).replace(
        window(client, unknown(second)).partition(b'"events":[')[2][:-2] + b",", b""
    )
    assert b"SomethingNew" not in body
    answer = send(client, body)
    assert (answer.status_code, answer.json()) == (200, {"position": 3})
    assert Post.objects.count() == 2
