"""The past that is written into databases is one that could have been."""

import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bench.history import write_comments, write_log
from tools.house import BUS, COMMENTS, PYTHON, QUERY, ROOT, Service


def migrated(service: Service, folder: Path) -> Path:
    file = folder / f"{service.name}.sqlite3"
    subprocess.run(
        [PYTHON, service.manage, "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env={"DATABASE_URL": f"sqlite:///{file}", "POSTBUS_DATA_DIR": str(folder)},
        check=True,
    )
    return file


def rows(file: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def test_the_log_is_dense_and_its_events_are_those_of_the_contracts(tmp_path: Path) -> None:
    bus = migrated(BUS, tmp_path)

    write_log(bus, 50)

    written = rows(bus, "SELECT position, size, envelope FROM bus_loggedevent ORDER BY position")
    assert [position for position, _, _ in written] == list(range(1, 51))
    assert rows(bus, "SELECT position, event_id FROM bus_head") == [(50, "c26-created")]
    for _, size, envelope in written:
        assert size == len(envelope.encode())
        event = json.loads(envelope)
        contract = ROOT / "contracts" / "events" / f"{event['type']}.json"
        jsonschema.validate(event, json.loads(contract.read_text()))


@pytest.mark.parametrize("each", [3, 12])
def test_every_post_shows_its_newest_comments(tmp_path: Path, each: int) -> None:
    comments, query = migrated(COMMENTS, tmp_path), migrated(QUERY, tmp_path)

    write_comments(comments, query, posts=4, each=each)

    assert rows(comments, "SELECT count(*) FROM comments_comment") == [(4 * each,)]
    assert rows(comments, "SELECT count(*) FROM comments_knownpost") == [(4,)]
    for id, ready in rows(query, "SELECT id, ready FROM query_post"):
        newest = rows(
            query,
            f"SELECT id FROM query_comment WHERE post_id = '{id}' "
            "ORDER BY created_at DESC LIMIT 10",
        )
        assert json.loads(ready)["commentCount"] == each
        assert [comment["id"] for comment in json.loads(ready)["comments"]] == [
            row[0] for row in newest
        ]
