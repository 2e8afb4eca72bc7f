"""`/status` and `eventbox_status` say how a service's events stand."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models.functions import Now
from django.test import Client

from eventbox.envelope import parse_time
from eventbox.errors import BusError
from eventbox.models import Backfill, Cursor, OutboxEvent, RelayLease
from eventbox.receiver import receive
from eventbox.relay import Relay
from tests.eventbox.diary.handlers import broken
from tests.eventbox.fake_log import FakeLog
from tests.eventbox.outbox import fill, turn
from tests.eventbox.windows import TYPES, log_of, window_of

pytestmark = pytest.mark.django_db(transaction=True)


def status(client: Client) -> Any:
    answer = client.get("/status")
    assert answer.status_code == 200
    return answer.json()


def test_a_service_that_has_never_run_has_nothing_to_tell(client: Client) -> None:
    assert status(client) == {
        "source": "/diary",
        "pump": {"running": False, "holder": None, "lastError": None},
        "cursor": None,
        "lag": None,
        "outbox": {"depth": 0, "parked": 0, "oldest": None},
        "parked": {"events": 0, "keys": 0},
    }


def test_the_cursor_and_the_lag_are_shown(client: Client) -> None:
    log = log_of("a", "b", "c")
    receive(window_of(log, upto=2))
    Backfill.objects.create(subscription="diary", type="New", position=1)
    shown = status(client)
    assert shown["lag"] == 1
    cursor = shown["cursor"]
    assert (cursor["subscription"], cursor["log"], cursor["position"]) == ("diary", "log-1", 2)
    assert cursor["types"] == list(TYPES)
    assert cursor["learning"] == ["New"]
    assert cursor["stopped"] is None
    assert parse_time(cursor["heardAt"]) == Cursor.objects.get().heard_at


def test_why_it_is_stopped_is_shown(client: Client) -> None:
    log = log_of("a")
    receive(window_of(log))
    receive(window_of(log, after=1, log="log-2"))
    assert "log-2" in status(client)["cursor"]["stopped"]


def test_the_outbox_is_shown(client: Client) -> None:
    log = FakeLog()
    log.refused = {"a:1"}
    fill("sent", "a:1", "a:2")
    turn(Relay(log))
    outbox = status(client)["outbox"]
    assert (outbox["depth"], outbox["parked"]) == (2, 1)
    oldest = OutboxEvent.objects.get(subject="a:1").created_at
    assert parse_time(outbox["oldest"]) == oldest


def test_what_is_parked_is_shown(client: Client) -> None:
    broken.update({"a:1", "b:1"})
    receive(window_of(log_of("a:1", "a:2", "b:1", "c:1")))
    assert status(client)["parked"] == {"events": 3, "keys": 2}


def test_whether_a_pump_runs_is_shown(client: Client) -> None:
    relay = Relay(FakeLog())
    turn(relay)
    assert status(client)["pump"]["running"]
    assert status(client)["pump"]["holder"] == RelayLease.objects.get().lease_owner
    RelayLease.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert status(client)["pump"] == {"running": False, "holder": None, "lastError": None}


def test_a_pump_that_cannot_reach_the_bus_runs_and_says_why(client: Client) -> None:
    log = FakeLog()
    log.failures = [BusError("connection refused")]
    fill("a")
    turn(Relay(log))
    pump = status(client)["pump"]
    assert (pump["running"], pump["lastError"]) == (True, "connection refused")


def test_the_command_tells_the_same_as_one_line_of_json(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    receive(window_of(log_of("a")))
    call_command("eventbox_status", "--json")
    [line] = capsys.readouterr().out.splitlines()
    assert json.loads(line) == status(client)


def test_the_command_is_readable_without_json(capsys: pytest.CaptureFixture[str]) -> None:
    receive(window_of(log_of("a", "b")))
    call_command("eventbox_status")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "source: /diary"
    assert "cursor:" in lines
    assert "  position: 2" in lines
    assert '  types: ["Asked","BatchA","BatchB","Noted"]' in lines
    assert "lag: 0" in lines
