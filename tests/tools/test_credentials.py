"""`make secrets`: every service gets its own, nobody else reads them, none is overwritten."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from honcho.environ import parse

from tools import credentials
from tools.as_service import own_settings
from tools.house import ROOT, SERVICES


def test_the_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    previous = os.umask(0)
    try:
        assert credentials.write(path)
    finally:
        os.umask(previous)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("POSTS_SECRET_KEY=mine\n")
    assert not credentials.write(path)
    assert path.read_text() == "POSTS_SECRET_KEY=mine\n"


def test_they_are_made_where_nothing_is_installed_but_python() -> None:
    bare = [sys.executable, "-S", "-c", "import tools.credentials"]
    subprocess.run(bare, cwd=ROOT, env={}, check=True)


def test_what_is_written_is_read_again_unchanged(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    credentials.write(path)
    read = parse(path.read_text())
    assert all(f"\n{name}={value}\n" in path.read_text() for name, value in read.items())
    assert read.keys() == credentials.new_secrets().keys()


def test_a_file_of_an_earlier_version_is_given_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("POSTS_SECRET_KEY=mine\nPOSTGRES_PASSWORD=old")
    added = credentials.complete(path)
    read = parse(path.read_text())
    assert (read["POSTS_SECRET_KEY"], read["POSTGRES_PASSWORD"]) == ("mine", "old")
    assert {*added} == {*read} - {"POSTS_SECRET_KEY", "POSTGRES_PASSWORD"}
    assert "BUS_DATABASE_PASSWORD" in added
    assert credentials.complete(path) == []


def test_no_secret_is_used_twice() -> None:
    values = [value for _ in range(2) for value in credentials.new_secrets().values()]
    assert len(set(values)) == len(values)


def test_the_bus_knows_the_secret_of_every_other_service_and_a_hash_of_its_token() -> None:
    made = credentials.new_secrets()
    pairs = dict(entry.split("=", 1) for entry in made["BUS_CLIENTS"].split(","))
    assert pairs == {
        name: f"sha256-{sha256(made[f'{name.upper()}_EVENTBOX_BUS_TOKEN'])}:"
        f"{made[f'{name.upper()}_EVENTBOX_WEBHOOK_SECRET']}"
        for name in ("posts", "comments", "query", "moderation")
    }


def test_the_bus_sees_no_token_that_anybody_could_use() -> None:
    made = credentials.new_secrets()
    seen = str(own_settings("bus", made))
    tokens = [value for name, value in made.items() if name.endswith("_BUS_TOKEN")]
    assert len(tokens) == 4
    assert [token for token in tokens if token in seen] == []


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_service_sees_its_own_secrets_and_no_others() -> None:
    made = credentials.new_secrets()
    seen = own_settings("posts", made | {"PATH": "/bin"})
    assert seen == {
        "PATH": "/bin",
        "SECRET_KEY": made["POSTS_SECRET_KEY"],
        "EVENTBOX_BUS_TOKEN": made["POSTS_EVENTBOX_BUS_TOKEN"],
        "EVENTBOX_WEBHOOK_SECRET": made["POSTS_EVENTBOX_WEBHOOK_SECRET"],
        "EVENTBOX_TRANSPORT_PASSWORD": made["POSTS_EVENTBOX_TRANSPORT_PASSWORD"],
    }


def test_the_bus_sees_its_key_and_its_clients() -> None:
    made = credentials.new_secrets()
    assert own_settings("bus", made) == {
        "SECRET_KEY": made["BUS_SECRET_KEY"],
        "BUS_CLIENTS": made["BUS_CLIENTS"],
        "EVENTBOX_TRANSPORT_PASSWORD": made["BUS_EVENTBOX_TRANSPORT_PASSWORD"],
    }


def test_every_service_has_a_secret_key_of_its_own() -> None:
    made = credentials.new_secrets()
    keys = {own_settings(service.name, made)["SECRET_KEY"] for service in SERVICES}
    assert len(keys) == len(SERVICES)
