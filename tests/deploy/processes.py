"""The process of a container: its command with its environment, as its image has them."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.deploy.composition import Container
from tests.deploy.image import Image, image
from tests.deploy.place import HEALTH, Place
from tools.house import ROOT
from tools.trial.process import Process

PROGRAMS = Path(sys.executable).parent


def image_of(container: Container) -> Image:
    assert container.target
    return image(container.target, container.arguments)


def service_process(container: Container, place: Place, release: Path) -> Process:
    """One of ours, with the code in the folder `release`."""
    made = image_of(container)
    command = place.own(container.name, container.command or made.command)
    if "--heartbeat" in command and release != ROOT:
        command = command[: command.index("--heartbeat")]  # 0.1.0 has none
    values = made.environment | container.environment
    # What is different where there is no container around the process.
    values |= {
        "PATH": f"{PROGRAMS}:{os.environ['PATH']}",
        "PYTHONPATH": str(release),
        "POSTBUS_DATA_DIR": str(place.data),
        "GRANIAN_HOST": "127.0.0.1",
        "GRANIAN_PORT": str(place.port(container.name)),
        "SINKS_PRIVATE": "127.0.0.0/8",
    }
    return Process(
        container.name,
        command,
        environment={name: place.located(value) for name, value in values.items()},
        port=place.port(container.name),
        log=place.data / f"{container.name}.log",
        ready="/readyz",
        folder=release,
    )


def gateway_process(place: Place) -> Process:
    """The gateway, by its own file."""
    places = {
        f"{name.upper()}_{what}": value
        for name in ("posts", "comments", "query", "frontend")
        for what, value in (("HOST", "127.0.0.1"), ("PORT", str(place.port(name))))
    }
    return Process(
        "gateway",
        [
            *(str(PROGRAMS / "caddy"), "run", "--adapter", "caddyfile"),
            *("--config", str(ROOT / "deploy" / "gateway" / "Caddyfile")),
        ],
        environment={
            **places,
            "SITE": f":{place.port('gateway')}",
            "HEALTH_PORT": str(place.port(HEALTH)),
            "HOME": str(place.data),
        },
        port=place.port("gateway"),
        log=place.data / "gateway.log",
    )


def plain_clients(secrets: Mapping[str, str]) -> str:
    """BUS_CLIENTS with the tokens themselves, as 0.1.0 wrote them: it knows no hashes."""
    names = ("posts", "comments", "query", "moderation")
    pairs = (
        (secrets[f"{name.upper()}_EVENTBOX_{what}"] for what in ("BUS_TOKEN", "WEBHOOK_SECRET"))
        for name in names
    )
    return ",".join(f"{name}={':'.join(pair)}" for name, pair in zip(names, pairs, strict=True))
