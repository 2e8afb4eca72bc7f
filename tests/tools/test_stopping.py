"""Whoever is told to stop, make or the program under it, both end."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tools.house import ROOT

PATIENCE = 20.0
PROGRAM = """
import time
from tools.stopping import StopRequest
stop = StopRequest()
print("waiting", flush=True)
while not stop.made():
    time.sleep(0.02)
print("stopping", flush=True)
"""


@pytest.fixture
def make(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "Makefile").write_text(f"all:\n\t@{sys.executable} program.py\n")
    with subprocess.Popen(
        ["make"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=_default_signals,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "waiting\n"
        yield process
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def _default_signals() -> None:
    # A test run in the background or under nohup ignores these, and so would its children.
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def program_of(make: subprocess.Popen[str]) -> psutil.Process:
    (program,) = psutil.Process(make.pid).children()
    return program


@pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name
)
def test_a_signal_to_make_alone_ends_both(make: subprocess.Popen[str], number: int) -> None:
    program = program_of(make)
    make.send_signal(number)
    output, _ = make.communicate(timeout=PATIENCE)
    assert "stopping" in output
    assert not program.is_running()


def test_ctrl_c_in_a_terminal_ends_both(make: subprocess.Popen[str]) -> None:
    os.killpg(make.pid, signal.SIGINT)
    output, _ = make.communicate(timeout=PATIENCE)
    assert "stopping" in output


def test_a_killed_make_takes_the_program_with_it(make: subprocess.Popen[str]) -> None:
    program = program_of(make)
    make.kill()
    program.wait(timeout=PATIENCE)


def test_a_signal_to_the_program_ends_both(make: subprocess.Popen[str]) -> None:
    program_of(make).send_signal(signal.SIGTERM)
    output, _ = make.communicate(timeout=PATIENCE)
    assert (make.returncode, "stopping" in output) == (0, True)
