"""A comment that is taken in front of Django is answered, kept and told of as Django does it."""

import json
import logging
from collections.abc import Sequence
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from chassis.group_commit import GroupCommit
from chassis.logs import Correlated
from chassis.rates import Rate
from comments_site.comments import services
from comments_site.comments.front import LARGEST, Front
from comments_site.comments.models import Comment
from comments_site.comments.services import Wanted, create_together
from tests.asking import ID, Given, Rest, ask, ask_at_once
from tests.comments_site.blog import PATH, POST, emitted, know

UNKNOWN = "/posts/unknown/comments"
HOST = {"host": "localhost"}

TEXTS = ["A", "  A \n", "é🦉", 'quotes " and \\', "x" * 2000]
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

pytestmark = pytest.mark.django_db(transaction=True)  # other threads are to see what is stored


class Known:
    """The front, and Django behind it, of a service that has heard of a post."""

    def __init__(self) -> None:
        self.groups: list[int] = []
        self.rest = Rest()
        self.front = Front(self.rest, GroupCommit(self._write))
        know(POST)

    def _write(self, wanted: Sequence[Wanted]) -> list[Comment | None]:
        self.groups.append(len(wanted))
        return create_together(wanted)

    def post(
        self, body: str | Sequence[bytes], headers: dict[str, str] | None = None, path: str = PATH
    ) -> Given:
        return self._ask(self.front, body, headers or {}, path)

    def post_to_django(
        self, body: str | Sequence[bytes], headers: dict[str, str] | None = None, path: str = PATH
    ) -> Given:
        return self._ask(self.rest, body, headers or {}, path)

    def learn(self, headers: dict[str, str] | None = None) -> None:
        """Ask once what is to be learned from, and forget that."""
        assert self.post('{"comment": "learned from"}', headers).status == 201
        Comment.objects.all().delete()
        self.rest.asked = 0

    def _ask(
        self, application: Any, body: str | Sequence[bytes], headers: dict[str, str], path: str
    ) -> Given:
        parts = [body.encode()] if isinstance(body, str) else body
        length = str(sum(map(len, parts)))
        plain = {"content-type": "application/json", "content-length": length}
        sent = {name: value for name, value in (plain | headers).items() if value}
        return ask(application, path, sent, "POST", parts)


@pytest.fixture
def known() -> Known:
    return Known()


def shape(given: Given) -> tuple[int, dict[str, str], list[str], dict[str, Any]]:
    """All of an answer that another to the same request has as well."""
    mine = {"id", "createdAt"}
    value = json.loads(given.body)
    return (
        given.status,
        dict(given.without_id.headers),
        list(value),
        {name: each for name, each in value.items() if name not in mine},
    )


@pytest.mark.parametrize("name", ["comment", "content"])
@pytest.mark.parametrize("text", TEXTS)
def test_a_good_text_is_answered_alike(known: Known, text: str, name: str) -> None:
    body = json.dumps({name: text})
    plain = known.post_to_django(body)
    known.learn()
    given = known.post(body)
    assert known.rest.asked == 0
    assert shape(given) == shape(plain)
    row = Comment.objects.get()
    value = json.loads(given.body)
    assert value["id"] == row.id
    assert value["createdAt"] == row.created_at.isoformat().replace("+00:00", "Z")
    assert (row.content, row.status, row.version) == (text.strip(), "pending", 1)
    assert int(given["content-length"]) == len(given.body)


@pytest.mark.parametrize(
    "headers",
    [
        {"accept": "application/json"},
        {"accept": "*/*", "origin": "http://localhost:3000"},
        {"origin": "http://elsewhere.example", "user-agent": "somebody"},
        {"accept-encoding": "gzip, br"},
        {"x-forwarded-proto": "https"},
        {"host": "127.0.0.1"},
    ],
)
def test_each_kind_of_request_is_answered_as_django_answers_that_kind(
    known: Known, headers: dict[str, str]
) -> None:
    body = '{"comment": "A"}'
    known.learn({"host": "[::1]"})
    plain = known.post_to_django(body, headers)
    assert shape(known.post(body, headers)) == shape(plain)
    asked = known.rest.asked
    assert shape(known.post(body, headers)) == shape(plain)
    assert known.rest.asked == asked


