"""A process that is armed dies at its point: there, by SIGKILL, and once."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from eventbox.testing.crashing import EVENTBOX_STEPS, arm, deaths, disarm
from tests.eventbox.processes import PATIENCE, Running
from tests.eventbox.project import Project
from tests.system.database import Database

CRASHABLE = """
import sys
from pathlib import Path
import django
django.setup()
from eventbox.testing.crashing import EVENTBOX_STEPS, watch
watch(EVENTBOX_STEPS, Path(sys.argv[1]))
from django.db import transaction
from eventbox import publish
from eventbox.models import Cursor, OutboxEvent, ParkedEvent
from eventbox.parking import discard
"""
PUBLISH = """
def write(text):
    with transaction.atomic():
        with transaction.atomic():
            publish("Noted", {"text": text})
        if text == "never":
            transaction.set_rollback(True)
"""
NOWHERE = "http://127.0.0.1:1"
TEXTS = "SELECT count(*) FROM eventbox_outboxevent"
PARKED = "SELECT count(*) FROM eventbox_parkedevent"


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """A database without content."""
    project = Project(tmp_path_factory.mktemp("tables"), bus_url=NOWHERE)
    project.migrate()
    return project.database


@pytest.fixture
def project(tmp_path: Path, tables: Database) -> Iterator[Project]:
    database = tables.copy()
    yield Project(tmp_path, bus_url=NOWHERE, database=database)
    database.remove()


def run(project: Project, program: str) -> int:
    return run_python(project, "-c", CRASHABLE + program)


def run_python(project: Project, *arguments: str) -> int:
    with Running(
        [*arguments, str(project.folder / "crash")],
        environment={
            "PYTHONPATH": f"{project.folder}:.",
            "DATABASE_URL": project.database.url,
            "DJANGO_SETTINGS_MODULE": "project_settings",
        },
    ) as process:
        return process.process.wait(PATIENCE)


@pytest.mark.parametrize(("moment", "written"), [("before", 0), ("after", 1)])
def test_it_dies_just_before_or_just_after_the_commit(
    project: Project, moment: str, written: int
) -> None:
    arm(project.folder / "crash", f"publish.{moment}_commit")
    assert run(project, PUBLISH + "write('one')") == -signal.SIGKILL
    assert deaths(project.folder / "crash") == [f"publish.{moment}_commit"]
    assert project.rows(TEXTS) == [(written,)]


def test_what_is_rolled_back_does_not_count(project: Project) -> None:
    arm(project.folder / "crash", "publish.before_commit")
    assert run(project, PUBLISH + "write('never')") == 0
    assert deaths(project.folder / "crash") == []


def test_a_commit_of_something_else_does_not_count(project: Project) -> None:
    arm(project.folder / "crash", "publish.before_commit")
    program = "with transaction.atomic(): Cursor.objects.create(subscription='a', log='b')"
    assert run(project, program) == 0
    assert project.rows("SELECT count(*) FROM eventbox_cursor") == [(1,)]


def test_it_may_live_until_the_third_time(project: Project) -> None:
    arm(project.folder / "crash", "publish.before_commit", nth=3)
    program = PUBLISH + "for text in ('one', 'never', 'two', 'three', 'four'): write(text)"
    assert run(project, program) == -signal.SIGKILL
    assert project.rows(TEXTS) == [(2,)]


def test_it_dies_once(project: Project) -> None:
    arm(project.folder / "crash", "publish.before_commit")
    assert run(project, PUBLISH + "write('one')") == -signal.SIGKILL
    assert run(project, PUBLISH + "write('one')") == 0
    assert project.rows(TEXTS) == [(1,)]


def test_of_several_points_it_dies_at_one_in_each_life(project: Project) -> None:
    points = ["publish.before_commit", "publish.after_commit", "publish.before_commit"]
    arm(project.folder / "crash", *points, nth=2)
    program = PUBLISH + "for text in ('one', 'two'): write(text)"
    for dead in range(len(points)):
        assert deaths(project.folder / "crash") == points[:dead]
        assert run(project, program) == -signal.SIGKILL
    assert deaths(project.folder / "crash") == points
    assert project.rows(TEXTS) == [(2,)]
    assert run(project, program) == 0


def test_disarmed_it_lives_on(project: Project) -> None:
    arm(project.folder / "crash", "publish.before_commit")
    disarm(project.folder / "crash")
    assert run(project, PUBLISH + "write('one')") == 0


@pytest.mark.parametrize(("moment", "left"), [("before", 2), ("after", 1)])
def test_a_discard_that_is_cut_off_happened_whole_or_not_at_all(
    project: Project, moment: str, left: int
) -> None:
    park = """
Cursor.objects.create(subscription="diary", log="log")
for id in ("1", "2"):
    ParkedEvent.objects.create(subscription="diary", key="k", event_id=id, type="Noted",
        subject="", envelope='{"specversion":"1.0","id":"%s","source":"/a","type":"Noted",'
        '"time":"2026-01-01T00:00:00Z","data":{}}' % id, position=int(id))
"""
    discard_first = "discard('diary', ParkedEvent.objects.earliest('id').id)"
    assert run(project, park) == 0
    arm(project.folder / "crash", f"discard.{moment}_commit")
    assert run(project, discard_first) == -signal.SIGKILL
    assert project.rows(PARKED) == [(left,)]
    due = "SELECT count(*) FROM eventbox_parkedevent WHERE next_try_at IS NOT NULL"
    assert project.rows(due) == [(left % 2,)]  # the key goes on at once, once it may


@pytest.mark.parametrize(
    ("point", "noted"),
    [
        ("learn.before_commit", 1),
        ("learn.after_commit", 2),
        ("learned.before_commit", 3),
        ("learned.after_commit", 3),
    ],
)
def test_learning_that_is_cut_off_goes_on_where_it_was(
    project: Project, point: str, noted: int
) -> None:
    texts = "SELECT text FROM diary_entry ORDER BY id"
    arm(project.folder / "crash", point, nth=2 if point.startswith("learn.") else 1)
    assert run_python(project, "-m", "tests.eventbox.learner") == -signal.SIGKILL
    assert len(project.rows(texts)) == noted
    assert run_python(project, "-m", "tests.eventbox.learner") == 0
    assert project.rows(texts) == [("1",), ("2",), ("3",)]
    [(types,)] = project.rows("SELECT types FROM eventbox_cursor")
    assert "Noted" in types
    assert project.rows("SELECT count(*) FROM eventbox_backfill") == [(0,)]


def test_each_point_has_a_name_of_its_own() -> None:
    points = [point for step in EVENTBOX_STEPS for point in step.points]
    assert len(points) == len(set(points))
