"""A system whose services crash at named points, and are there again once they have died."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from eventbox.testing.crashing import arm, deaths, disarm
from tests.system.harness import ROOT, SERVICES, System

TALLY, SINGLES = "tally", "singles"


class CrashableSystem(System):
    """The five, and `tally`, which counts each event that it applies: a second time would show.

    It is also sent each event by itself, in json mode, under the name `singles`.
    """

    def __init__(
        self,
        own: Mapping[str, Mapping[str, str]] | None = None,
        *,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(own=own, environment=environment)
        self.log_refuses = "EVENTBOX_TRANSPORT_URL" not in (environment or {})
        for name in SERVICES:
            _, _, *command = self[name].command
            self[name].command = self._crashable(name, f"{name}_site.settings", command)
        its = {"DATABASE_URL": self.database(TALLY).url}
        tally = self.add(TALLY, [], ready="/status", environment=its)
        address = f"127.0.0.1:{tally.port}"
        settings = "tests.faults.releases.new"
        tally.environment["SINK_URL"] = tally.address + "/events"
        tally.command = self._crashable(TALLY, settings, ["runserver", "--noreload", address])

    def begin(self) -> None:
        """Start all six, with their tables."""
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--run-syncdb", "-v", "0"],
            env={**self[TALLY].environment, "DJANGO_SETTINGS_MODULE": "tests.faults.releases.new"},
            cwd=ROOT,
            check=True,
            timeout=60,
        )
        self.start(*SERVICES, TALLY)
        wish = {"sink": self.url(TALLY, "/singles"), "mode": "json"}
        self.request("PUT", "bus", f"/subscriptions/{SINGLES}", json=wish).raise_for_status()

    def folder(self, name: str) -> Path:
        """Where a service is told to crash."""
        return self.data / f"crash-{name}"

    @contextmanager
    def crashing(self, victim: str, *points: str, nth: int = 1) -> Iterator["Crash"]:
        """Meanwhile `victim` dies at `points`, one after the other, and is there again each time.

        At the first one it dies when it reaches it the nth time.
        """
        arm(self.folder(victim), *points, nth=nth)
        try:
            yield Crash(self.folder(victim), points)
        finally:
            disarm(self.folder(victim))

    def _crashable(self, name: str, settings: str, command: list[str]) -> list[str]:
        runner = [sys.executable, "-m", "tests.faults.crashing", settings]
        return [*runner, str(self.folder(name)), *command]


@dataclass(frozen=True)
class Crash:
    """The deaths of one service, by its own SIGKILL."""

    folder: Path
    points: tuple[str, ...]

    @property
    def ahead(self) -> list[str]:
        """The points at which it has yet to die."""
        return list(self.points[len(deaths(self.folder)) :])
