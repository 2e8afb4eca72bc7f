"""Some of the services, and more processes of one of them; nothing is started here."""

from pathlib import Path

from bench.part import Part
from bench.postbus import Postbus

DATABASES = {"posts": "sqlite:///posts.sqlite3"}
STREAM = {"EVENTBOX_TRANSPORT_URL": "nats://there"}


def test_one_more_process_has_its_own_arguments_and_settings_besides_those_of_all(
    tmp_path: Path,
) -> None:
    posts = Part(DATABASES, Postbus({"posts": 1}, DATABASES, tmp_path, STREAM))

    relay = posts.another("posts-pump", "--relay", "1", RELAYS="2")

    assert relay.command[-1].endswith("run_pump --relay 1")
    assert relay.environment.items() >= (STREAM | {"RELAYS": "2"}).items()
    pump = posts.processes["posts-pump"]
    assert pump.command[-1].endswith("run_pump")
    assert "RELAYS" not in pump.environment
    assert pump.log != relay.log
