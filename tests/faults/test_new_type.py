"""A release that learns a new event type while an older replica still runs: each event once."""

import os
import sys

from tests.faults.blog import GOOD, Blog
from tests.faults.engine import EngineSystem
from tests.system.harness import ROOT, System, wait_until

PRODUCED = 40


def test_a_new_type_is_learned_beside_an_older_replica(engine: str) -> None:
    with EngineSystem(engine) as system:
        system.start("bus", "posts", "comments")
        release = ROOT / "tests" / "faults" / "releases"
        for name in ("old", "new"):
            environment = {
                "DJANGO_SETTINGS_MODULE": f"tests.faults.releases.{name}",
                "DATABASE_URL": system.database("counter").url,
                "PYTHONPATH": str(ROOT),
            }
            own = system.add(
                name,
                [sys.executable, "-m", "django", "runserver", "--noreload"],
                environment=environment,
                ready="/status",
                folder=release,
            )
            own.command.append(f"127.0.0.1:{own.port}")
            own.environment["SINK_URL"] = own.address + "/events"
        system["old"].environment["PATH"] = os.environ["PATH"]
        migrate(system)
        blog = Blog(system)
        post = blog.post("Counted")
        for _ in range(PRODUCED // 2):
            blog.comment_when_known(post, GOOD)
        system.start("old")
        wait_until(lambda: counted(system, "PostCreated") == 1, "the old release has caught up")
        assert counted(system, "CommentCreated") == 0

        system.start("new")
        for _ in range(PRODUCED // 2):
            blog.comment(post, GOOD)
        wait_until(
            lambda: counted(system, "CommentCreated") >= PRODUCED, "the history and what came since"
        )
        cursor = system.get("new", "/status").json()["cursor"]
        assert "CommentCreated" in cursor["types"]
        assert system["old"].is_running
        assert distinct(system) == (PRODUCED, PRODUCED)


def migrate(system: System) -> None:
    import subprocess

    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--run-syncdb", "-v", "0"],
        env=system["new"].environment,
        cwd=ROOT,
        check=True,
        timeout=60,
    )


def counted(system: System, type: str) -> int:
    return int(query(system, f"SELECT count(*) FROM counter_count WHERE type = '{type}'")[0])


def distinct(system: System) -> tuple[int, int]:
    count = "SELECT count(*), count(DISTINCT event_id) FROM counter_count"
    first, second = query(system, f"{count} WHERE type = 'CommentCreated'")
    return int(first), int(second)


def query(system: System, statement: str) -> tuple[int, ...]:
    return system.database("counter").read(statement)[0]
