"""The Express services of bench/origin, started anew for every round: memory is all they have."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.blog import OriginBlog
from tools.house import SERVICES
from tools.port_lease import LeasedPort
from tools.trial.node import ORIGIN, node
from tools.trial.process import Process


@contextmanager
def running(data: Path) -> Iterator[OriginBlog]:
    """All five, listening and empty; ended with the `with`."""
    with ExitStack() as stack:
        leases = {service.name: LeasedPort() for service in SERVICES}
        for lease in leases.values():
            stack.callback(lease.release)
        ports = {name: lease.number for name, lease in leases.items()}
        sinks = [f"http://127.0.0.1:{port}/events" for name, port in ports.items() if name != "bus"]
        processes = [
            Process(
                f"express-{name}",
                [node(), f"{name}.js"],
                environment={
                    "PATH": os.environ["PATH"],
                    "NODE_ENV": "production",
                    "PORT": str(port),
                    "BUS_URL": f"http://127.0.0.1:{ports['bus']}",
                    "SINKS": ",".join(sinks),
                },
                port=port,
                log=data / f"express-{name}.log",
                folder=ORIGIN,
            )
            for name, port in sorted(ports.items())  # bus first: query reads its past at the start
        ]
        for process in processes:
            stack.callback(process.kill)
            process.begin()
        for process in processes:
            process.wait_ready()
        yield OriginBlog(ports)
