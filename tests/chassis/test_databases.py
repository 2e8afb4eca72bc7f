"""Where the data lies, and that SQLite is really opened the way the guarantees need it."""

import threading
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from chassis.databases import ROOT, databases
from tests.chassis.notes.models import Note


def test_the_default_is_a_file_in_the_data_directory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("POSTBUS_DATA_DIR", str(tmp_path / "new" / "place"))
    name = databases("notes", debug=True)["default"]["NAME"]
    assert name == str(tmp_path / "new" / "place" / "notes.sqlite3")
    assert (tmp_path / "new" / "place").is_dir()


def test_a_relative_sqlite_file_lies_under_the_root_whatever_the_working_directory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///var/other.sqlite3")
    assert databases("notes", debug=True)["default"]["NAME"] == str(ROOT / "var/other.sqlite3")


def test_postgres_keeps_its_connections_with_debug_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p@db:5432/notes")
    database = databases("notes", debug=False)["default"]
    assert database["ENGINE"] == "chassis.postgres"
    assert database["CONN_MAX_AGE"] == 60
    assert "init_command" not in database.get("OPTIONS", {})


def test_an_unknown_database_url_stops_the_start_without_showing_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "oracel://u:hunter2@db/notes")
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL cannot be read") as raised:
        databases("notes", debug=True)
    assert "hunter2" not in str(raised.value)


@pytest.mark.only_on("sqlite")
@pytest.mark.django_db
def test_sqlite_writes_ahead_and_to_the_disk() -> None:
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (10_000,)


@pytest.mark.only_on("sqlite")  # Postgres has row locks for it
@pytest.mark.django_db(transaction=True)
def test_transactions_that_read_before_they_write_wait_for_each_other() -> None:
    note = Note.objects.create(text="0")
    together = threading.Barrier(4)
    failures: list[Exception] = []

    def increment() -> None:
        try:
            together.wait(10)
            with transaction.atomic():
                mine = Note.objects.get(id=note.id)
                mine.text = str(int(mine.text) + 1)
                mine.save()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=increment) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    note.refresh_from_db()
    assert note.text == "4"
