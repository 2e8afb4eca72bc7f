"""Ports for servers that run at the same time, of tests and of tools.

They lie below the range from which the kernel takes the near end of outgoing connections: a port in
that range may be gone when a killed service starts again, and a client that retries it may even be
connected to itself.
"""

import errno
import fcntl
import random
import socket
import tempfile
from pathlib import Path
from typing import IO

LOWEST, HIGHEST = 10_000, 30_000
ATTEMPTS = 200


class LeasedPort:
    """A free TCP port on the loopback, nobody else's until `release`, whether or not it is in use.

    Every process that leases ports this way respects the lease; it ends with the process.
    """

    def __init__(self) -> None:
        folder = Path(tempfile.gettempdir(), "postbus-test-ports")
        folder.mkdir(exist_ok=True)
        for _ in range(ATTEMPTS):
            number = random.randrange(LOWEST, HIGHEST)  # noqa: S311
            lock = _locked(folder / str(number))
            if lock is None:
                continue
            if _is_free(number):
                self.number = number
                self._lock = lock
                return
            lock.close()
        raise RuntimeError(f"found no free port from {LOWEST} to {HIGHEST} in {ATTEMPTS} attempts")

    def release(self) -> None:
        self._lock.close()


def _locked(path: Path) -> IO[str] | None:
    file = path.open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            return None
        raise
    return file


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
