"""What we rely on a server for: killed, it knows the last of each subject; what is gone, is gone.

NATS 2.10.27 does not, after SIGKILL, of what it had stored before its first start anew.
"""

import asyncio
import contextlib

import nats
import pytest

from eventbox.errors import BusError
from eventbox.testing import make_event
from eventbox.transports.nats import LogStream, NatsTransport, connection
from eventbox.transports.nats.stream import last_of
from eventbox.transports.nats.subjects import subject_of
from tools.nats import NatsServer
from tools.trial.waiting import wait_until


def test_a_killed_server_still_knows_the_last_of_each_subject() -> None:
    events = [make_event("Noted", {}, source="/posts", partition_key=f"k{n}") for n in range(12)]
    with NatsServer() as server:
        stream, publisher = LogStream(server.url), NatsTransport(server.url)
        stream.create("log-1", first=1)
        last = {subject_of(event): publisher.append([event.text])[0] for event in events}
        publisher.close()
        stream.close()
        server.kill()
        server.start()
        assert asyncio.run(told(server, list(last))) == last


def test_what_is_still_being_removed_does_not_come_back() -> None:
    with NatsServer() as server:
        stream, publisher = LogStream(server.url), NatsTransport(server.url)
        stream.create("log-1", first=1)
        publisher.append([make_event("Noted", {}).text])
        publisher.close()
        busy = server.hold_up_removals()
        stream.delete()
        with pytest.raises(BusError, match="still removing"):
            stream.create("log-2", first=1)
        busy.rmdir()
        wait_until(lambda: made(stream, "log-2"), "it can be made again")
        state = stream.state()
        assert state is not None
        assert (state.log, state.last) == ("log-2", 0)
        stream.close()


def made(stream: LogStream, log: str) -> bool:
    try:
        return stream.create(log, first=1).log == log
    except BusError:
        return False


def test_a_server_that_is_known_to_forget_is_warned_of_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "SOUND", (99, 0))
    with NatsServer() as server:
        publisher = NatsTransport(server.url)
        for _ in range(2):
            with contextlib.suppress(BusError):  # there is no stream
                publisher.state()
        publisher.close()
    warnings = [record for record in caplog.records if record.name == "eventbox.nats"]
    assert ["forgets" in record.getMessage() for record in warnings] == [True]


async def told(server: NatsServer, subjects: list[str]) -> dict[str, int]:
    client = await nats.connect(server.url)
    try:
        return {subject: await last_of(client.jetstream(), subject) for subject in subjects}
    finally:
        await client.close()
