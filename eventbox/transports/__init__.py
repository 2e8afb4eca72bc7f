"""Transports: how events reach the log, and how a consumer asks for them."""

from eventbox.transports.base import LogState, PulledTransport, Transport
from eventbox.transports.choosing import transport_from_settings
from eventbox.transports.http import HttpTransport

__all__ = ["HttpTransport", "LogState", "PulledTransport", "Transport", "transport_from_settings"]
