"""Whether the process of this container is well: a health check that needs no other program.

python probe.py answers /readyz         its server answers that with 200
python probe.py beats /tmp/heartbeat    its worker has touched that file lately
"""

import http.client
import os
import sys
import time

RECENT = 30.0
"""Seconds: several beats of a worker."""


def answers(path: str) -> str:
    """What is wrong with the server; empty where it answers with 200."""
    port = int(os.environ.get("GRANIAN_PORT", "8000"))
    server = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        server.request("GET", path)
        answer = server.getresponse()
        said = answer.read(500).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return f"{path}: {error!r}"
    return "" if answer.status == 200 else f"{path}: {answer.status} {said}"


def beats(path: str) -> str:
    """What is wrong with the worker; empty where it has touched its file lately."""
    try:
        age = time.time() - os.stat(path).st_mtime
    except OSError as error:
        return str(error)
    return "" if age < RECENT else f"{path}: the last beat was {age:.0f} s ago"


def main(what: str, path: str) -> int:
    """0 where it is well; 1, and why, where it is not."""
    wrong = {"answers": answers, "beats": beats}[what](path)
    if wrong:
        print(wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
