"""A RabbitMQ of our own: Debian's, with its STOMP plugin, on ports and in a folder of its own.

It keeps what it was told to keep, as it does by default. Its port mapper is started here as well,
as it would stay behind otherwise.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.row import Missing
from tools.port_lease import LeasedPort
from tools.trial.process import Process
from tools.trial.waiting import wait_until

SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")  # the one in PATH wants to be root
LIBRARY = SERVER.parent.parent / "lib"
START_LIMIT = 120.0

CONFIGURATION = """\
listeners.tcp.1 = 127.0.0.1:{amqp}
stomp.listeners.tcp.1 = 127.0.0.1:{stomp}
"""


@dataclass(frozen=True)
class Broker:
    """The ports at which it listens; user and password are guest."""

    amqp: int
    stomp: int


def version() -> str:
    """Such as `rabbitmq_server-3.10.8`, by the folder that Debian puts it in."""
    return ", ".join(found.name for found in LIBRARY.glob("rabbitmq_server-*"))


def check_installed() -> None:
    """Raises Missing."""
    if not SERVER.exists():
        raise Missing(
            f"RabbitMQ is not installed ({SERVER}): `make rabbitmq` as root installs Debian's,"
            " or leave row 9 out with --rows."
        )


@contextmanager
def running(data: Path) -> Iterator[Broker]:
    """The server, ready; ended with the `with`."""
    data.mkdir()
    with ExitStack() as stack:
        leases = [LeasedPort() for _ in range(4)]
        for lease in leases:
            stack.callback(lease.release)
        amqp, stomp, distribution, mapper = (lease.number for lease in leases)
        (data / "rabbitmq.conf").write_text(CONFIGURATION.format(amqp=amqp, stomp=stomp))
        (data / "plugins").write_text("[rabbitmq_stomp].\n")
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(data),  # the cookie by which its parts know each other
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(mapper),
            "RABBITMQ_CONF_ENV_FILE": str(data / "none.conf"),
            "RABBITMQ_CONFIG_FILE": str(data / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(data / "plugins"),
            "RABBITMQ_LOG_BASE": str(data),
            "RABBITMQ_MNESIA_BASE": str(data),
            "RABBITMQ_PID_FILE": str(data / "rabbitmq.pid"),
            "RABBITMQ_NODENAME": f"bench-{amqp}@localhost",
            "RABBITMQ_DIST_PORT": str(distribution),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        }
        for name, command, port in (("epmd", ["epmd"], mapper), ("rabbitmq", [str(SERVER)], stomp)):
            process = Process(name, command, environment=environment, log=data / f"{name}.log")
            stack.callback(process.kill)
            process.begin()
            try:
                wait_until(lambda port=port: _listens(port), name, seconds=START_LIMIT)  # type: ignore[misc]
            except AssertionError as error:
                raise AssertionError(f"{error}\n{process.tail()}") from None
        yield Broker(amqp, stomp)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
