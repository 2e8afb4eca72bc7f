"""POST /posts/{id}/comments: what is answered, what is kept, and how a text is read."""

import json
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from comments_site.comments.models import Comment
from tests.comments_site.blog import PATH, POST, comment, know, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_post(db: None) -> None:
    know(POST)


def test_a_comment_is_answered_pending_and_with_its_text(api: Client) -> None:
    before = timezone.now()
    status, answer = comment(api, "I like orange buses")
    assert status == 201
    assert list(answer) == ["id", "postId", "content", "status", "createdAt"]
    assert UUID(answer["id"]).version == 7
    assert answer["postId"] == POST
    assert answer["content"] == "I like orange buses"
    assert answer["status"] == "pending"
    assert answer["createdAt"].endswith("Z")
    assert before <= datetime.fromisoformat(answer["createdAt"]) <= timezone.now()
    kept = Comment.objects.get()
    assert (kept.id, kept.version) == (answer["id"], 1)


@pytest.mark.parametrize(
    "body",
    ['{"comment": "A"}', '{"content": "A"}', '{"comment": "A", "content": " A "}'],
)
def test_the_text_goes_by_either_name(api: Client, body: str) -> None:
    status, answer = send(api, body)
    assert (status, answer["content"]) == (201, "A")


def test_a_text_is_trimmed_and_its_lines_are_kept(api: Client) -> None:
    assert comment(api, "\n One\n\n Two\t ")[1]["content"] == "One\n\n Two"


@pytest.mark.parametrize("text", ["x", "x" * 2000, " " * 50 + "x" * 2000 + " " * 50, "🦉" * 2000])
def test_a_text_of_1_to_2000_characters_after_trimming_is_taken(api: Client, text: str) -> None:
    status, answer = comment(api, text)
    assert (status, answer["content"]) == (201, text.strip())


def test_what_the_server_decides_is_not_the_clients_to_send(api: Client) -> None:
    mine = {"id": "mine", "postId": "other", "status": "approved", "version": 9, "comment": "A"}
    status, answer = send(api, json.dumps(mine))
    assert status == 201
    assert answer["id"] != "mine"
    assert (answer["postId"], answer["status"]) == (POST, "pending")
    assert Comment.objects.get().version == 1


@pytest.mark.parametrize("id", ["1", "a b", "🦉", "'; --", "..", "x" * 255])
def test_the_id_of_a_post_is_any_string(api: Client, id: str) -> None:
    know(id)
    path = "/posts/" + "".join(f"%{byte:02X}" for byte in id.encode()) + "/comments"
    status, answer = comment(api, "A", path)
    assert (status, answer["postId"]) == (201, id)
    assert [row["id"] for row in api.get(path).json()] == [answer["id"]]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_comments_are_neither_changed_nor_deleted_over_http(api: Client, method: str) -> None:
    response = api.generic(method, PATH, "{}", "application/json")
    assert response.status_code == 405
    assert "detail" in response.json()
