"""POST /posts: what is answered, what is kept, and how a title is read."""

import json
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from posts_site.posts.models import Post
from tests.posts_site.writing import send

pytestmark = pytest.mark.django_db


def test_a_post_is_answered_with_its_id_title_and_time(api: Client) -> None:
    before = timezone.now()
    status, post = send(api, '{"title": "Why the bus was late"}')
    assert status == 201
    assert list(post) == ["id", "title", "createdAt"]
    assert post["title"] == "Why the bus was late"
    assert UUID(post["id"]).version == 7
    assert post["createdAt"].endswith("Z")
    assert before <= datetime.fromisoformat(post["createdAt"]) <= timezone.now()
    assert Post.objects.get().id == post["id"]


def test_a_title_is_trimmed(api: Client) -> None:
    assert send(api, r'{"title": " \t Hello,  you \n"}')[1]["title"] == "Hello,  you"


@pytest.mark.parametrize("title", ["x", "x" * 200, " " * 50 + "x" * 200 + " " * 50, "🦉" * 200])
def test_a_title_of_1_to_200_characters_after_trimming_is_taken(api: Client, title: str) -> None:
    status, post = send(api, json.dumps({"title": title}))
    assert (status, post["title"]) == (201, title.strip())


def test_what_the_server_decides_is_not_the_clients_to_send(api: Client) -> None:
    mine = {"id": "mine", "createdAt": "2001-01-01T00:00:00Z", "colour": "green", "title": "A"}
    status, post = send(api, json.dumps(mine))
    assert status == 201
    assert post["id"] != "mine"
    assert timezone.now() - datetime.fromisoformat(post["createdAt"]) < timedelta(days=1)
    assert "colour" not in post


def test_two_posts_with_one_title_are_two_posts(api: Client) -> None:
    ids = {send(api, '{"title": "Again"}')[1]["id"] for _ in range(2)}
    assert len(ids) == 2
