"""NATS JetStream in the bus's place: the log is one stream, a position its sequence number."""

from eventbox.transports.nats.management import LogStream, StreamSettings
from eventbox.transports.nats.transport import NatsTransport

__all__ = ["LogStream", "NatsTransport", "StreamSettings"]
