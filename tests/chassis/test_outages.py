"""An outage of the database is a line when it begins and one when it is over, with no traceback."""

import logging
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.test import Client
from rest_framework.request import Request
from rest_framework.response import Response

from chassis.outage import Outage
from tests.chassis.notes.urls import NoteList

pytestmark = pytest.mark.django_db

BROWSER = {"accept": "text/html"}


@pytest.fixture(autouse=True)
def _no_outage_yet(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    fresh = Outage()
    for place in ("chassis.errors", "chassis.middleware.json_errors"):
        monkeypatch.setattr(f"{place}.outage", fresh)
    caplog.set_level(logging.INFO)


@pytest.fixture
def down(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Reading notes fails until it is undone."""

    def fail(view: NoteList, request: Request) -> Response:
        raise OperationalError("the server is down")

    with monkeypatch.context() as patch:
        patch.setattr(NoteList, "list", fail)
        yield patch


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.name == "chassis.outage"]


def test_it_is_told_once_and_its_end_as_well(
    client: Client, caplog: pytest.LogCaptureFixture, down: pytest.MonkeyPatch
) -> None:
    assert [client.get("/notes").status_code for _ in range(3)] == [503] * 3
    client.get("/healthz")  # does not need the database
    [line] = told(caplog)
    assert line.startswith("The database does not answer: OperationalError in tests.chassis.")
    assert "\n" not in line
    down.undo()
    assert client.get("/notes").status_code == 200
    assert client.get("/notes").status_code == 200
    assert told(caplog)[1:] == ["The database answers again; 3 requests were refused"]
    assert "server is down" not in caplog.text
    assert not any(one.exc_info for one in caplog.records if one.levelno >= logging.ERROR)


def test_what_only_looks_like_an_outage_is_told_each_time_with_its_place(
    client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def misuse(view: NoteList, request: Request) -> Response:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT no_such_column FROM notes_note")
        except Exception as error:  # PostgreSQL calls it a ProgrammingError
            raise OperationalError from error.__cause__
        raise AssertionError("there is such a column")

    monkeypatch.setattr(NoteList, "list", misuse)
    assert [client.get("/notes").status_code for _ in range(2)] == [503] * 2
    assert ["in misuse" in line for line in told(caplog)] == [True, True]


def test_a_browser_is_told_too(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    response = client.get("/plain-database-down", headers=BROWSER)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert len(told(caplog)) == 1
