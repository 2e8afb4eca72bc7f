"""How a producer says from when on its events could be relayed."""

import sys
import time


def say_now() -> None:
    """The time, on the clock of time.monotonic."""
    sys.stdout.write(f"{time.monotonic()}\n")
    sys.stdout.flush()
