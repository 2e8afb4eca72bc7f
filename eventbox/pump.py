"""The pump: a service's background worker. It relays, stays subscribed, and retries what is parked.

Any number of pumps may run for one service: one relay is active, and the rest is safe to do twice.
"""

from eventbox.conf import config
from eventbox.parking import PARKED, redrive_due
from eventbox.publishing import OUTBOX
from eventbox.relay import Relay
from eventbox.subscriber import SUBSCRIPTION, Subscriber
from eventbox.transports import transport_from_settings
from eventbox.worker import Loop, Worker


class Pump(Worker):
    """The worker of one service, as EVENTBOX configures it."""

    def __init__(self) -> None:
        relay = Relay(transport_from_settings())
        loops = [Loop("relay", relay.relay_once, OUTBOX, relay.close)]
        if config().handlers:
            subscriber = Subscriber(transport_from_settings())
            loops += [
                Loop("subscriber", subscriber.subscribe_once, SUBSCRIPTION, subscriber.close),
                Loop("retry", lambda: redrive_due(config().subscription), PARKED),
            ]
        super().__init__(loops)
