"""The bus gets an older copy of its database back: nobody skips anything, nothing is lost.

Over HTTP the bus has the log itself, and consumers stop. With the log in NATS it reads there what
it lacks; the stream itself may come back older, which test_lost_stream.py is about.

The operator does what docs/guarantees.md says below "After restoring a backup", word for word.
"""

import json
import re
from datetime import UTC, datetime

from eventbox.envelope import format_time
from tests.faults.blog import GOOD, HELD, REJECTED, Blog
from tests.faults.engine import EngineSystem, only_http, only_nats
from tests.faults.log import in_log, log_length
from tests.faults.test_late_and_lost import HEARTBEAT
from tests.system.admin import delete
from tests.system.database import Database
from tests.system.harness import ROOT, System, wait_until

CONSUMERS = ("comments", "moderation", "query")
PRODUCERS = ("posts", "comments", "moderation")
TEXT = (
    (ROOT / "docs" / "guarantees.md").read_text("utf-8").partition("## After restoring a backup")[2]
)

Key = tuple[str, str]


@only_http
def test_a_bus_restored_from_an_older_copy_stops_its_consumers_until_they_adopt_it(
    engine: str,
) -> None:
    with EngineSystem(engine, environment=HEARTBEAT) as system:
        blog, backup, taken_at = a_blog_with_a_backup_of_the_bus(system)
        system.stop("bus")
        system.database("bus").restore(backup)
        resend(system, since=taken_at)
        system.start("bus")

        wait_until(lambda: all_stopped(system), "every consumer has stopped, and says why")
        written_meanwhile(blog)
        adopt(system, after=end_of(backup))
        all_is_back(system, blog)


@only_http
def test_a_bus_that_went_on_from_an_older_copy_is_found_out_by_the_ids_of_its_events(
    engine: str,
) -> None:
    with EngineSystem(engine, environment=HEARTBEAT) as system:
        blog, backup, taken_at = a_blog_with_a_backup_of_the_bus(system)
        applied = log_length(system)
        at_the_end = dict.fromkeys(CONSUMERS, applied)
        wait_until(lambda: cursors(system) == at_the_end, "everybody has applied all")
        system.stop("bus", *CONSUMERS)
        system.database("bus").restore(backup)
        system.start("bus")
        for n in range(applied - end_of(backup) + 3):
            blog.post(f"After the restore, {n}")
        delete(system, "posts", f"/admin/posts/post/{forget(blog)}/delete/")
        wait_until(lambda: log_length(system) > applied + 3, "the log is longer than it ever was")

        system.start(*CONSUMERS)
        wait_until(lambda: all_stopped(system), "every consumer has stopped, and says why")
        for name in CONSUMERS:
            stopped = system.get(name, "/status").json()["cursor"]["stopped"]
            assert f"at position {applied} the log has event" in stopped
            assert "adopt_log" in stopped
        written_meanwhile(blog)
        # As long as nobody settles it, nobody skips anything: the cursors stay where they were.
        assert cursors(system) == at_the_end

        resend(system, since=taken_at)
        adopt(system, after=end_of(backup))
        all_is_back(system, blog)


@only_nats
def test_with_the_log_in_nats_a_restored_bus_reads_there_what_it_lacks(engine: str) -> None:
    with EngineSystem(engine) as system:
        blog, backup, _ = a_blog_with_a_backup_of_the_bus(system)
        system.stop("bus")
        system.database("bus").restore(backup)
        written_meanwhile(blog)
        system.start("bus")
        all_is_back(system, blog)


def a_blog_with_a_backup_of_the_bus(system: System) -> tuple[Blog, Database, str]:
    """A blog that went on after the backup; the backup, and when it was begun."""
    system.start()
    blog = Blog(system)
    post = blog.post("Before the backup")
    blog.comment_when_known(post, GOOD)
    blog.wait_settled()
    system.stop("bus")
    taken_at = format_time(datetime.now(UTC))
    backup = system.database("bus").copy()
    system.start("bus")
    later = blog.post("After the backup")
    for content in (GOOD, REJECTED, HELD):
        blog.comment_when_known(later, content)
        blog.comment(post, content)
    blog.wait_settled()
    return blog, backup, taken_at


def written_meanwhile(blog: Blog) -> None:
    """People go on while the consumers stand."""
    post = next(iter(blog.posts))
    blog.comment(post, GOOD)
    blog.post("While they stand")


def forget(blog: Blog) -> str:
    """The id of a post that nobody is to see any more."""
    id, _ = blog.posts.popitem()
    return id


def resend(system: System, *, since: str) -> None:
    follow(system, TEXT, "eventbox_resend", since, PRODUCERS, "sent again")


def adopt(system: System, *, after: int) -> None:
    follow(system, TEXT, "adopt_log", str(after), CONSUMERS, "adopted")


def follow(
    system: System, text: str, command: str, value: str, services: tuple[str, ...], answer: str
) -> None:
    """Run the command as the text gives it, for the services that it names."""
    told = re.search(rf"python <site>/manage.py {command} (\S+) <[^>]+> +# (.+)", text)
    assert told, f"the text does not say how to {command}"
    assert tuple(told[2].split(", ")) == services
    for name in services:
        assert answer in system.manage(name, command, told[1], value)


def all_is_back(system: System, blog: Blog) -> None:
    """The page shows what was written; the log has what the outboxes keep, each event once."""
    blog.wait_settled()
    wait_until(lambda: depths(system) == [0, 0, 0], "everything is sent")
    blog.wait_settled()
    kept = [key for name in PRODUCERS for key in outbox(system, name)]
    wait_until(lambda: sorted(in_log(system)) == sorted(kept), "the log has what the outboxes keep")
    wait_until(
        lambda: len(system.get("moderation", "/reviews").json()) == held(blog), "all are held"
    )
    end = dict.fromkeys(CONSUMERS, log_length(system))
    wait_until(lambda: cursors(system) == end, "everybody has applied all")
    assert [system.get(name, "/status").json()["parked"]["events"] for name in CONSUMERS] == [0] * 3


def outbox(system: System, name: str) -> list[Key]:
    rows = system.database(name).read("SELECT envelope FROM eventbox_outboxevent")
    events = [json.loads(envelope) for (envelope,) in rows]
    return [(event["source"], event["id"]) for event in events]


def held(blog: Blog) -> int:
    return [content for _, content in blog.comments.values()].count(HELD)


def depths(system: System) -> list[int]:
    return [system.get(name, "/status").json()["outbox"]["depth"] for name in PRODUCERS]


def cursors(system: System) -> dict[str, int]:
    return {name: system.get(name, "/status").json()["cursor"]["position"] for name in CONSUMERS}


def end_of(backup: Database) -> int:
    """Where the log of the backup ends, as the text says how to find it."""
    told = re.search(r"`(SELECT \w+ FROM \w+)`", TEXT)
    assert told, "the text does not say where to read it"
    [(position,)] = backup.read(told[1])
    return int(position)


def all_stopped(system: System) -> bool:
    subscriptions = system.get("bus", "/subscriptions").json()
    assert {one["name"] for one in subscriptions} == set(CONSUMERS)
    return all(one["state"] == "stopped" and one["lastError"] for one in subscriptions)
