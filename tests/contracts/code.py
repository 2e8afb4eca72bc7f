"""What a service's real code says about its events: what it handles, what it emits, who it is.

`handlers.py` is imported, in a process of its own with the service's settings. `events.py` is read,
not run: each event is one call of `publish` or one `Message`, whose type is written out there.
"""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PUBLISHING = {"publish", "Message"}

ASK = """
import json, django
django.setup()
from django.conf import settings
from django.utils.module_loading import import_string
print(json.dumps({
    "source": settings.EVENTBOX["SOURCE"],
    "handles": sorted(import_string(settings.EVENTBOX["HANDLERS"])),
    "sources": import_string(settings.EVENTBOX["SOURCES"]),
}))
"""


@dataclass(frozen=True)
class Told:
    """A service by its code: its `source`, and the types that it handles and emits, sorted.

    `sources` says from whom it takes each type.
    """

    source: str
    handles: list[str]
    sources: dict[str, str]
    emits: list[str]


@cache
def told_by(service: str) -> Told:
    """Read the code of the service of that name; raises AssertionError where it can't be read."""
    answer = ask(service, ASK)
    return Told(answer["source"], answer["handles"], answer["sources"], emitted(service))


def ask(service: str, program: str) -> Any:
    """Run the program with the service's settings; it prints JSON."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": f"{service}_site.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{service}: {done.stderr}"
    return json.loads(done.stdout)


def emitted(service: str) -> list[str]:
    """The types that the service's events.py publishes; nothing else in it may publish."""
    app = ROOT / f"{service}_site" / service
    types: set[str] = set()
    for path in sorted(app.rglob("*.py")):
        calls = list(publishing_calls(ast.parse(path.read_text("utf-8"))))
        where = path.relative_to(ROOT)
        assert not calls or path.name == "events.py", f"{where} publishes: events.py should"
        for call in calls:
            types.add(type_of(call, str(where)))
    return sorted(types)


def publishing_calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
            if name in PUBLISHING:
                yield node


def type_of(call: ast.Call, where: str) -> str:
    given = [*call.args[:1], *(word.value for word in call.keywords if word.arg == "type")]
    match given:
        case [ast.Constant(value=str(type))]:
            return type
    raise AssertionError(
        f'{where}:{call.lineno}: write the event\'s type out, as in publish("PostCreated", …), '
        "so that it can be read what the service emits"
    )
