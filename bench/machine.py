"""The machine and the versions that a table is of."""

import os
import platform
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from tools.nats.programs import NoNats, find_program
from tools.postgres.programs import NoPostgres, find_programs
from tools.trial.node import ORIGIN, node

PACKAGES = ("Django", "djangorestframework", "granian", "psycopg")


def description() -> Iterator[str]:
    """Lines such as `Python: 3.11.4`, the date first."""
    yield f"Date: {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    memory = psutil.virtual_memory().total / 2**30
    yield f"Machine: {os.cpu_count()} × {processor()}, {memory:.0f} GiB"
    yield f"System: {platform.system()} {platform.release()}, {platform.machine()}"
    yield f"Load before the first round (1, 5, 15 minutes): {_load()}"
    yield f"Postbus: {revision()}"
    yield f"Python: {platform.python_version()}, " + ", ".join(
        f"{package} {version(package)}" for package in PACKAGES
    )
    yield f"SQLite: {sqlite3.sqlite_version}, synchronous=FULL; PostgreSQL: {postgres()}"
    yield f"{nats()}, nats-py {version('nats-py')}"
    yield f"Node: {_said([node(), '--version'])}, Express {_express()}"


def processor() -> str:
    """Its name, as far as the system tells."""
    told = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.+)", told.read_text()) if told.exists() else []
    return names[0] if names else platform.processor() or "processor"


def revision() -> str:
    """The commit, and whether anything differs from it."""
    return _said(["git", "describe", "--always", "--dirty"])


def postgres() -> str:
    """Its version, of the programs that are started."""
    try:
        return _said([str(find_programs(os.environ) / "postgres"), "--version"]).split(" ")[2]
    except NoPostgres:
        return "none"


def nats() -> str:
    """The server and its version, of the program that is started."""
    try:
        return _said([str(find_program(os.environ)), "--version"])
    except NoNats:
        return "nats-server: none"


def _load() -> str:
    return ", ".join(f"{value:.1f}" for value in os.getloadavg())


def _express() -> str:
    told = (ORIGIN / "node_modules" / "express" / "package.json").read_text()
    found = re.search(r'"version": "([^"]+)"', told)
    return found[1] if found else "?"


def _said(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()
