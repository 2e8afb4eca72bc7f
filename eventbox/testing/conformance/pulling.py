"""Pulling: windows that the consumer asks for, from wherever it says that it is."""

import pytest

from eventbox.errors import LogBroken
from eventbox.testing.conformance.base import Base, ids, new_type, some_events, texts
from eventbox.testing.conformance.consumer import Consumer
from eventbox.testing.conformance.features import PULLED, needs
from eventbox.testing.memory_delivery import body_of
from eventbox.transports.base import PulledTransport, Transport

_SOON, _WAIT = 0.05, 1.0


class Pulling(Base):
    """What `PulledTransport.window` promises."""

    @needs(PULLED)
    def test_all_events_of_the_types_come_in_order(self, transport: Transport) -> None:
        wanted, others = some_events(3), some_events(3)
        before = transport.state().position
        transport.append(
            texts([event for pair in zip(wanted, others, strict=True) for event in pair])
        )
        consumer = _pulled(transport, wanted[0].type, before)
        assert ids(consumer.events) == ids(wanted)

    @needs(PULLED)
    def test_what_is_appended_later_comes_later(self, transport: Transport) -> None:
        type = new_type()
        consumer = _pulled(transport, type, transport.state().position)
        events = some_events(2, type)
        transport.append(texts(events))
        _pull(transport, consumer)
        assert ids(consumer.events) == ids(events)

    @needs(PULLED)
    def test_more_than_a_window_holds_comes_in_several(self, transport: Transport) -> None:
        events = some_events(600)
        before = transport.state().position
        transport.append(texts(events))
        consumer = _pulled(transport, events[0].type, before)
        assert ids(consumer.events) == ids(events)
        assert len([window for window in consumer.windows if window.events]) > 1

    @needs(PULLED)
    def test_the_ends_of_a_window_are_the_ids_of_the_events_there(
        self, transport: Transport
    ) -> None:
        positions = transport.append(texts(some_events(3)))
        for window in _pulled(transport, new_type(), positions[0]).windows:
            assert window.log == transport.state().log
            assert window.after_id == transport.event_id_at(window.after)
            assert window.upto_id == transport.event_id_at(window.upto)

    @needs(PULLED)
    def test_a_consumer_that_asks_from_further_back_is_given_the_same_again(
        self, transport: Transport
    ) -> None:
        events = some_events(2)
        positions = transport.append(texts(events))
        consumer = _pulled(transport, events[0].type, positions[0] - 1)
        consumer.events.clear()
        consumer.cursor.position, consumer.cursor.event_id = positions[0], events[0].id
        _pull(transport, consumer)
        assert ids(consumer.events) == ids(events[1:])

    @needs(PULLED)
    def test_without_news_the_window_is_empty_and_tells_where_the_log_ends(
        self, transport: Transport
    ) -> None:
        assert isinstance(transport, PulledTransport)
        [event] = some_events(1)
        [end] = transport.append([event.text])
        window = transport.window("c", types=[event.type], after=end, wait=_SOON)
        assert (window.events, window.upto, window.upto_id, window.head) == ([], end, event.id, end)

    @needs(PULLED)
    def test_behind_the_logs_end_nothing_is_given(self, transport: Transport) -> None:
        assert isinstance(transport, PulledTransport)
        end = transport.state().position
        with pytest.raises(LogBroken):
            transport.window("c", types=["A"], after=end + 1, wait=_SOON)


def _pulled(transport: Transport, type: str, after: int) -> Consumer:
    """A consumer that has applied the log up to `after`, and now the rest of it."""
    consumer = Consumer("c", [type], log=transport.state().log, position=after)
    consumer.cursor.event_id = transport.event_id_at(after)
    return _pull(transport, consumer)


def _pull(transport: Transport, consumer: Consumer) -> Consumer:
    """Hand it windows until it is at the log's end."""
    assert isinstance(transport, PulledTransport)
    end = transport.state().position
    while consumer.position < end:
        window = transport.window(
            consumer.name, types=consumer.cursor.types, after=consumer.position, wait=_WAIT
        )
        answer = consumer.receive(body_of(window))
        assert answer.status == 200, answer
    return consumer
