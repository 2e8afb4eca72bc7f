"""NATS comes back without the stream's end, and goes on: nobody skips anything, nothing is lost.

The operator does what docs/nats.md says below "When the stream has lost something", word for word.
Over HTTP the log is in the bus's database, which test_restored_bus.py is about. That all of the
stream may be gone, tests/deploy shows.
"""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eventbox.envelope import format_time
from eventbox.errors import BusError
from eventbox.transports.nats import LogStream
from tests.faults.blog import GOOD, HELD, REJECTED, Blog
from tests.faults.engine import EngineSystem, only_nats
from tests.faults.log import is_drained, log_length
from tests.faults.test_restored_bus import (
    CONSUMERS,
    PRODUCERS,
    all_is_back,
    follow,
    written_meanwhile,
)
from tests.system.harness import ROOT, System, wait_until
from tools.nats import NatsServer

TEXT = (ROOT / "docs" / "nats.md").read_text("utf-8").partition("## When the stream has lost")[2]


@only_nats
def test_what_the_stream_has_lost_is_sent_again_behind_the_archive(engine: str) -> None:
    with EngineSystem(engine) as system:
        assert system.nats
        blog, backup, taken_at = a_blog_whose_archive_is_behind(system, system.nats)
        [(archived,)] = system.database("bus").read("SELECT position FROM bus_head")
        system.nats.kill()
        system.nats.restore_data(backup)
        system.nats.start()
        system.start("bus")
        wait_until(lambda: all_stopped(system), "every consumer has stopped, and says why")
        wait_until(lambda: goes_on(system, blog), "the stream is longer than it ever was")
        wait_until(lambda: trouble(system), "the bus says so, too")
        written_meanwhile(blog)
        assert log_length(system) == archived

        make_anew(system, archived)
        wait_until(lambda: all_stopped(system), "every consumer is further than the stream")
        follow(system, TEXT, "adopt_log", str(archived), CONSUMERS, "adopted")
        follow(system, TEXT, "eventbox_resend", taken_at, PRODUCERS, "sent again")
        all_is_back(system, blog)
        wait_until(lambda: trouble(system) is None, "the bus says so no more")


def a_blog_whose_archive_is_behind(system: System, server: NatsServer) -> tuple[Blog, Path, str]:
    """A blog that went on after the copy of NATS's data, the last of it while the bus was down.

    The copy, and when it was begun.
    """
    system.start()
    blog = Blog(system)
    post = blog.post("Before the copy")
    blog.comment_when_known(post, GOOD)
    blog.wait_settled()
    wait_until(lambda: is_drained(system), "all of it is archived")
    server.stop()
    taken_at = format_time(datetime.now(UTC))
    backup = server.copy_data()
    server.start()
    later = blog.post("After the copy")
    for content in (GOOD, REJECTED, HELD):
        blog.comment_when_known(later, content)
    blog.wait_settled()
    wait_until(lambda: is_drained(system), "this, too")
    system.kill("bus")
    for content in (GOOD, REJECTED, HELD):
        blog.comment(post, content)
    blog.wait_settled()
    return blog, backup, taken_at


def goes_on(system: EngineSystem, blog: Blog) -> bool:
    """Write another post; whether the stream reaches past what consumers have applied."""
    blog.post("On the older copy")
    furthest = max(cursor(system, name)["position"] for name in CONSUMERS)
    stream = stream_of(system)
    try:
        state = stream.state()
        return state is not None and state.last > furthest
    except BusError:
        return False  # it is late
    finally:
        stream.close()


def make_anew(system: EngineSystem, archived: int) -> None:
    """As the text says; `nats stream rm` is another program's."""
    assert "Remove what is left of the stream, `nats stream rm EVENTS`" in TEXT
    stream = stream_of(system)
    stream.delete()
    stream.close()
    told = re.search(r"python bus_site/manage.py (move_log --to nats)\n", TEXT)
    assert told, "the text does not say how to make it anew"
    said = system.manage("bus", *told[1].split())
    assert f"after position {archived} " in said


def stream_of(system: EngineSystem) -> LogStream:
    assert system.nats
    return LogStream(system.nats.url)


def all_stopped(system: System) -> bool:
    return all(cursor(system, name)["stopped"] for name in CONSUMERS)


def cursor(system: System, name: str) -> dict[str, Any]:
    cursor: dict[str, Any] = system.get(name, "/status").json()["cursor"]
    return cursor


def trouble(system: System) -> str | None:
    """What the bus says is wrong with the stream."""
    trouble: str | None = system.get("bus", "/status").json()["stream"]["trouble"]
    return trouble
