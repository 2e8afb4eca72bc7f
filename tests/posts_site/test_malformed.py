"""What cannot be a post is answered with a 4xx and a reason, and leaves nothing behind."""

from typing import Any

import pytest
from django.test import Client

from eventbox.testing import published
from posts_site.posts.models import Post
from tests.posts_site.writing import send

pytestmark = pytest.mark.django_db


def refused(api: Client, body: bytes | str, content_type: str = "application/json") -> Any:
    """The reason for a 400; nothing was stored and nothing published."""
    status, reason = send(api, body, content_type)
    assert status == 400, reason
    assert not Post.objects.exists()
    assert published() == []
    return reason


@pytest.mark.parametrize(
    "value",
    ['""', '"   "', r'"\n\t"', "null", "1", "1.5", "true", "[]", '["A"]', '{"a": 1}'],
)
def test_a_title_that_is_no_text_is_refused_by_name(api: Client, value: str) -> None:
    assert "title" in refused(api, f'{{"title": {value}}}')


def test_a_title_of_201_characters_is_refused_with_the_limit(api: Client) -> None:
    reason = refused(api, '{"title": "' + "x" * 201 + '"}')
    assert "200" in reason["title"][0]


@pytest.mark.parametrize("body", ["{}", '{"titel": "A"}', '{"Title": "A"}', ""])
def test_a_body_without_a_title_is_refused_by_name(api: Client, body: str) -> None:
    assert "title" in refused(api, body)


@pytest.mark.parametrize("body", ["null", "[]", '["title"]', '"title"', "1", "true"])
def test_a_body_that_is_no_object_is_refused(api: Client, body: str) -> None:
    refused(api, body)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (rb'{"title": "a\u0000b"}', "NUL"),
        (b'{"title": "a\x00b"}', "JSON"),
        (rb'{"title": "\ud800"}', "surrogate"),
        (b'{"title": "\xff"}', "UTF-8"),
        (b'{"title": "A", "size": NaN}', "NaN"),
        (b'{"title": "A", "title": "B"}', "twice"),
        (b'{"title": "A"', "JSON"),
        (b"title=A", "JSON"),
        (b"[" * 100_000, "deep"),
    ],
)
def test_what_is_no_json_that_can_be_stored_is_refused(
    api: Client, body: bytes, reason: str
) -> None:
    assert reason in refused(api, body)["detail"]


def test_a_body_over_256_kib_is_answered_with_413(api: Client) -> None:
    status, reason = send(api, '{"title": "' + "x" * 256 * 1024 + '"}')
    assert status == 413
    assert "262144" in reason["detail"]
    assert not Post.objects.exists()


@pytest.mark.parametrize("type", ["text/plain", "application/x-www-form-urlencoded", "nonsense"])
def test_another_content_type_is_answered_with_415(api: Client, type: str) -> None:
    assert send(api, '{"title": "A"}', type)[0] == 415
    assert not Post.objects.exists()


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/posts", "/posts/1"])
def test_a_post_is_neither_changed_nor_deleted_over_http(
    api: Client, method: str, path: str
) -> None:
    response = api.generic(method, path, "{}", "application/json")
    assert response.status_code == 405
    assert "detail" in response.json()
