"""Identifiers: UUIDv7 for what is new, UUIDv5 for what follows from something else."""

import os
import time
from uuid import UUID, uuid5

_NAMESPACE = UUID("6f0b6f3e-6f39-5f0a-9f7b-3a8d7d2f4c55")


def uuid7() -> UUID:
    """A new UUIDv7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & (1 << 48) - 1) << 80 | random
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def derived_id(source: str, cause_id: str, type: str, subject: str | None) -> str:
    """The id of an event that a handler publishes: UUIDv5 of what makes it that event.

    Applying the causing event twice, even after a database was lost, gives the same id,
    so the log takes it for the one event that it is.
    """
    name = "\n".join((source, cause_id, type, subject or ""))
    return str(uuid5(_NAMESPACE, name))
