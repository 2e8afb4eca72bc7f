"""What cannot be a comment is answered with a 4xx and a reason, and leaves nothing behind."""

from typing import Any

import pytest
from django.test import Client

from comments_site.comments.models import Comment
from eventbox.testing import published
from tests.comments_site.blog import POST, know, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_post(db: None) -> None:
    know(POST)


def refused(api: Client, body: bytes | str, expected: int = 400, **how: str) -> Any:
    """The reason; nothing was stored and nothing published."""
    status, reason = send(api, body, **how)
    assert status == expected, reason
    assert not Comment.objects.exists()
    assert published() == []
    return reason


@pytest.mark.parametrize("name", ["comment", "content"])
@pytest.mark.parametrize(
    "value",
    ['""', '"   "', r'"\n\t"', "null", "1", "1.5", "true", "[]", '["A"]', '{"a": 1}'],
)
def test_a_text_that_is_none_is_refused_by_name(api: Client, name: str, value: str) -> None:
    assert name in refused(api, f'{{"{name}": {value}}}')


@pytest.mark.parametrize("name", ["comment", "content"])
def test_a_text_of_2001_characters_is_refused_with_the_limit(api: Client, name: str) -> None:
    reason = refused(api, f'{{"{name}": "{"x" * 2001}"}}')
    assert "2000" in reason[name][0]


def test_two_different_texts_are_refused(api: Client) -> None:
    reason = refused(api, '{"comment": "A", "content": "B"}')
    assert "send one of them" in reason["non_field_errors"][0]


@pytest.mark.parametrize("empty", ["null", '""', "7"])
def test_one_good_text_does_not_make_up_for_a_bad_one(api: Client, empty: str) -> None:
    assert "content" in refused(api, f'{{"comment": "A", "content": {empty}}}')


@pytest.mark.parametrize("body", ["{}", '{"text": "A"}', '{"Comment": "A"}', ""])
def test_a_body_without_a_text_is_refused_by_name(api: Client, body: str) -> None:
    assert refused(api, body) == {"comment": ["This field is required."]}


@pytest.mark.parametrize("body", ["null", "[]", '["comment"]', '"comment"', "1", "true"])
def test_a_body_that_is_no_object_is_refused(api: Client, body: str) -> None:
    refused(api, body)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (rb'{"comment": "a\u0000b"}', "NUL"),
        (b'{"comment": "a\x00b"}', "JSON"),
        (rb'{"comment": "\ud800"}', "surrogate"),
        (b'{"comment": "\xff"}', "UTF-8"),
        (b'{"comment": "A", "size": Infinity}', "Infinity"),
        (b'{"comment": "A", "comment": "B"}', "twice"),
        (b'{"comment": "A"', "JSON"),
        (b"comment=A", "JSON"),
        (b'{"comment": ' + b"[" * 100_000, "deep"),
    ],
)
def test_what_is_no_json_that_can_be_stored_is_refused(
    api: Client, body: bytes, reason: str
) -> None:
    assert reason in refused(api, body)["detail"]


def test_a_body_over_256_kib_is_answered_with_413(api: Client) -> None:
    reason = refused(api, '{"comment": "' + "x" * 256 * 1024 + '"}', expected=413)
    assert "262144" in reason["detail"]


@pytest.mark.parametrize("type", ["text/plain", "application/x-www-form-urlencoded", "nonsense"])
def test_another_content_type_is_answered_with_415(api: Client, type: str) -> None:
    refused(api, '{"comment": "A"}', expected=415, content_type=type)


def test_nul_in_the_id_of_the_post_is_refused(api: Client) -> None:
    refused(api, '{"comment": "A"}', path="/posts/a%00b/comments")
