"""A system whose services can be crashed at named points, and are started again when they die."""

import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL

from eventbox.testing.crashing import arm, died_at, disarm
from tests.system.harness import ROOT, SERVICES, System

TALLY = "tally"


class CrashableSystem(System):
    """The five, and `tally`, which counts each event that it applies: a second time would show."""

    def __init__(
        self,
        own: Mapping[str, Mapping[str, str]] | None = None,
        *,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(own=own, environment=environment)
        for name in SERVICES:
            _, _, *command = self[name].command
            self[name].command = self._crashable(name, f"{name}_site.settings", command)
        tally = self.add(TALLY, [], ready="/status", environment=(own or {}).get(TALLY))
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

    def folder(self, name: str) -> Path:
        """Where a service is told to crash."""
        return self.data / f"crash-{name}"

    @contextmanager
    def crashing(self, victim: str, point: str, *, nth: int = 1) -> Iterator["Crash"]:
        """Meanwhile `victim` dies when it reaches `point` the nth time, and is started again."""
        crash = Crash(self, victim, point)
        arm(self.folder(victim), point, nth=nth)
        crash.begin()
        try:
            yield crash
        finally:
            disarm(self.folder(victim))
            crash.end()

    def _crashable(self, name: str, settings: str, command: list[str]) -> list[str]:
        runner = [sys.executable, "-m", "tests.faults.crashing", settings]
        return [*runner, str(self.folder(name)), *command]


class Crash:
    """Watches one service die, and starts it again."""

    def __init__(self, system: CrashableSystem, victim: str, point: str) -> None:
        self._system = system
        self._victim = victim
        self._point = point
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._supervise, name=f"watch over {victim}")
        self.exit_code: int | None = None

    @property
    def happened(self) -> bool:
        """Whether it died at the point, by its own SIGKILL."""
        died = died_at(self._system.folder(self._victim)) == self._point
        return died and self.exit_code == -SIGKILL

    def begin(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._over.set()
        self._thread.join()

    def _supervise(self) -> None:
        process = self._system[self._victim]
        while not self._over.wait(0.02):
            if not process.is_running:
                self.exit_code = process.exit_code
                self._system.start(self._victim)
                return
