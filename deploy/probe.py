"""`python probe.py /readyz`: exits with 0 where this container's server answers that with 200.

A health check without curl. It imports as little as it can: it runs every few seconds.
"""

import http.client
import os
import sys


def main(path: str) -> int:
    """0 where it is well; 1, and why, where it is not."""
    server = http.client.HTTPConnection(
        "127.0.0.1", int(os.environ.get("GRANIAN_PORT", "8000")), timeout=4
    )
    try:
        server.request("GET", path)
        answer = server.getresponse()
        said = answer.read(500).decode(errors="replace")
    except OSError as error:
        print(f"{path}: {error}")
        return 1
    print(f"{path}: {answer.status} {said}")
    return 0 if answer.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
