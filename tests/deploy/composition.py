"""docker-compose.yml as compose reads it: variables filled in, anchors merged.

Only what the file uses is understood: `${NAME}`, `${NAME:-default}`, `${NAME:?message}`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tools.house import ROOT

FILE = ROOT / "docker-compose.yml"
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<sign>[-?])(?P<rest>[^}]*))?\}")


@dataclass(frozen=True)
class Container:
    """One service of the file, which may have several containers."""

    name: str
    definition: Mapping[str, Any]

    @property
    def target(self) -> str | None:
        """The stage of our Dockerfile that it is built from; None for a foreign image."""
        build = self.definition.get("build")
        return build["target"] if build else None

    @property
    def arguments(self) -> dict[str, str]:
        """What the build is given."""
        return dict(self.definition.get("build", {}).get("args", {}))

    @property
    def environment(self) -> dict[str, str]:
        return dict(self.definition.get("environment", {}))

    @property
    def command(self) -> list[str]:
        """Empty where the image's own is run."""
        return list(self.definition.get("command", []))

    @property
    def health(self) -> list[str]:
        """The program of its own health check; empty where it has the image's, or none."""
        test: list[str] = self.definition.get("healthcheck", {}).get("test", [])
        return test[1:]

    @property
    def waits_for(self) -> dict[str, str]:
        """The condition by the name of each that it waits for, those of other profiles left out."""
        conditions = self.definition.get("depends_on", {})
        return {
            name: wanted["condition"]
            for name, wanted in conditions.items()
            if wanted.get("required", True)
        }

    @property
    def profiles(self) -> list[str]:
        return list(self.definition.get("profiles", []))

    @property
    def networks(self) -> set[str]:
        return set(self.definition.get("networks", []))


def composition(environment: Mapping[str, str], file: Path = FILE) -> dict[str, Container]:
    """The containers by name, of every profile. Raises KeyError for a variable that must be set."""
    read = _filled(yaml.safe_load(file.read_text()), environment)
    return {name: Container(name, one) for name, one in read["services"].items()}


def in_order(containers: Mapping[str, Container]) -> Iterator[list[Container]]:
    """Each after those that it waits for; those of one list wait for none of it."""
    begun: set[str] = set()
    while waiting := [one for one in containers.values() if one.name not in begun]:
        ready = [one for one in waiting if one.waits_for.keys() <= begun]
        assert ready, f"they wait for each other: {[one.name for one in waiting]}"
        begun |= {one.name for one in ready}
        yield ready


def variables(text: str) -> list[re.Match[str]]:
    """Every variable that the file takes from the environment."""
    return list(VARIABLE.finditer(text))


def _filled(value: Any, environment: Mapping[str, str]) -> Any:
    match value:
        case dict():
            return {key: _filled(one, environment) for key, one in value.items()}
        case list():
            return [_filled(one, environment) for one in value]
        case str():
            return VARIABLE.sub(lambda found: _value(found, environment), value)
        case _:
            return value


def _value(found: re.Match[str], environment: Mapping[str, str]) -> str:
    given = environment.get(found["name"], "")
    if not given and found["sign"] == "?":
        raise KeyError(f"{found['name']}: {found['rest']}")
    return given or (found["rest"] if found["sign"] == "-" else "") or ""
