"""`make serve`: the same house as in production, with DEBUG off and every call authenticated."""

import signal

import psutil
import pytest

from tests.system.foreground import Foreground
from tests.system.harness import SERVICES
from tools.trial.waiting import PATIENCE

pytestmark = pytest.mark.only_on("sqlite")  # the house chooses SQLite by itself


def test_real_servers_and_workers_carry_a_comment_with_debug_off() -> None:
    with Foreground("serve") as house:
        house.arguments.append(str(house.data / "env"))
        house.start()
        house.wait_ready()

        assert (house.data / "env").stat().st_mode & 0o777 == 0o600
        assert house.settled_comment("A fine orange.")["status"] == "rejected"
        assert house.settled_comment("A fine apple.")["status"] == "approved"

        # With DEBUG on, both of these would be taken.
        event = {"type": "PostCreated", "data": {"id": "p1", "title": "Forged"}}
        assert house.request("POST", "bus", "/events", json=event).status_code == 401
        assert house.request("POST", "query", "/events", json=event).status_code == 401
        missing = house.request("GET", "posts", "/no-such-page")
        assert missing.status_code == 404
        assert "DEBUG" not in missing.text
        assert house.request("GET", "posts", "/static/admin/css/base.css").ok
        assert house.request("GET", "query", "/static/admin/css/base.css").ok
        assert house.request("GET", "frontend", "/config.json").json()["xray"] is False

        for name in SERVICES:
            assert "granian" in " ".join(house.serving(name).cmdline())
        secrets = credentials_of(house)
        family = house.family()
        assert house.stop(signal.SIGTERM) == 0
        assert psutil.wait_procs(family, timeout=PATIENCE)[1] == []
        assert "Killing what did not end" not in house.output
        assert [name for name, value in secrets.items() if value in house.output] == []


def credentials_of(house: Foreground) -> dict[str, str]:
    lines = (house.data / "env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if not line.startswith("#"))
