"""Whether every service can have its port, said before anything is started."""

import errno
import os
import socket
from collections.abc import Mapping, Sequence

from tools.house import Service, WrongPort


def complaints(
    services: Sequence[Service], environment: Mapping[str, str], *, command: str
) -> list[str]:
    """One sentence for each port that cannot be had, naming the variable that moves it.

    `command` is what the reader called, such as "make up".
    """
    found: list[str] = []
    owners: dict[int, Service] = {}
    for service in services:
        try:
            port = service.port(environment)
        except WrongPort as error:
            found.append(str(error))
            continue
        reason = f"is also that of {owners[port].name}" if port in owners else _refusal(port)
        owners.setdefault(port, service)
        if reason:
            found.append(
                f"Port {port} of {service.name} {reason}. Free it, or move {service.name}: "
                f"{command} {service.port_variable}={_suggestion(port)}"
            )
    return found


def _refusal(port: int) -> str:
    """Why nobody can listen on the port now; empty when one can."""
    with socket.socket() as probe:
        # As servers do: a port whose last connections are still closing is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen()
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return "is taken by another program"
            return f"cannot be used ({os.strerror(error.errno or 0)})"
    return ""


def _suggestion(port: int) -> int:
    return port + 1000 if port + 1000 < 65536 else port - 1000
