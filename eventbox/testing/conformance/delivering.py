"""Delivering by windows: nothing skipped, whatever the consumer answers."""

from eventbox.cursor import Answer
from eventbox.testing.conformance.base import Base, ids, new_type, some_events, texts
from eventbox.testing.conformance.consumer import Consumer
from eventbox.testing.conformance.features import WINDOWS, needs
from eventbox.testing.conformance.log import LogUnderTest, wait_until
from eventbox.transports.base import Transport


class Delivering(Base):
    """What a transport that pushes windows promises."""

    @needs(WINDOWS)
    def test_a_new_consumer_is_given_all_events_of_its_types_in_order(
        self, log: LogUnderTest, transport: Transport
    ) -> None:
        wanted, others = some_events(3), some_events(3)
        mixed = [event for pair in zip(wanted, others, strict=True) for event in pair]
        transport.append(texts(mixed))
        consumer = _subscribed(log, transport, wanted[0].type)
        _wait_for_end(log, transport, consumer)
        assert ids(consumer.events) == ids(wanted)

    @needs(WINDOWS)
    def test_what_is_appended_later_is_delivered_later(
        self, log: LogUnderTest, transport: Transport
    ) -> None:
        type = new_type()
        consumer = _subscribed(log, transport, type)
        _wait_for_end(log, transport, consumer)
        events = some_events(2, type)
        transport.append(texts(events))
        _wait_for_end(log, transport, consumer)
        assert ids(consumer.events) == ids(events)

    @needs(WINDOWS)
    def test_more_than_a_window_holds_arrives_in_several(
        self, log: LogUnderTest, transport: Transport
    ) -> None:
        events = some_events(600)
        transport.append(texts(events))
        consumer = _subscribed(log, transport, events[0].type)
        _wait_for_end(log, transport, consumer)
        assert ids(consumer.events) == ids(events)
        assert len([window for window in consumer.windows if window.events]) > 1

    @needs(WINDOWS)
    def test_the_ends_of_a_window_are_told_by_the_ids_of_the_events_there(
        self, log: LogUnderTest, transport: Transport
    ) -> None:
        transport.append(texts(some_events(3)))
        consumer = _subscribed(log, transport, new_type())
        _wait_for_end(log, transport, consumer)
        for window in consumer.windows:
            assert window.log == transport.state().log
            assert window.after_id == transport.event_id_at(window.after)
            assert window.upto_id == transport.event_id_at(window.upto)

    @needs(WINDOWS)
    def test_a_consumer_that_is_elsewhere_is_followed(
        self, log: LogUnderTest, transport: Transport
    ) -> None:
        events = some_events(3)
        positions = transport.append(texts(events))
        consumer = _consumer(log, transport, events[0].type)
        consumer.cursor.position, consumer.cursor.event_id = positions[0], events[0].id
        _subscribe(log, transport, consumer)
        _wait_for_end(log, transport, consumer)
        assert ids(consumer.events) == ids(events[1:])

    @needs(WINDOWS)
    def test_a_consumer_that_falls_back_is_given_again_what_it_lacks(
        self, log: LogUnderTest, transport: Transport
    ) -> None:
        events = some_events(2)
        positions = transport.append(texts(events))
        consumer = _subscribed(log, transport, events[0].type)
        _wait_for_end(log, transport, consumer)
        consumer.events.clear()
        consumer.cursor.position, consumer.cursor.event_id = positions[0], events[0].id
        transport.append(texts(some_events(1)))
        _wait_for_end(log, transport, consumer)
        assert ids(consumer.events) == ids(events[1:])

    @needs(WINDOWS)
    def test_the_types_that_a_consumer_tells_are_those_that_it_is_sent(
        self, log: LogUnderTest, transport: Transport
    ) -> None:
        old, new = some_events(1), some_events(1)
        transport.append(texts(old))
        consumer = _consumer(log, transport, old[0].type)
        _subscribe(log, transport, consumer)
        consumer.cursor.types = sorted([old[0].type, new[0].type])
        transport.append(texts(new))  # now, as a log may have delivered all that there was
        _wait_for_end(log, transport, consumer)
        assert consumer.windows[-1].types == tuple(consumer.cursor.types)

    @needs(WINDOWS)
    def test_after_a_failure_or_a_wrong_answer_the_same_comes_again(
        self, log: LogUnderTest, transport: Transport
    ) -> None:
        events = some_events(3)
        transport.append(texts(events))
        consumer = _consumer(log, transport, events[0].type)
        consumer.answers = [Answer(500, {}), Answer(200, {"position": 0}), Answer(200, {})]
        _subscribe(log, transport, consumer)
        _wait_for_end(log, transport, consumer)
        assert ids(consumer.events) == ids(events)
        assert len({window.after for window in consumer.windows[:4]}) == 1

    @needs(WINDOWS)
    def test_subscribing_again_wakes_a_subscription_that_was_told_to_wait(
        self, log: LogUnderTest, transport: Transport
    ) -> None:
        events = some_events(1)
        transport.append(texts(events))
        consumer = _consumer(log, transport, events[0].type)
        consumer.answers = [Answer(503, {}, retry_after=3600)]
        _subscribe(log, transport, consumer)
        wait_until(log, lambda: consumer.windows, "the window has come")
        assert consumer.events == []
        _subscribe(log, transport, consumer)
        _wait_for_end(log, transport, consumer)
        assert ids(consumer.events) == ids(events)

    @needs(WINDOWS)
    def test_a_consumer_that_stops_is_left_alone_until_it_subscribes_again(
        self, log: LogUnderTest, transport: Transport
    ) -> None:
        events = some_events(1)
        transport.append(texts(events))
        consumer = _consumer(log, transport, events[0].type)
        consumer.answers = [Answer(409, {"stopped": "another log"})]
        _subscribe(log, transport, consumer)
        wait_until(log, lambda: consumer.windows, "the window has come")
        other = _subscribed(log, transport, events[0].type)
        _wait_for_end(log, transport, other)
        assert len(consumer.windows) == 1
        _subscribe(log, transport, consumer)
        _wait_for_end(log, transport, consumer)
        assert ids(consumer.events) == ids(events)


def _consumer(log: LogUnderTest, transport: Transport, type: str) -> Consumer:
    return Consumer(f"c-{new_type().lower()}", [type], log=transport.state().log)


def _subscribe(log: LogUnderTest, transport: Transport, consumer: Consumer) -> None:
    sink = log.listen(consumer)
    transport.subscribe(consumer.name, sink=sink, types=consumer.cursor.types, after=0)


def _subscribed(log: LogUnderTest, transport: Transport, type: str) -> Consumer:
    consumer = _consumer(log, transport, type)
    _subscribe(log, transport, consumer)
    return consumer


def _wait_for_end(log: LogUnderTest, transport: Transport, consumer: Consumer) -> None:
    end = transport.state().position
    wait_until(log, lambda: consumer.position >= end, f"{consumer.name} is at position {end}")
