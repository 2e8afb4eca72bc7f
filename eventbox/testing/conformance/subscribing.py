"""Subscribing: as often as one likes."""

from eventbox.testing.conformance.base import Base, new_type
from eventbox.transports.base import Transport


class Subscribing(Base):
    """What `Transport.subscribe` promises, whatever follows from it."""

    def test_subscribing_again_is_no_error_and_appends_nothing(self, transport: Transport) -> None:
        before, name = transport.state(), new_type()
        for types in (["A"], ["A"], ["A", "B"]):
            transport.subscribe(name, sink="http://127.0.0.1:9/events", types=types, after=0)
        assert transport.state() == before
