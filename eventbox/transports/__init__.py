"""Transports: how events reach the log, and how a consumer asks for them."""

from eventbox.transports.base import Transport
from eventbox.transports.http import HttpTransport

__all__ = ["HttpTransport", "Transport"]
