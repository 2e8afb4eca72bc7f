"""The short way to write a comment answers as the long way does, and leaves the rest to it."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from chassis.rates import Rate
from comments_site.comments import plain
from comments_site.comments.models import Comment
from tests.comments_site.blog import PATH, POST, all_at_once, comment, emitted, know

LONG_WAY = {"Accept": "application/json, */*"}
UNKNOWN = "/posts/unknown/comments"

TEXTS = ["A", "  A \n", "é🦉", 'quotes " and \\', "a\u2028b", "x" * 2000]
ODD = [
    "",
    "{",
    "[]",
    '"A"',
    "null",
    "{}",
    '{"comment": ""}',
    '{"comment": "   "}',
    '{"comment": 12}',
    '{"comment": null}',
    '{"comment": ["A"]}',
    '{"comment": "A", "content": "B"}',
    '{"comment": "\\u0000"}',
    '{"comment": "\\ud800"}',
    json.dumps({"comment": "x" * 2001}),
]


def post(
    api: Client, body: str, path: str = PATH, headers: dict[str, str] | None = None
) -> tuple[int, str, Any]:
    response = api.post(path, body, "application/json", headers=headers)
    return response.status_code, response["Content-Type"], response.json()


def short_ways(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that go the short way from now on."""
    taken: list[str] = []
    write = plain._write

    def note(post_id: str, text: str) -> Any:
        taken.append(text)
        return write(post_id, text)

    monkeypatch.setattr(plain, "_write", note)
    return taken


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["comment", "content"])
@pytest.mark.parametrize("text", TEXTS)
def test_a_good_text_is_answered_alike_both_ways(
    text: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    know(POST)
    taken = short_ways(monkeypatch)
    short = post(Client(), json.dumps({name: text}))
    assert len(taken) == 1
    long = post(Client(), json.dumps({name: text}), headers=LONG_WAY)
    assert len(taken) == 1
    assert short[:2] == long[:2] == (201, "application/json")
    assert list(short[2]) == list(long[2])
    mine = {"id", "createdAt"}
    assert {k: v for k, v in short[2].items() if k not in mine} == {
        k: v for k, v in long[2].items() if k not in mine
    }
    assert {short[2]["createdAt"], long[2]["createdAt"]} == {
        row.created_at.isoformat().replace("+00:00", "Z") for row in Comment.objects.all()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("body", ODD)
def test_whatever_is_not_good_goes_the_long_way(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    know(POST)
    taken = short_ways(monkeypatch)
    short, long = post(Client(), body), post(Client(), body, headers=LONG_WAY)
    assert short == long
    assert 400 <= short[0] < 500
    assert taken == []
    assert not Comment.objects.exists()


@pytest.mark.django_db
def test_an_unknown_post_is_answered_alike() -> None:
    body = '{"comment": "A"}'
    assert post(Client(), body, UNKNOWN) == post(Client(), body, UNKNOWN, LONG_WAY)
    assert post(Client(), body, UNKNOWN)[0] == 404


@pytest.mark.django_db
def test_both_ways_are_counted_together(settings: Settings) -> None:
    settings.THROTTLE_WRITES = Rate(2, 3600)
    know(POST)
    body = '{"comment": "A"}'
    assert [post(Client(), body)[0], post(Client(), body, headers=LONG_WAY)[0]] == [201, 201]
    response = Client().post(PATH, body, "application/json")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3600


@pytest.mark.django_db
def test_who_is_logged_in_needs_the_csrf_token_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    know(POST)
    taken = short_ways(monkeypatch)
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("editor"))
    assert post(client, '{"comment": "A"}')[0] == 403
    assert taken == []


@pytest.mark.django_db(transaction=True)
def test_comments_written_at_once_each_have_their_event_and_their_story() -> None:
    know(POST)
    done = all_at_once([lambda text=text: comment(Client(), text) for text in "abcdefgh"])  # type: ignore[misc]
    written = {future.result()[1]["id"]: future.result()[1]["content"] for future in done}
    assert sorted(written.values()) == list("abcdefgh")
    events = emitted("CommentCreated")
    assert {event.subject: event.data["content"] for event in events} == written
    assert all(event.correlation_id == event.subject for event in events)
