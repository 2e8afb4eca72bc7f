"""A release with a handler for a new type applies its history first, each event once."""

import threading
from collections.abc import Collection, Sequence

import pytest
from django.db import connections
from django.test import override_settings

from eventbox.conf import config
from eventbox.envelope import Event
from eventbox.handlers import Handler
from eventbox.learning import learn_once
from eventbox.models import Backfill, Cursor, ParkedEvent
from eventbox.receiver import receive
from eventbox.transports.base import LogState
from tests.eventbox.diary import handlers
from tests.eventbox.diary.models import Entry
from tests.eventbox.windows import window_of

pytestmark = pytest.mark.django_db(transaction=True)

OLD = ["Asked", "BatchA", "BatchB"]
NEW = [*OLD, "Noted"]


class FakeTransport:
    """A transport over a list of events, with pages as small as asked."""

    searches = False

    def __init__(self, log: Sequence[Event]) -> None:
        self.log = list(log)

    def append(self, envelopes: Sequence[str], *, after: int = 0) -> list[int]:
        raise NotImplementedError

    def subscribe(self, name: str, *, sink: str, types: Collection[str], after: int) -> None:
        raise NotImplementedError

    def history(self, *, types: Collection[str], after: int, upto: int, limit: int) -> list[Event]:
        found = [
            event
            for event in self.log
            if event.type in types and event.position and after < event.position <= upto
        ]
        return found[:limit]

    def state(self) -> LogState:
        return LogState("log-1", len(self.log), self.log[-1].id)

    def event_id_at(self, position: int) -> str | None:
        return self.log[position - 1].id if position else None

    def close(self) -> None:
        pass


def mixed_log() -> list[Event]:
    """Noted at the odd positions, BatchA at the even ones."""
    from dataclasses import replace

    from eventbox.testing import make_event

    return [
        replace(
            make_event(
                "Noted" if n % 2 else "BatchA", {"text": str(n)}, subject=str(n), partition_key="k"
            ),
            position=n,
        )
        for n in range(1, 9)
    ]


def noted() -> list[str]:
    rows = Entry.objects.exclude(text__contains=":").order_by("id")
    return list(rows.values_list("text", flat=True))


@pytest.fixture
def an_older_release_has_run() -> list[Event]:
    log = mixed_log()
    Cursor.objects.create(subscription="diary", log="log-1", types=OLD)
    assert receive(window_of(log, upto=6, types=OLD)).status == 200
    assert noted() == []
    return log


def learn_all(transport: FakeTransport) -> None:
    for _ in range(50):
        if not learn_once(transport):
            return
    raise AssertionError("learning does not end")


def test_the_history_up_to_the_cursor_is_applied_and_then_the_type_is_taken(
    an_older_release_has_run: list[Event],
) -> None:
    log = an_older_release_has_run
    learn_all(FakeTransport(log))
    assert noted() == ["1", "3", "5"]
    assert Cursor.objects.get().types == NEW
    assert not Backfill.objects.exists()
    assert receive(window_of(log, after=6, types=NEW)).status == 200
    assert noted() == ["1", "3", "5", "7"]


def test_history_comes_in_pages(
    an_older_release_has_run: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventbox.learning.PAGE", 1)
    learn_all(FakeTransport(an_older_release_has_run))
    assert noted() == ["1", "3", "5"]


def test_an_older_replica_that_still_receives_while_learning_goes_on_doubles_nothing(
    an_older_release_has_run: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventbox.learning.PAGE", 1)
    log = an_older_release_has_run
    transport = FakeTransport(log)
    assert learn_once(transport)
    assert receive(window_of(log, after=6, types=OLD)).status == 200
    learn_all(transport)
    assert noted() == ["1", "3", "5", "7"]
    assert Cursor.objects.get().types == NEW


def test_two_replicas_of_the_new_release_learn_each_event_once(
    an_older_release_has_run: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventbox.learning.PAGE", 1)
    transport = FakeTransport(an_older_release_has_run)
    start = threading.Barrier(4)

    def run() -> None:
        start.wait(10)
        learn_all(transport)
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert noted() == ["1", "3", "5"]
    assert Cursor.objects.get().types == NEW


def test_an_event_of_the_history_that_fails_is_parked_with_its_key(
    an_older_release_has_run: list[Event],
) -> None:
    handlers.broken.add("3")
    learn_all(FakeTransport(an_older_release_has_run))
    assert noted() == ["1"]
    assert list(ParkedEvent.objects.order_by("id").values_list("subject", flat=True)) == ["3", "5"]
    assert Cursor.objects.get().types == NEW


def test_a_handler_since_now_leaves_the_history_out(an_older_release_has_run: list[Event]) -> None:
    log = an_older_release_has_run
    table = {**handlers.HANDLERS, "Noted": Handler(handlers.on_noted, since="now")}
    with override_settings(EVENTBOX={"SOURCE": "/diary", "HANDLERS": table}):
        assert config().handlers["Noted"].since == "now"
        transport = FakeTransport(log)
        assert learn_once(transport)
        assert receive(window_of(log, after=6, types=OLD)).status == 200
        learn_all(transport)
        assert noted() == []
        assert Cursor.objects.get().types == NEW


def test_a_service_that_knows_all_its_types_has_nothing_to_learn() -> None:
    assert not learn_once(FakeTransport(mixed_log()))
    receive(window_of(mixed_log()))
    assert not learn_once(FakeTransport(mixed_log()))
