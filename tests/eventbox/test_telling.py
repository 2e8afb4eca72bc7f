"""What the log says of events."""

import logging

import pytest

from eventbox.telling import MANY, tell
from eventbox.testing import make_event

log = logging.getLogger("eventbox.test")


def test_each_event_has_a_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    events = [make_event("Noted", {}) for _ in range(MANY - 1)]
    tell(log, "applying", events)
    assert caplog.messages == [f"applying Noted {event.id}" for event in events]


def test_many_at_once_have_one_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    events = [make_event("Noted", {}) for _ in range(MANY)]
    tell(log, "applying", events)
    assert caplog.messages == [f"applying {MANY} events, {events[0].id} to {events[-1].id}"]
