"""Processes run beside each other: one that ends leaves the others, and a stop leaves none."""

import io
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tools.crew import Crew, Ended

PATIENCE = 20.0

# Lives until it is told to end, and starts a child that does not care for what it is told.
STUBBORN = "trap 'exit 0' TERM; (trap '' TERM; sleep 600) & echo up; wait"


class Running:
    """A crew of shell commands, with all that it has printed."""

    def __init__(self, folder: Path, commands: dict[str, str]) -> None:
        procfile = folder / "Procfile"
        procfile.write_text("".join(f"{name}: {text}\n" for name, text in commands.items()))
        self.output = io.StringIO()
        self.crew = Crew(procfile, folder=folder, environment=os.environ, output=self.output)
        self.crew.start()
        self.ended: list[Ended] = []

    def until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, self.output.getvalue()
            ended = self.crew.step(timeout=0.05)
            if ended:
                self.ended.append(ended)

    def prints(self, text: str) -> Callable[[], bool]:
        return lambda: text in self.output.getvalue()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[dict[str, str]], Running]]:
    started: list[Running] = []

    def begin(commands: dict[str, str]) -> Running:
        started.append(Running(tmp_path, commands))
        return started[-1]

    yield begin
    for running in started:
        running.crew.stop(0)


Start = Callable[[dict[str, str]], Running]


def test_every_line_says_which_process_it_is_from(start: Start) -> None:
    running = start({"one": "echo hello; exec sleep 600", "other": "echo there; exec sleep 600"})
    running.until(running.prints("one   | hello\n"))
    running.until(running.prints("other | there\n"))


def test_a_killed_process_is_told_of_and_the_others_run_on(start: Start) -> None:
    running = start({"one": "exec sleep 600", "other": "exec sleep 600"})
    running.until(lambda: len(running.crew.pids) == 2)
    os.kill(running.crew.pids["one"], signal.SIGKILL)
    running.until(lambda: bool(running.ended))
    assert running.ended == [Ended("one", -signal.SIGKILL)]
    assert running.ended[0].how == "was ended by SIGKILL"
    assert running.crew.running == {"other"}
    assert psutil.pid_exists(running.crew.pids["other"])


def test_an_exit_code_is_told(start: Start) -> None:
    running = start({"one": "exit 3"})
    running.until(lambda: bool(running.ended))
    assert running.ended[0].how == "has ended (exit code 3)"


def test_a_stop_ends_what_the_processes_have_started_as_well(start: Start) -> None:
    running = start({"one": STUBBORN})
    running.until(running.prints("up"))
    family = psutil.Process(running.crew.pids["one"]).children(recursive=True)
    assert family
    running.crew.stop(PATIENCE)
    assert not running.crew.running
    assert psutil.wait_procs(family, timeout=PATIENCE)[1] == []


def test_a_child_that_a_killed_process_left_behind_ends_with_it(start: Start) -> None:
    running = start({"one": "sleep 600 & echo up; wait"})
    running.until(running.prints("up"))
    (orphan,) = psutil.Process(running.crew.pids["one"]).children()
    os.kill(running.crew.pids["one"], signal.SIGKILL)
    running.until(lambda: bool(running.ended))
    assert psutil.wait_procs([orphan], timeout=PATIENCE)[1] == []


def test_the_last_words_come_before_the_end(start: Start) -> None:
    running = start({"one": "sleep 600 & echo last words; exit 3"})
    running.until(lambda: bool(running.ended))
    assert "last words" in running.output.getvalue()


def test_a_crew_that_nobody_reads_can_still_be_stopped(start: Start) -> None:
    running = start({"one": "echo hello; exec sleep 600"})
    running.output.write = _closed_pipe  # type: ignore[method-assign]
    running.until(lambda: running.crew.unheard)
    running.crew.stop(PATIENCE)
    assert not running.crew.running


def _closed_pipe(text: str) -> int:
    raise BrokenPipeError


def test_a_process_that_does_not_end_is_killed(start: Start) -> None:
    running = start({"one": "trap '' TERM; echo up; while :; do sleep 1; done"})
    running.until(running.prints("up"))
    running.crew.stop(0.2)
    assert not running.crew.running
    assert "Killing what did not end in 0 s: one" in running.output.getvalue()
