"""The house as `make up` and `make serve` run it: how long its start takes, and what it holds."""

import os
import time
from collections.abc import Iterator, Sequence
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
def started(module: str, data: Path, *arguments: str) -> Iterator[tuple[Process, float]]:
    """`python -m module`, which runs the house with its data there, and the seconds to its ready.

    That is when it says so: every service has answered then. Stopped with the `with`.
    """
    leases = {each.port_variable: LeasedPort() for each in LISTENING}
    data.mkdir(exist_ok=True)
    log = data / "house.log"
    log.unlink(missing_ok=True)
    environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
    environment |= {variable: str(lease.number) for variable, lease in leases.items()}
    house = Process(
        module,
        [PYTHON, "-m", module, *arguments],
        environment=environment | {"POSTBUS_DATA_DIR": str(data)},
        log=log,
    )
    began = time.monotonic()
    house.begin()
    try:
        wait_until(lambda: is_ready(house), f"{module} is ready", seconds=START_LIMIT)
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
    return sum(held(process) for process in [top, *top.children(recursive=True)])


def held(process: psutil.Process) -> float:
    """That of one process, in MB."""
    return float(process.memory_full_info().pss) / 1e6


def table(pid: int) -> Sequence[str]:
    """A line for each process."""
    top = psutil.Process(pid)
    return [
        f"{held(each):6.1f} MB  {' '.join(each.cmdline())[-90:]}"
        for each in [top, *top.children(recursive=True)]
    ]
