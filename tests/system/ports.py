"""Ports for tests that run at the same time."""

from tools.port_lease import LeasedPort

__all__ = ["LeasedPort"]