@pytest.mark.parametrize("body", ODD)
def test_whatever_is_not_good_is_djangos_to_refuse(known: Known, body: str) -> None:
    known.learn()
    given, plain = known.post(body), known.post_to_django(body)
    assert given.without_id == plain.without_id
    assert 400 <= given.status < 500
    assert known.rest.asked == 2
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "elsewhere.example"},
        {"content-type": "text/plain"},
        {"content-type": "application/json; charset=utf-8"},
        {"content-length": ""},
        {"content-length": "a"},
        {"content-length": str(LARGEST + 1)},
        {"content-length": str(300 * 1024)},
        {"transfer-encoding": "chunked"},
        {"accept": "text/html"},
        {"accept": "application/xml"},
        {"cookie": "comments_session=a"},
        {"authorization": "Bearer a"},
        {"x_forwarded_for": "1.1.1.1"},
    ],
)
def test_who_asks_otherwise_is_djangos_to_answer(known: Known, headers: dict[str, str]) -> None:
    body = '{"comment": "A"}'
    known.learn()
    plain = known.post_to_django(body, headers)
    assert known.post(body, headers).status == plain.status
    assert known.rest.asked == 2
    assert known.groups == []


@pytest.mark.parametrize("path", [f"{PATH}/", f"{PATH}?format=json", "/posts/a%2Fb/comments", "/"])
def test_another_address_is_djangos_to_answer(known: Known, path: str) -> None:
    known.learn()
    plain = known.post_to_django('{"comment": "A"}', path=path)
    assert known.post('{"comment": "A"}', path=path).status == plain.status
    assert known.rest.asked == 2


def test_a_body_in_several_parts_comes_through_whole(known: Known) -> None:
    known.learn()
    given = known.post([b'{"comm', b'ent": ', b'"A"}'])
    assert (given.status, json.loads(given.body)["content"]) == (201, "A")
    assert known.rest.asked == 0


def test_a_server_that_tells_late_that_nothing_more_comes_is_not_waited_for(known: Known) -> None:
    known.learn()
    assert known.post([b'{"comment": "A"}', b""]).status == 201
    assert known.rest.asked == 0


def test_an_unknown_post_is_djangos_to_wait_for(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "wait_for_post", lambda known: False)
    known.learn()
    given = known.post('{"comment": "A"}', path=UNKNOWN)
    assert given.without_id == known.post_to_django('{"comment": "A"}', path=UNKNOWN).without_id
    assert given.status == 404
    assert known.groups == [1]


def test_both_ways_are_counted_together_and_a_write_once(known: Known, settings: Settings) -> None:
    body = '{"comment": "A"}'
    known.learn()
    settings.THROTTLE_WRITES = Rate(3, 3600)
    assert [known.post(body).status for _ in range(2)] == [201, 201]
    assert known.rest.asked == 0
    assert known.post_to_django(body).status == 201
    given = known.post(body)
    assert given.status == 429
    assert 0 < int(given["retry-after"]) <= 3600
    assert Comment.objects.count() == 3


@pytest.fixture
def behind_a_gateway(settings: Settings) -> None:
    settings.NUM_PROXIES = 1


@pytest.mark.usefixtures("behind_a_gateway")
def test_each_client_is_counted_for_itself(known: Known, settings: Settings) -> None:
    known.learn()
    settings.THROTTLE_WRITES = Rate(1, 3600)
    clients = [{"x-forwarded-for": f"9.9.9.9, 10.0.0.{n}"} for n in (1, 2, 1)]
    assert [known.post('{"comment": "A"}', each).status for each in clients] == [201, 201, 429]


