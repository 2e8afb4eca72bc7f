"""What eventbox logs of a failing handler tells the type and the place, and quotes no event."""

import json
import logging

import pytest
from django.test import Client

from eventbox.models import ParkedEvent
from eventbox.parking import redrive
from eventbox.receiver import receive
from tests.eventbox.diary.handlers import broken
from tests.eventbox.windows import log_of, window_of

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "a text that nobody may read"
PLACE = "RuntimeError in tests.eventbox.diary.handlers.on_noted, line "


@pytest.fixture(autouse=True)
def _everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    broken.add(TEXT)


def test_parking_and_each_further_try(caplog: pytest.LogCaptureFixture) -> None:
    assert receive(window_of(log_of(TEXT))).status == 200
    row = ParkedEvent.objects.get()
    assert TEXT in row.error  # for who has logged in
    assert TEXT in row.traceback
    redrive("diary", row.key)
    lines = [record.getMessage() for record in caplog.records if record.levelno > logging.INFO]
    assert len(lines) == 3  # in the batch, by itself, once again
    assert all(PLACE in line for line in lines)
    assert TEXT not in caplog.text


def test_an_event_by_hand(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    body = json.dumps({"type": "Noted", "data": {"text": TEXT}})
    answer = client.post("/events", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(f"the handler failed: {PLACE}")
    assert "Traceback" in caplog.text
    assert TEXT not in answer.content.decode() + caplog.text
