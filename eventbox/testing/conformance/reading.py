"""Reading: the log's own state, and its history by types and bounds."""

from collections.abc import Callable

import pytest

from eventbox.envelope import Event
from eventbox.errors import BusError, EventRefused
from eventbox.testing.conformance.base import Base, ids, new_type, some_events, texts
from eventbox.testing.conformance.log import LogUnderTest
from eventbox.testing.events import make_event
from eventbox.transports.base import Transport

_CALLS: dict[str, Callable[[Transport], object]] = {
    "append": lambda transport: transport.append(texts(some_events(1))),
    "subscribe": lambda transport: transport.subscribe("x", sink="s", types=["A"], after=0),
    "history": lambda transport: transport.history(types=["A"], after=0, upto=1, limit=1),
    "state": lambda transport: transport.state(),
    "event_id_at": lambda transport: transport.event_id_at(1),
}


class Reading(Base):
    """What the other calls of a transport promise."""

    def test_the_state_tells_where_the_log_ends(self, transport: Transport) -> None:
        events = some_events(2)
        positions = transport.append(texts(events))
        state = transport.state()
        assert (state.position, state.event_id) == (positions[-1], events[-1].id)

    def test_all_transports_see_the_same_log(self, log: LogUnderTest, transport: Transport) -> None:
        transport.append(texts(some_events(1)))
        other = log.connect()
        assert other.state() == transport.state()
        other.close()

    def test_the_event_at_each_position_is_found(self, transport: Transport) -> None:
        events = some_events(3)
        positions = transport.append(texts(events))
        assert [transport.event_id_at(position) for position in positions] == ids(events)
        assert transport.event_id_at(0) is None

    def test_beyond_the_end_there_is_no_event(self, transport: Transport) -> None:
        with pytest.raises(BusError):
            transport.event_id_at(transport.state().position + 1)

    def test_history_gives_events_as_they_were_sent(self, transport: Transport) -> None:
        sent = make_event(
            new_type(),
            {"text": "näïve ☃ 🫖", "number": 1, "none": None, "list": [True, {"deep": []}]},
            source="/tea",
            subject="s",
            partition_key="k",
            correlation_id="c",
            causation_id="z",
        )
        [position] = transport.append([sent.text])
        [found] = transport.history(types={sent.type}, after=position - 1, upto=position, limit=1)
        assert (found.position, found.data, found.time) == (position, sent.data, sent.time)
        names = ("id", "source", "type", "subject", "key", "correlation_id", "causation_id")
        assert [getattr(found, name) for name in names] == [getattr(sent, name) for name in names]

    def test_history_is_of_the_types_that_were_asked_for(self, transport: Transport) -> None:
        a, b, c = (some_events(2) for _ in range(3))
        positions = transport.append(texts([a[0], b[0], c[0], a[1], b[1], c[1]]))
        found = transport.history(
            types={a[0].type, c[0].type}, after=positions[0] - 1, upto=positions[-1], limit=100
        )
        assert ids(found) == ids([a[0], c[0], a[1], c[1]])

    def test_history_begins_behind_after_and_ends_with_upto(self, transport: Transport) -> None:
        events = some_events(4)
        at = transport.append(texts(events))
        found = transport.history(types={events[0].type}, after=at[0], upto=at[2], limit=100)
        assert ids(found) == ids(events[1:3])
        assert transport.history(types={events[0].type}, after=at[3], upto=at[3], limit=9) == []

    def test_upto_may_lie_beyond_the_end(self, transport: Transport) -> None:
        events = some_events(2)
        [first, last] = transport.append(texts(events))
        found = transport.history(
            types={events[0].type}, after=first - 1, upto=last + 1000, limit=100
        )
        assert ids(found) == ids(events)

    def test_page_by_page_all_of_history_is_read_in_order(self, transport: Transport) -> None:
        events = some_events(23)
        positions = transport.append(texts(events))
        after = positions[0] - 1
        read: list[Event] = []
        while page := transport.history(
            types={events[0].type}, after=after, upto=positions[-1], limit=5
        ):
            assert len(page) == min(5, 23 - len(read))
            read += page
            after = page[-1].position or 0
        assert ids(read) == ids(events)

    def test_a_page_is_full_however_large_its_events_are(self, transport: Transport) -> None:
        type = new_type()
        events = [make_event(type, {"text": "x" * 200_000}, partition_key="k") for _ in range(12)]
        positions = transport.append(texts(events))
        found = transport.history(
            types={type}, after=positions[0] - 1, upto=positions[-1], limit=12
        )
        assert ids(found) == ids(events)

    @pytest.mark.parametrize("call", _CALLS.values(), ids=_CALLS)
    def test_a_log_that_is_down_is_worth_another_try(
        self, log: LogUnderTest, call: Callable[[Transport], object]
    ) -> None:
        transport = log.out_of_reach()
        with pytest.raises(BusError) as caught:
            call(transport)
        assert not isinstance(caught.value, EventRefused)
        transport.close()
