"""Python imports this at its start, where it is on PYTHONPATH: a host whose clock is wrong.

CLOCK_AHEAD is by how many seconds (negative: behind). The database's clock stays as it is.
"""

import os
from datetime import UTC, datetime, timedelta

import time_machine

_ahead = timedelta(seconds=float(os.environ["CLOCK_AHEAD"]))
time_machine.travel(datetime.now(UTC) + _ahead, tick=True).start()
