"""The house as `make up` and `make serve` run it: how long its start takes, and what it holds."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench.postbus import INHERITED
from tools.house import LISTENING, PYTHON
from tools.port_lease import LeasedPort
from tools.trial.process import Process
from tools.trial.waiting import wait_until

READY = "Postbus is ready"
START_LIMIT = 180.0


@contextmanager
def started(name: str, data: Path) -> Iterator[tuple[Process, float]]:
    """What `make up` or `make serve` starts, with its data there, and the seconds to its ready.

    That is when it says so: every service has answered then. Stopped with the `with`.
    """
    own = [str(data / ".env")] if name == "serve" else []  # instead of the developer's
    leases = {each.port_variable: LeasedPort() for each in LISTENING}
    data.mkdir(exist_ok=True)
    log = data / "house.log"
    log.unlink(missing_ok=True)
    environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
    environment |= {variable: str(lease.number) for variable, lease in leases.items()}
    house = Process(
        f"make {name}",
        [PYTHON, "-m", f"tools.{name}", *own],
        environment=environment | {"POSTBUS_DATA_DIR": str(data)},
        log=log,
    )
    began = time.monotonic()
    house.begin()
    try:
        wait_until(lambda: is_ready(house), f"make {name} is ready", seconds=START_LIMIT)
        yield house, time.monotonic() - began
    finally:
        house.stop()
        for lease in leases.values():
            lease.release()


def is_ready(house: Process) -> bool:
    """Whether it says so. Raises RuntimeError where it has ended."""
    if not house.is_running:
        raise RuntimeError(f"{house.name} has ended:\n{house.tail()}")
    return READY in house.log.read_text(errors="replace")


def megabytes(pid: int) -> float:
    """Memory of the process and of all below it; what several share counts once (PSS)."""
    top = psutil.Process(pid)
    tree = [top, *top.children(recursive=True)]
    return sum(process.memory_full_info().pss for process in tree) / 1e6
