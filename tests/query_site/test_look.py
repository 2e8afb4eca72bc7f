"""The look at a SQLite file sees what is committed and never waits; a server's end is outlived."""

import asyncio
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import pytest
from django.db import connection

from eventbox.testing import apply
from query_site.query import look
from query_site.query.look import FileLook
from query_site.query.selectors import current_stamp
from tests.query_site.story import post_created


def database(path: Path, stamp: str) -> sqlite3.Connection:
    """A projection of that stamp, opened for writing."""
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("CREATE TABLE query_projection (id integer, change integer, stamp text)")
    writer.execute("INSERT INTO query_projection VALUES (1, 1, ?)", [stamp])
    return writer


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a ?name#.sqlite3"


@pytest.fixture
def writer(file: Path) -> Iterator[sqlite3.Connection]:
    writer = database(file, "a")
    yield writer
    writer.close()


@pytest.fixture
def at(file: Path) -> Iterator[FileLook]:
    at = FileLook(str(file))
    yield at
    at.close()


def seen(at: FileLook) -> str | None:
    return asyncio.run(at())


def test_it_sees_what_is_committed_and_nothing_else(
    writer: sqlite3.Connection, at: FileLook
) -> None:
    assert seen(at) == "1-a"
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE query_projection SET change = 2")
    assert seen(at) == "1-a"
    writer.execute("COMMIT")
    assert seen(at) == "2-a"


def test_a_projection_without_events_has_none(writer: sqlite3.Connection, at: FileLook) -> None:
    writer.execute("DELETE FROM query_projection")
    assert seen(at) is None


def test_a_file_that_somebody_has_for_himself_is_not_waited_for(
    writer: sqlite3.Connection, at: FileLook
) -> None:
    writer.execute("PRAGMA journal_mode=DELETE")
    writer.execute("BEGIN EXCLUSIVE")
    assert seen(at) is None
    assert at._opened().execute("PRAGMA busy_timeout").fetchone() == (0,)
    writer.execute("COMMIT")
    assert seen(at) == "1-a"


def test_a_file_that_is_not_there_is_not_made(file: Path, at: FileLook) -> None:
    assert seen(at) is None
    assert not file.exists()
    database(file, "late").close()
    assert seen(at) == "1-late"


def test_it_writes_nothing(writer: sqlite3.Connection, at: FileLook) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        at._opened().execute("DELETE FROM query_projection")


def test_a_file_that_has_taken_its_place_is_seen_after_a_while(
    tmp_path: Path, file: Path, at: FileLook, monkeypatch: pytest.MonkeyPatch
) -> None:
    database(file, "old").close()
    assert seen(at) == "1-old"
    database(tmp_path / "another", "new").close()
    (tmp_path / "another").replace(file)
    later = monotonic() + 61
    monkeypatch.setattr(look, "monotonic", lambda: later)
    assert seen(at) == "1-new"


@pytest.mark.only_on("postgres")
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_has_ended_is_made_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 60)
    apply(post_created("p"))
    stamp = current_stamp()
    with ThreadPoolExecutor(1) as thread:
        try:
            assert thread.submit(look._stamp).result() == stamp
            pid = thread.submit(lambda: connection.connection.info.backend_pid).result()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s, 30000)", [pid])
                assert cursor.fetchone() == (True,)
            found = [thread.submit(look._stamp).result() for _ in range(3)]
            assert found == [None, stamp, stamp]
        finally:
            thread.submit(lambda: connection.close()).result()