def test_who_is_logged_in_needs_the_csrf_token_as_ever(known: Known) -> None:
    known.learn()
    client = Client()
    client.force_login(User.objects.create_superuser("editor"))
    cookie = "; ".join(f"{name}={each.value}" for name, each in client.cookies.items())
    assert known.post('{"comment": "A"}', {"cookie": cookie}).status == 403
    assert not Comment.objects.exists()


def test_comments_that_come_at_once_are_written_at_once_each_with_its_event_and_its_story(
    known: Known, caplog: pytest.LogCaptureFixture
) -> None:
    body = b'{"comment": "A"}'
    headers = {"content-type": "application/json", "content-length": str(len(body))}
    known.learn()
    caplog.clear()
    caplog.set_level(logging.INFO)
    caplog.handler.addFilter(Correlated())
    answers = ask_at_once(known.front, *[PATH] * 8, headers=headers, method="POST", body=[body])
    assert [each.status for each in answers] == [201] * 8
    assert known.groups == [8]
    ids = {json.loads(each.body)["id"] for each in answers}
    events = [event for event in emitted("CommentCreated") if event.subject in ids]
    assert {event.subject for event in events} == ids
    assert {event.correlation_id for event in events} == ids
    assert len({each[ID] for each in answers}) == 8
    lines = [each for each in caplog.records if each.name == "chassis.access"]
    assert {getattr(each, "correlation_id", "") for each in lines} == ids
    assert {each.getMessage().rpartition(" 201 ")[0] for each in lines} == {f"POST {PATH}"}


@pytest.mark.usefixtures("behind_a_gateway")
def test_behind_a_gateway_its_prefix_is_logged(
    known: Known, caplog: pytest.LogCaptureFixture
) -> None:
    headers = {"x-forwarded-prefix": "/api/comments"}
    caplog.set_level(logging.INFO)
    known.learn(headers)
    known.post('{"comment": "A"}', headers)
    assert known.rest.asked == 0
    lines = [each for each in caplog.records if each.name == "chassis.access"]
    assert [getattr(each, "path", "") for each in lines] == [f"/api/comments{PATH}"] * 2


def assert_told_of_one_outage(caplog: pytest.LogCaptureFixture) -> None:
    begin, end = (one.getMessage() for one in caplog.records if one.name == "chassis.outage")
    assert begin.startswith("The database does not answer")
    assert end == "The database answers again; 1 requests were refused"


def test_an_outage_is_told_and_so_is_its_end_and_no_comment_is_tried_twice(
    known: Known, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    known.learn()
    tried: list[str] = []

    def down(*_: object, **__: object) -> None:
        tried.append("!")
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(services, "insert", down)
        given = known.post('{"comment": "A"}')
        assert (given.status, given["retry-after"]) == (503, "2")
        assert tried == ["!"]
    assert not Comment.objects.exists()
    assert [known.post('{"comment": "A"}').status for _ in range(2)] == [201, 201]
    assert known.groups == [1, 1]
    assert_told_of_one_outage(caplog)


def test_an_outage_that_django_met_is_over_once_django_says_so(
    known: Known, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def down(*_: object, **__: object) -> None:
        raise OperationalError("gone")

    known.learn()
    with monkeypatch.context() as patch:
        patch.setattr(services, "insert", down)
        assert known.post('{"comment": "A"}', {"accept": "application/json, */*"}).status == 503
    assert [known.post('{"comment": "A"}').status for _ in range(2)] == [201, 201]
    assert known.rest.asked == 2
    assert_told_of_one_outage(caplog)


def test_what_fails_by_a_fault_of_ours_is_a_500_with_a_trace_in_the_log(
    known: Known, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    known.learn()

    def broken(*_: object, **__: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(services, "insert", broken)
    assert known.post('{"comment": "A"}').status == 500
    assert any("broken" in str(each.exc_info) for each in caplog.records if each.exc_info)
