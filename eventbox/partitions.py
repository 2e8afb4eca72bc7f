"""Keys are spread over a fixed number of partitions, so that several workers keep each key's order.

Pure, and the same in every process.
"""

from dataclasses import dataclass
from zlib import crc32

PARTITIONS = 64
"""Fixed for ever: with another number the order of a key would break at the change."""


def partition_of(key: str) -> int:
    """The partition of a key, from 0."""
    return crc32(key.encode()) % PARTITIONS


@dataclass(frozen=True)
class Share:
    """Those partitions that the `number`th of `of` workers is for; numbers begin with 0."""

    number: int = 0
    of: int = 1

    @property
    def partitions(self) -> tuple[int, ...]:
        return tuple(range(self.number, PARTITIONS, self.of))


WHOLE = Share()
