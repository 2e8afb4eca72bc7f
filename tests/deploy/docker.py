"""A `docker` for the shell, by which the commands of a document are run as they stand there.

    with Docker(host) as docker:
        docker.type("docker compose stop posts")

What it knows is what docs/deploy.md uses to back up and restore; anything else is an error.
"""

import shlex
import subprocess
import sys
import threading
from multiprocessing.connection import Client, Listener
from pathlib import Path
from typing import Self

from tests.deploy.host import Host
from tools.house import ROOT

CLIENT = Path(__file__).with_name("docker_client.py")

Answer = tuple[str, list[str], dict[str, str]]
"""What is wrong; the command that is to be run in place of `docker`, and its environment."""

DONE: Answer = ("", [], {})


class Docker:
    """Scripts are run in a folder of their own, as on a host in the clone."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.clone = host.place.data / "clone"
        self._programs = host.place.data / "programs"
        self._socket = str(host.place.data / "docker")
        self._serving = threading.Thread(target=self._serve)

    def __enter__(self) -> Self:
        for folder in (self.clone, self._programs):
            folder.mkdir(exist_ok=True)
        lines = (f"{name}={value}\n" for name, value in self._host.secrets.items())
        (self.clone / ".env").write_text("".join(lines))
        program = self._programs / "docker"
        command = shlex.join([sys.executable, "-I", str(CLIENT), self._socket])
        program.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        program.chmod(0o755)
        self._listener = Listener(self._socket)
        self._serving.start()
        return self

    def __exit__(self, *exception: object) -> None:
        with Client(self._socket) as connection:
            connection.send(None)
        self._serving.join()
        self._listener.close()

    def type(self, script: str) -> str:
        """What the script writes. Raises AssertionError where one of its commands fails."""
        done = subprocess.run(
            ["sh", "-euc", script],
            cwd=self.clone,
            env={"PATH": f"{self._programs}:/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
        return done.stdout

    def _serve(self) -> None:
        while True:
            with self._listener.accept() as connection:
                words = connection.recv()
                if words is None:
                    return
                try:
                    connection.send(self._answer(words))
                except Exception as error:
                    connection.send((f"docker {shlex.join(words)}: {error!r}", [], {}))

    def _answer(self, words: list[str]) -> Answer:
        host = self._host
        match words:
            case ["compose", "up", "--wait", *names]:
                host.up(names)
            case ["compose", "stop", *names]:
                host.stop(*names)
            case ["compose", "exec", "-T", "postgres", *command]:
                return "", command, host.postgres.inside
            case ["compose", "exec", "-T", name, *command]:
                assert host.processes[name].is_running, f"{name} does not run"
                # Beside the code, as in a container, whose folder it is.
                return "", ["env", f"--chdir={ROOT}", *command], host.processes[name].environment
            case ["compose", "rm", "--force", "nats"]:
                assert not host.nats.running, "nats runs"
            case ["volume", "rm", "postbus_nats-data"]:
                host.nats.lose_data()
            case ["volume", "rm", "postbus_postgres-data"]:
                host.postgres.lose_data()
            case _:
                raise ValueError("nothing is known of that")
        return DONE
