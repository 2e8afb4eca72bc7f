"""No answer to strangers and no log line holds a text that is not approved, or a secret.

Every address of every service is asked in many ways, with DEBUG off and on, in a system in which
handlers, views, databases and the bus have failed with errors that quote texts and secrets.
"""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from tests.system.closed import bearer
from tests.system.harness import SERVICES, wait_until
from tests.system.leaks.hidden import Hidden, parts_of, spellings
from tests.system.leaks.incidents import EXPLODED, TEXTS, UNHANDLED_TEXT, UNSTORED, provoke
from tests.system.leaks.sabotage import EXPLODE
from tests.system.leaks.stranger import HTML, JSON, Stranger
from tests.system.leaks.troubled import TroubledSystem

APPROVED = "Ein Käfer & <ein> 'Reader' liest approved-canary"
OPEN_WITH_DEBUG = ("bus: GET /events", "moderation: GET /reviews")
SHOW_ROUTES = "from tests.system.leaks.routes import show; show()"

Seen = list[tuple[str, str]]


@pytest.fixture(params=["closed", "open"])
def system(request: pytest.FixtureRequest) -> Iterator[TroubledSystem]:
    """Closed: as in production, logs in JSON. Open: DEBUG on, and everything is logged."""
    logs = {"closed": {"LOG_FORMAT": "json"}, "open": {"LOG_LEVEL": "DEBUG"}}[request.param]
    with TroubledSystem(debug=request.param == "open", environment=logs) as system:
        system.start()
        yield system


def test_no_stranger_and_no_log_reads_a_text_that_is_not_approved_or_a_secret(
    system: TroubledSystem,
) -> None:
    post, comments = written(system)
    provoke(system)
    staff = system.as_reviewer()
    secrets = {**parts_of(system.credentials()), "a session's cookie": session_of(staff)}
    hidden = Hidden(TEXTS, secrets)

    work_as_staff(system, staff)
    seen = [
        *what_cannot_be_stored(system, post),
        *what_strangers_see(system, [post, comments[-1], "none"], staff),
        ("the stream", opening_of_the_stream(system)),
        *what_an_outage_shows(system, post),
        *((f"the log of {name}", system[name].log.read_text()) for name in SERVICES),
    ]

    assert any("approved-canary" in text for _, text in seen)  # what may be seen is looked at
    searched = (
        (where, hidden.found_in(text, texts=not is_open(system, where))) for where, text in seen
    )
    leaks = [f"{where} tells {found}" for where, found in searched if found]
    assert not leaks, "\n\n".join([f"{len(leaks)} leaks", *leaks[:5], *leaks[-5:]])
    the_errors_did_quote(system, hidden)


@pytest.mark.parametrize("planted", [UNHANDLED_TEXT, "a-token-of-32-or-more-characters"])
def test_what_is_planted_is_found_in_every_spelling(planted: str) -> None:
    hidden = Hidden(TEXTS, {"a token": "a-token-of-32-or-more-characters"})
    for spelling in spellings(planted):
        assert hidden.found_in(f'12:30:59 posts ERROR "{spelling}"\n')
    assert hidden.found_in("nothing of that kind") is None


def written(system: TroubledSystem) -> tuple[str, list[str]]:
    """A post with a comment of each kind, judged and copied; their ids."""
    post: str = system.post("posts", "/posts", {"title": "Hello"}).json()["id"]
    path = f"/posts/{post}/comments"

    def comment(text: str) -> str:
        answer = system.post("comments", path, {"content": text})
        assert answer.status_code == 201, answer.text
        id: str = answer.json()["id"]
        return id

    texts = [APPROVED, *list(TEXTS.values())[:2]]
    ids = [wait_until(partial(comment, text), "the comment is taken") for text in texts]

    def statuses() -> list[str]:
        answer = system.get("query", path)
        assert answer.status_code == 200, answer.text  # 404 until query knows the post
        return sorted(one["status"] for one in answer.json())

    wait_until(lambda: statuses() == ["approved", "pending", "rejected"], "all are judged")
    return post, ids


def work_as_staff(system: TroubledSystem, staff: dict[str, str]) -> None:
    """Staff may see the texts, and searches for them; a form is sent to a view that fails."""
    page = "/admin/moderation/review/"
    for text in list(TEXTS.values())[:4]:
        answer = system.get("moderation", page, params={"q": text}, headers=staff)
        assert answer.status_code == 200
    failing = {**staff, EXPLODE: "1"}
    answer = system.get("moderation", page, params={"q": EXPLODED}, headers=failing)
    assert answer.status_code == 500


def what_cannot_be_stored(system: TroubledSystem, post: str) -> Iterator[tuple[str, str]]:
    for accept in (JSON, HTML):
        path, body = f"/posts/{post}/comments", {"content": UNSTORED}
        answer = system.post("comments", path, body, headers=accept)
        assert answer.status_code == 500
        yield f"POST comments {path}", answer.text


def what_strangers_see(system: TroubledSystem, ids: list[str], staff: dict[str, str]) -> Seen:
    """The requests that fail carry a service's token and the session of somebody on the staff."""
    carried = {**staff, **bearer(system.token("comments"))}

    def at(name: str) -> Seen:
        routes = json.loads(system.manage(name, "shell", "-v", "0", "-c", SHOW_ROUTES))
        assert {"/", "/status", "/schema", "/docs", "/admin/"} <= set(routes)
        stranger = Stranger(system.url(name), carries=carried, text=EXPLODED)
        answers = [(f"{name}: {what}", told) for what, told in stranger.everything(routes, ids)]
        assert sum(told.startswith("500 ") for _, told in answers) > len(routes)
        return answers

    with ThreadPoolExecutor() as pool:
        return [answer for answers in pool.map(at, SERVICES) for answer in answers]


def what_an_outage_shows(system: TroubledSystem, post: str) -> Seen:
    """The database of comments is gone; it does not come back."""
    system.database("comments").take_away()
    path, body = f"/posts/{post}/comments", {"content": EXPLODED}

    def ask(**headers: Any) -> Seen:
        answers = [
            system.get("comments", path, **headers),
            system.post("comments", path, body, **headers),
            system.get("comments", "/admin/login/", **headers),
            system.get("comments", "/status", **headers),
        ]
        return [(f"{one.request.method} {one.url}, in the outage", one.text) for one in answers]

    seen = ask(headers=JSON) + ask(headers=HTML)
    assert any("The database does not answer" in text for _, text in seen)
    return seen


def opening_of_the_stream(system: TroubledSystem) -> str:
    """What is told first to a reader whose last event was the very first."""
    with system.get("query", "/stream", headers={"Last-Event-ID": "0"}, stream=True) as answer:
        told: bytes = answer.raw.read1(65_536)
        return told.decode()


def session_of(staff: dict[str, str]) -> str:
    cookies = dict(cookie.split("=", 1) for cookie in staff["Cookie"].split("; "))
    return cookies["moderation_session"]


def is_open(system: TroubledSystem, where: str) -> bool:
    """With DEBUG on anybody on the machine may read the bus's log and the queue of moderation."""
    return system.debug and where.startswith(OPEN_WITH_DEBUG)


def the_errors_did_quote(system: TroubledSystem, hidden: Hidden) -> None:
    """What the admin shows of them has the texts: there was something to be left out."""
    rows = system.database("moderation").read("SELECT error, traceback FROM eventbox_parkedevent")
    assert len(rows) == 2
    assert all(hidden.found_in(error) and hidden.found_in(trace) for error, trace in rows)
    for name in SERVICES:
        assert "in process_view" in system[name].log.read_text()
