"""What all the tests begin with: the log, a transport to it, and events that nobody else has."""

from collections.abc import Iterator, Sequence

import pytest

from eventbox.envelope import Event
from eventbox.ids import uuid7
from eventbox.testing.conformance.features import Featured
from eventbox.testing.conformance.log import LogUnderTest
from eventbox.testing.events import make_event
from eventbox.transports.base import Transport


class Base(Featured):
    """The subclass gives the log."""

    @pytest.fixture
    def log(self) -> Iterator[LogUnderTest]:
        """The log under test."""
        raise NotImplementedError("override the fixture `log`")

    @pytest.fixture
    def transport(self, log: LogUnderTest) -> Iterator[Transport]:
        """A transport to it, closed after the test."""
        transport = log.connect()
        yield transport
        transport.close()


def new_type() -> str:
    """A type of events that is in no log yet."""
    return f"Noted{uuid7().hex}"


def some_events(count: int, type: str | None = None) -> list[Event]:
    """New events of one type."""
    type = type or new_type()
    return [make_event(type, {"n": n}, partition_key="k") for n in range(count)]


def texts(events: Sequence[Event]) -> list[str]:
    """As they are handed to a transport."""
    return [event.text for event in events]


def ids(events: Sequence[Event]) -> list[str]:
    return [event.id for event in events]
