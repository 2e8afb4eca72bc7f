"""Appending: in order, all or none, and no event twice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from eventbox.envelope import MAX_BATCH_EVENTS, MAX_EVENT_BYTES, Event
from eventbox.errors import EventRefused
from eventbox.testing.conformance.base import Base, ids, new_type, some_events, texts
from eventbox.testing.conformance.features import (
    ATOMIC_BATCHES,
    BATCH_ORDER,
    CONFLICTS,
    DENSE_POSITIONS,
    needs,
)
from eventbox.testing.conformance.log import LogUnderTest
from eventbox.testing.events import make_event
from eventbox.transports.base import Transport

_NO_EVENT = '{"specversion": "1.0", "id": "no-event", "source": "/test", "data": {}}'


class Appending(Base):
    """What `Transport.append` promises."""

    def test_positions_follow_the_order_of_the_batch(self, transport: Transport) -> None:
        positions = transport.append(texts(some_events(5)))
        assert len(positions) == 5
        assert positions == sorted(set(positions))

    @needs(BATCH_ORDER)
    def test_positions_follow_the_order_of_the_batch_whatever_the_keys(
        self, transport: Transport
    ) -> None:
        type = new_type()
        events = [make_event(type, {"n": n}, partition_key=f"key-{n}") for n in range(20)]
        positions = transport.append(texts(events))
        assert positions == sorted(set(positions))

    def test_a_position_up_to_which_none_is_there_may_be_told(self, transport: Transport) -> None:
        first, second = some_events(2), some_events(3)
        at = transport.append(texts(first))[-1]
        positions = transport.append(texts(second[:2]), after=at)
        assert transport.append(texts(second), after=at)[:2] == positions

    def test_a_later_batch_comes_after_an_earlier_one(self, transport: Transport) -> None:
        first = transport.append(texts(some_events(2)))
        assert min(transport.append(texts(some_events(2)))) > max(first)

    @needs(DENSE_POSITIONS)
    def test_positions_have_no_gaps(self, transport: Transport) -> None:
        end = transport.state().position
        assert transport.append(texts(some_events(3))) == [end + 1, end + 2, end + 3]

    def test_an_empty_batch_changes_nothing(self, transport: Transport) -> None:
        before = transport.state()
        assert transport.append([]) == []
        assert transport.state() == before

    def test_the_largest_batch_is_taken(self, transport: Transport) -> None:
        positions = transport.append(texts(some_events(MAX_BATCH_EVENTS)))
        assert len(set(positions)) == MAX_BATCH_EVENTS

    def test_an_event_that_is_in_the_log_keeps_its_position(self, transport: Transport) -> None:
        known = some_events(2)
        positions = transport.append(texts(known))
        [new] = some_events(1)
        again = transport.append(texts([known[1], new, known[0]]))
        assert [again[0], again[2]] == [positions[1], positions[0]]
        assert again[1] > max(positions)

    def test_an_event_twice_in_one_batch_has_one_position(self, transport: Transport) -> None:
        one, other = some_events(2)
        positions = transport.append(texts([one, other, one]))
        assert positions[0] == positions[2] != positions[1]

    def test_only_the_time_of_a_repeated_event_may_differ(self, transport: Transport) -> None:
        [event] = some_events(1)
        later = _like(event, data=event.data, time=datetime(2020, 1, 1, tzinfo=UTC))
        assert transport.append([event.text]) == transport.append([later.text])

    def test_two_sources_may_use_the_same_id(self, transport: Transport) -> None:
        [event] = some_events(1)
        other = make_event(event.type, event.data, id=event.id, source="/other")
        assert len(set(transport.append(texts([event, other])))) == 2

    @needs(CONFLICTS)
    def test_other_content_under_a_known_id_is_refused_by_name(self, transport: Transport) -> None:
        [event] = some_events(1)
        transport.append([event.text])
        before = transport.state()
        [new] = some_events(1)
        with pytest.raises(EventRefused) as caught:
            transport.append(texts([new, _like(event, data={"n": "other"})]))
        assert caught.value.event_id == event.id
        assert transport.state() == before

    @needs(ATOMIC_BATCHES)
    def test_what_is_no_event_is_refused_with_its_whole_batch(self, transport: Transport) -> None:
        before = transport.state()
        one, other = some_events(2)
        with pytest.raises(EventRefused) as caught:
            transport.append([one.text, _NO_EVENT, other.text])
        assert caught.value.event_id == "no-event"
        assert transport.state() == before

    def test_an_event_that_is_too_large_is_refused(self, transport: Transport) -> None:
        [event] = some_events(1)
        before = transport.state()
        with pytest.raises(EventRefused):
            transport.append([event.text.replace('"data"', " " * MAX_EVENT_BYTES + '"data"')])
        assert transport.state() == before

    def test_two_that_append_at_once_keep_each_ones_order(
        self, log: LogUnderTest, transport: Transport
    ) -> None:
        start = transport.state().position
        batches = [[some_events(3) for _ in range(10)] for _ in range(2)]
        given = _at_once(log, batches)
        assert all(positions == sorted(set(positions)) for positions in given)
        assert len({position for positions in given for position in positions}) == 60
        if DENSE_POSITIONS in self.features:
            assert sorted(given[0] + given[1]) == list(range(start + 1, start + 61))

    def test_the_same_events_from_two_at_once_are_there_once(
        self, log: LogUnderTest, transport: Transport
    ) -> None:
        events = some_events(10)
        first, second = _at_once(log, [[events], [events]])
        assert first == second
        found = transport.history(
            types={events[0].type}, after=first[0] - 1, upto=first[-1], limit=100
        )
        assert ids(found) == ids(events)


def _like(event: Event, **fields: object) -> Event:
    given = {"id": event.id, "source": event.source, "partition_key": "k", **fields}
    return make_event(event.type, given.pop("data"), **given)  # type: ignore[arg-type]


def _at_once(log: LogUnderTest, batches: list[list[list[Event]]]) -> list[list[int]]:
    """Each of `batches` by a transport and a thread of its own, all beginning together."""
    begin = threading.Barrier(len(batches))

    def append(mine: list[list[Event]]) -> list[int]:
        transport = log.connect()
        begin.wait(30)
        try:
            return [position for batch in mine for position in transport.append(texts(batch))]
        finally:
            transport.close()

    with ThreadPoolExecutor(len(batches)) as pool:
        return list(pool.map(append, batches))
