"""The services of the house: their names, and where each of them listens."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ".venv/bin/python"


class WrongPort(Exception):
    """A port variable of the environment that names no port."""


@dataclass(frozen=True)
class Service:
    """Something that listens; `usual_port` is moved by the environment variable `port_variable`."""

    name: str
    usual_port: int

    @property
    def port_variable(self) -> str:
        return f"{self.name.upper()}_PORT"

    @property
    def manage(self) -> str:
        return f"{self.name}_site/manage.py"

    def port(self, environment: Mapping[str, str]) -> int:
        """The port that it listens on. Raises WrongPort."""
        value = environment.get(self.port_variable, "").strip() or str(self.usual_port)
        if value.isascii() and value.isdigit() and 0 < int(value) < 65536:
            return int(value)
        raise WrongPort(
            f"{self.port_variable}={value} is not a port: use a number from 1 to 65535."
        )

    def address(self, environment: Mapping[str, str]) -> str:
        """Where it answers, without a slash at the end. Raises WrongPort."""
        return f"http://127.0.0.1:{self.port(environment)}"


POSTS = Service("posts", 4000)
COMMENTS = Service("comments", 4001)
QUERY = Service("query", 4002)
MODERATION = Service("moderation", 4003)
BUS = Service("bus", 4005)

SERVICES = (POSTS, COMMENTS, QUERY, MODERATION, BUS)

FRONTEND = Service("frontend", 3000)
"""The page's own server, which is none of the five."""

LISTENING = (FRONTEND, *SERVICES)
"""All that needs a port."""


def beside_the_others(command: str, environment: Mapping[str, str]) -> str:
    """`command`, to be typed elsewhere, with the variables that put it beside what runs already."""
    shared = ["POSTBUS_DATA_DIR", "BUS_URL", *(service.port_variable for service in LISTENING)]
    words = [f"{name}={shlex.quote(environment[name])}" for name in shared if environment.get(name)]
    return " ".join([*words, command])
