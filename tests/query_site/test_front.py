"""What stands in front of Django gives again what Django answered, only while it is still so."""

import logging
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.db import OperationalError
from pytest_django import Settings

from chassis.logs import Correlated
from eventbox.testing import apply
from query_site.query import look as looks
from query_site.query import selectors
from query_site.query.front import Front, may_be_kept
from query_site.query.look import FileLook, look
from query_site.query.services import reset_projection
from query_site.query.shared_read import SharedRead
from tests.asking import ID, Rest, ask, ask_at_once
from tests.query_site.story import comment_created, comment_updated, post_created, post_deleted

ADDRESSES = ["/posts", "/posts?limit=1", "/posts?format=json", "/posts/p", "/posts/p/comments"]
STORY = [post_created("p", seconds=1), post_created("q"), comment_created("c", "p")]

pytestmark = pytest.mark.django_db(transaction=True)  # Django's threads are to see what is stored


@pytest.fixture
def rest() -> Rest:
    return Rest()


@pytest.fixture
def front(rest: Rest) -> Iterator[Front]:
    way = look()
    if isinstance(way, FileLook):
        with closing(way):
            yield Front(rest, way)
    else:
        yield Front(rest, way)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"accept": "application/json", "origin": "http://localhost:3000"},
        {"accept-encoding": "gzip, br", "user-agent": "somebody"},
        {"if-none-match": "{tag}", "origin": "http://127.0.0.1:3000"},
        {"if-none-match": '"of another time"'},
        {"x-forwarded-proto": "https", "origin": "http://elsewhere.example"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_it_cannot_be_told_from_django(
    rest: Rest, front: Front, address: str, headers: dict[str, str], method: str
) -> None:
    apply(STORY)
    tag = ask(rest, address)["etag"] if "format" not in address else '"x"'
    headers = {name: value.format(tag=tag) for name, value in headers.items()}
    plain = ask(rest, address, headers, method)
    assert plain.status in (200, 304)
    rest.asked = 0
    for _ in range(3):
        assert ask(front, address, headers, method).without_id == plain.without_id
    assert rest.asked == 1


@pytest.mark.parametrize("address", ["/posts/nobody", "/posts?limit=many", "/nowhere", "/"])
def test_nothing_else_is_kept(rest: Rest, front: Front, address: str) -> None:
    apply(STORY)
    plain = ask(rest, address)
    rest.asked = 0
    assert [ask(front, address).without_id for _ in range(2)] == [plain.without_id] * 2
    assert rest.asked == 2


@pytest.mark.parametrize("method", ["POST", "OPTIONS", "DELETE"])
def test_what_is_no_read_goes_the_whole_way(rest: Rest, front: Front, method: str) -> None:
    apply(STORY)
    ask(front)
    assert ask(front, method=method).without_id == ask(rest, method=method).without_id


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_change_shows_at_once(front: Front, address: str) -> None:
    apply(STORY)
    before = ask(front, address)
    apply(comment_updated("c", "p"))
    after = ask(front, address)
    assert after.body != before.body
    assert after["stream-position"] != before["stream-position"]
    assert ask(front, address).body == after.body


@pytest.mark.parametrize("address", ["/posts", "/posts/p", "/posts/p/comments"])
def test_who_has_the_newest_is_told_so_and_of_a_change_at_once(front: Front, address: str) -> None:
    apply(STORY)
    has = {"if-none-match": ask(front, address)["etag"]}
    assert [ask(front, address, has).status for _ in range(2)] == [304, 304]
    apply(comment_updated("c", "p"))
    assert ask(front, address, has).status == 200


@pytest.mark.parametrize("address", ["/posts/p", "/posts/p/comments"])
def test_what_was_deleted_is_gone_at_once(front: Front, address: str) -> None:
    apply(STORY)
    assert [ask(front, address).status for _ in range(2)] == [200, 200]
    apply(post_deleted("p"))
    assert ask(front, address).status == 404


def test_nothing_of_an_emptied_projection_is_given_again(front: Front) -> None:
    apply(STORY)
    assert ask(front).body == ask(front).body != b"[]"
    reset_projection()
    assert ask(front).body == b"[]"


def test_all_who_wait_at_once_are_given_the_same(rest: Rest, front: Front) -> None:
    apply(STORY)
    plain = ask(front)
    answers = ask_at_once(front, *["/posts"] * 8)
    assert [each.without_id for each in answers] == [plain.without_id] * 8
    assert rest.asked == 1
    assert len({each[ID] for each in [plain, *answers]}) == 9


@pytest.mark.parametrize(
    ("header", "values", "answered_in"),
    [
        ("host", ["localhost", "127.0.0.1"], "link"),
        (
            "origin",
            ["http://localhost:3000", "http://127.0.0.1:3000"],
            "access-control-allow-origin",
        ),
    ],
)
def test_what_an_answer_owes_to_its_request_is_that_requests_own(
    rest: Rest, front: Front, header: str, values: list[str], answered_in: str
) -> None:
    apply(STORY)
    for value in [*values, *values]:
        assert value in ask(front, "/posts?limit=1", {header: value})[answered_in]
    assert rest.asked == 2


def test_a_browser_and_a_program_are_answered_each_in_its_way(front: Front) -> None:
    apply(STORY)
    for _ in range(2):
        assert ask(front)["content-type"] == "application/json"
        assert ask(front, headers={"accept": "text/html"})["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "header", ["cookie", "authorization", "content-length", "x_anything", "if_none_match"]
)
def test_who_is_or_asks_something_of_his_own_neither_is_given_nor_leaves_what_is_kept(
    rest: Rest, front: Front, header: str
) -> None:
    apply(STORY)
    tag = ask(rest)["etag"]
    headers = {header: "0" if header == "content-length" else tag}
    plain = ask(rest, headers=headers)
    rest.asked = 0
    for times in (1, 2):
        assert ask(front, headers=headers).without_id == plain.without_id
        assert rest.asked == times
    assert ask(front).status == 200
    assert rest.asked == 3


@pytest.fixture
def behind_a_gateway(settings: Settings) -> None:
    settings.NUM_PROXIES = 1


@pytest.mark.usefixtures("behind_a_gateway")
@pytest.mark.parametrize("headers", [{}, {"x-forwarded-prefix": "/api/query"}])
def test_each_answer_is_logged_under_the_id_that_it_carries(
    rest: Rest, front: Front, caplog: pytest.LogCaptureFixture, headers: dict[str, str]
) -> None:
    caplog.set_level(logging.INFO)
    caplog.handler.addFilter(Correlated())
    apply(STORY)
    answers = [ask(front, "/posts?limit=1", headers) for _ in range(3)]
    assert rest.asked == 1
    lines = [each for each in caplog.records if each.name == "chassis.access"]
    assert [getattr(each, "correlation_id", "") for each in lines] == [each[ID] for each in answers]
    path = f"{headers.get('x-forwarded-prefix', '')}/posts"
    assert [getattr(each, "path", "") for each in lines] == [path] * 3
    assert {each.getMessage().rpartition(" 200 ")[0] for each in lines} == {f"GET {path}"}
    assert f"{path}?" in answers[-1]["link"]


def test_an_outage_is_told_and_so_is_its_end_and_nothing_is_given_that_may_be_old(
    front: Front, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    apply(STORY)
    before = ask(front)

    def down(*_: object) -> None:
        raise OperationalError("gone")

    async def nothing(self: FileLook) -> None:
        return None

    with monkeypatch.context() as patch:
        patch.setattr(FileLook, "__call__", nothing)
        patch.setattr(looks, "current_stamp", down)
        patch.setattr(selectors, "_posts", down)
        answer = ask(front)
        assert (answer.status, answer["retry-after"]) == (503, "2")
    assert ask(front).without_id == before.without_id
    told = [each.getMessage() for each in caplog.records if each.name == "chassis.outage"]
    assert told[0].startswith("The database does not answer")
    assert told[1:] == ["The database answers again; 1 requests were refused"]


def test_a_database_that_is_a_server_is_looked_at_by_a_thread(rest: Rest) -> None:
    apply(STORY)
    front = Front(rest, SharedRead(looks._stamp))
    assert ask(front).without_id == ask(front).without_id
    assert rest.asked == 1
    apply(comment_updated("c", "p"))
    assert ask(front)["stream-position"] == str(selectors.current_stamp())


KEPT = {"content-type": "application/json", "stream-position": "1-a", "vary": "Accept, origin"}


@pytest.mark.parametrize(
    ("change", "may"),
    [
        ({}, True),
        ({"vary": "Accept, Accept-Language"}, False),
        ({"vary": "*"}, False),
        ({"vary": "Cookie"}, True),
        ({"set-cookie": "a=b"}, False),
        ({"content-type": "text/html"}, False),
    ],
)
def test_what_depends_on_more_than_the_key_names_is_not_kept(
    change: dict[str, str], may: bool
) -> None:
    headers = [(name.encode(), value.encode()) for name, value in (KEPT | change).items()]
    assert may_be_kept({"status": 200, "headers": headers}) is may
    assert not may_be_kept({"status": 404, "headers": headers})
