"""What the Dockerfile makes of an image: environment, command, health check, user."""

import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field

from tools.house import ROOT

FILE = ROOT / "Dockerfile"


@dataclass
class Image:
    environment: dict[str, str] = field(default_factory=dict)
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)
    user: str = "root"


def instructions() -> list[tuple[str, str]]:
    """Keyword and arguments of each, continued lines joined."""
    text = re.sub(r"^\s*#.*\n", "", FILE.read_text(), flags=re.M)
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    return [(words[0], words[2]) for line in lines if (words := line.partition(" "))[0]]


def image(target: str, arguments: Mapping[str, str]) -> Image:
    """The image of that stage and of those before it. Raises KeyError for a stage that is none."""
    stages: dict[str, list[tuple[str, str]]] = {}
    for keyword, rest in instructions():
        if keyword == "FROM":
            parent, _, name = rest.partition(" AS ")
            stages[name] = current = list(stages.get(parent, []))
        else:
            current.append((keyword, rest))
    made, known = Image(), dict(arguments)
    for keyword, rest in stages[target]:
        match keyword:
            case "ARG":
                name, _, default = rest.partition("=")
                known.setdefault(name, default)
            case "ENV":
                pairs = (word.split("=", 1) for word in shlex.split(rest))
                made.environment |= {name: _filled(value, known) for name, value in pairs}
            case "ENTRYPOINT":
                made.entrypoint = json.loads(rest)
            case "CMD":
                made.command = json.loads(rest)
            case "HEALTHCHECK":
                made.health = json.loads(rest.partition("CMD ")[2])
            case "USER":
                made.user = rest
    return made


def _filled(value: str, known: Mapping[str, str]) -> str:
    return re.sub(r"\$\{(\w+)\}", lambda found: known[found[1]], value)
