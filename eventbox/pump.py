"""The pump: a service's background worker. It relays, has windows come, and retries what is parked.

Any number of pumps may run for one service: one relay is active for each share of the outbox, and
the rest is safe to do twice.
"""

from collections.abc import Collection

from eventbox.conf import config
from eventbox.errors import NotConfigured
from eventbox.parking import PARKED, redrive_due
from eventbox.partitions import Share
from eventbox.publishing import OUTBOX
from eventbox.puller import Puller
from eventbox.relay import Relay
from eventbox.subscriber import SUBSCRIPTION, Subscriber
from eventbox.transports import PulledTransport, transport_from_settings
from eventbox.worker import Loop, Worker


class Pump(Worker):
    """The worker of one service, as EVENTBOX configures it.

    `relays` are the numbers of the shares of the outbox that this one is for; None: all of them.
    """

    def __init__(self, *, relays: Collection[int] | None = None) -> None:
        loops = [_relay(share) for share in _shares(relays)]
        if config().handlers:
            loops += [
                *_windows(),
                Loop("retry", lambda: redrive_due(config().subscription), PARKED),
            ]
        super().__init__(loops)


def _shares(numbers: Collection[int] | None) -> list[Share]:
    of = config().relays
    unknown = sorted(set(numbers or ()) - set(range(of)))
    if unknown:
        raise NotConfigured(f"there is no relay {unknown[0]}: RELAYS makes 0 to {of - 1}")
    return [Share(number, of) for number in (range(of) if numbers is None else sorted(numbers))]


def _relay(share: Share) -> Loop:
    relay = Relay(transport_from_settings(), share)
    name = "relay" if share.of == 1 else f"relay {share.number}"
    return Loop(name, relay.relay_once, OUTBOX, relay.close)


def _windows() -> list[Loop]:
    """How windows come: pushed by the bus, which is told of us, or asked for as well."""
    subscriber = Subscriber(transport_from_settings())
    loops = [Loop("subscriber", subscriber.subscribe_once, SUBSCRIPTION, subscriber.close)]
    transport = transport_from_settings()
    if isinstance(transport, PulledTransport):
        puller = Puller(transport)
        loops.append(Loop("puller", puller.pull_once, SUBSCRIPTION, puller.close))
    return loops
