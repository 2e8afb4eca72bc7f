"""With DEBUG on a browser is shown where a bug is, and no value of any kind."""

import logging

import pytest
from django.conf import settings
from django.test import Client, override_settings
from rest_framework.request import Request
from rest_framework.response import Response

from tests.chassis.notes.urls import OneNote

pytestmark = pytest.mark.django_db

BROWSER = {"accept": "text/html", "cookie": "notes_session=a-session-of-somebody"}
TEXT = "a text that nobody may read"


@pytest.fixture
def buggy(monkeypatch: pytest.MonkeyPatch) -> Client:
    def bug(view: OneNote, request: Request, note_id: str) -> Response:
        local = TEXT
        raise ValueError(local)

    monkeypatch.setattr(OneNote, "get", bug)
    return Client(raise_request_exception=False)


def test_a_bug_is_shown_by_its_traceback_alone(buggy: Client) -> None:
    with override_settings(DEBUG=True, CLIENTS={"posts": "a-token-of-posts"}):
        answer = buggy.get("/notes/1", headers=BROWSER, DATABASE_URL="postgres://me:password@host")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "ValueError in tests.chassis.test_debug_page.buggy" in page
    assert "raise ValueError(local)" in page
    for hidden in (TEXT, "a-token-of", "me:password", "a-session-of", settings.SECRET_KEY):
        assert hidden not in page


def test_with_debug_off_nothing_is_shown(buggy: Client) -> None:
    with override_settings(DEBUG=False):
        answer = buggy.get("/notes/1", headers=BROWSER)
    assert answer.status_code == 500
    assert "ValueError" not in answer.content.decode()


def test_the_log_of_a_bug_has_the_record_that_the_formatter_redacts(
    buggy: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        buggy.get("/notes/1")
    [record] = [record for record in caplog.records if record.name == "django.request"]
    assert record.exc_info
    assert TEXT not in record.getMessage()
