"""Readings that are kept in the process for as long as the projection stands as they were read.

What is kept is good while the projection's stamp is the one that it was read under; the stamp is
read for each request, so a change shows at once, in every process.
"""

import threading
from collections import OrderedDict

from query_site.query.selectors import Reading

MOST = 64
"""Addresses; those that were asked for last."""

LARGEST = 128 * 1024
"""Characters of one reading: a page of posts has about a quarter of that."""


class Kept:
    """The readings of a few addresses; thread-safe."""

    def __init__(self) -> None:
        self._readings: OrderedDict[str, Reading] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, address: str) -> bool:
        return address in self._readings

    def get(self, address: str, stamp: str | None) -> Reading | None:
        """What was read at the address while the stamp was this one, or None."""
        with self._lock:
            reading = self._readings.get(address)
            if reading is None or reading.stamp != stamp:
                return None
            self._readings.move_to_end(address)
            return reading

    def put(self, address: str, reading: Reading) -> None:
        """Keep it instead of what was read there before."""
        if reading.stamp is None or len(reading.body) > LARGEST:
            return
        with self._lock:
            self._readings[address] = reading
            self._readings.move_to_end(address)
            if len(self._readings) > MOST:
                self._readings.popitem(last=False)
