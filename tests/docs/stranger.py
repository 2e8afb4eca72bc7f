"""A stranger who follows the quickstart of eventbox: types, writes files, leaves servers running.

| in the text | means |
| --- | --- |
| a block of `sh` | type this |
| a block of `text` right behind it | that is the answer, now or soon |
| a block of `sh` behind “each in a terminal of its own” | leave each line running |
| a block of `python` behind “Write to `path`:” or “Append to `path`:” | do so |

Here a folder stands for the reader's own, the checkout in it is a copy, and 4005, 8000 and 8001
are ports of the test's own.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.docs.markdown import Fence, Prose, parts
from tests.docs.promise import Promise
from tools.house import ROOT
from tools.port_lease import LeasedPort
from tools.trial.waiting import PATIENCE, wait_until

INSTALLING = 300.0  # seconds, for a command that may wait for a package index
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.egg-info")
_FILE = re.compile(r"(Write|Append) to `([^`]+)`:\s*\Z")
_PORT = re.compile(r"\b(4005|800[01])\b")
# What pip needs to find its index, and nothing that would tell Django or a service about this one.
_INHERITED = re.compile(r"(HOME|TMPDIR|LANG|LC_ALL|PIP_.*|.*_PROXY|.*_proxy|.*CA_BUNDLE|SSL_.*)\Z")


@dataclass(frozen=True)
class Instruction:
    """A block of the text, what is said before it, and the block of `text` right behind it."""

    said: str
    block: Fence
    answer: str | None


def instructions(text: str) -> Iterator[Instruction]:
    """What a text tells its reader to do, in order."""
    found = list(parts(text))
    for index, part in enumerate(found):
        if isinstance(part, Fence) and part.info in ("sh", "python"):
            said, between, behind = found[index - 1], found[index + 1], found[index + 2 :]
            assert isinstance(said, Prose)
            assert isinstance(between, Prose)
            answer = None
            if behind and isinstance(behind[0], Fence) and behind[0].info == "text":
                answer = behind[0].text if not between.text.strip() else None
            yield Instruction(said.text, part, answer)


class Stranger:
    """Works in `folder`; whatever was left running ends with the `with`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ports: dict[str, LeasedPort] = {}
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        own = {name: value for name, value in os.environ.items() if _INHERITED.match(name)}
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        self._environment = {**own, "PATH": path, "PYTHONUNBUFFERED": "1"}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        for line in list(self._running):
            self.stop(line)
        for port in self._ports.values():
            port.release()

    def check_out(self) -> None:
        """Copy what `pip` and the bus need of this repository: building leaves files behind."""
        there = self.folder / "postbus"
        there.mkdir()
        shutil.copy(ROOT / "pyproject.toml", there)
        for package in ROOT.glob("*/__init__.py"):
            shutil.copytree(package.parent, there / package.parent.name, ignore=_LEFT_OUT)

    def follow(self, instruction: Instruction) -> None:
        """Do as told; raises AssertionError, with the line, where it does not go as it says."""
        file = _FILE.search(instruction.said)
        text = self._here(instruction.block.text)
        where = f"line {instruction.block.line}"
        if instruction.block.info == "python":
            assert file, f"{where}: which file is this?"
            with (self.folder / file[2]).open("w" if file[1] == "Write" else "a") as out:
                out.write(text)
        elif "each in a terminal of its own" in instruction.said:
            for line in text.splitlines():
                self.start(line)
        elif instruction.answer is None:
            self.type(text, where)
        else:
            promise = Promise(self._here(instruction.answer))
            wait_until(lambda: promise.is_all_of(self.type(text, where)), f"{where}: {promise}")

    def type(self, script: str, where: str = "") -> str:
        """Run a script to its end; what it has printed."""
        done = subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=INSTALLING,
            check=False,
        )
        assert done.returncode == 0, f"{where}: {script}{done.stdout}{done.stderr}{self.logs()}"
        return done.stdout

    def start(self, line: str) -> None:
        """Leave the command of a line running, in a session of its own as a terminal has one."""
        with self._log(line).open("ab") as log:
            self._running[line] = subprocess.Popen(
                line.split(),
                cwd=self.folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def stop(self, line: str) -> None:
        """Ctrl-C in its terminal; what does not end then is killed."""
        process = self._running.pop(line)
        for number in (signal.SIGINT, signal.SIGKILL):
            try:
                os.killpg(process.pid, number)
                process.wait(PATIENCE)
            except ProcessLookupError:
                return
            except subprocess.TimeoutExpired:
                continue

    def running(self, name: str) -> str:
        """The line that was left running and has `name` in it."""
        [line] = (line for line in self._running if name in line)
        return line

    def logs(self) -> str:
        """What the servers have written, for whoever looks for a mistake."""
        return "\n".join(log.read_text(errors="replace") for log in self.folder.glob("*.log"))

    def _log(self, line: str) -> Path:
        return self.folder / (re.sub(r"\W+", "-", line) + ".log")

    def _here(self, text: str) -> str:
        return _PORT.sub(lambda found: self._port(found[0]), text)

    def _port(self, number: str) -> str:
        if number not in self._ports:
            self._ports[number] = LeasedPort()
        return str(self._ports[number].number)
