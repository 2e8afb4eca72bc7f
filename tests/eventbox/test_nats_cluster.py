"""Three servers, of which the leader dies under load: what was answered is there, in order."""

import threading
from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

from eventbox.errors import BusError
from eventbox.ids import uuid7
from eventbox.testing import make_event
from eventbox.transports.nats import LogStream, NatsTransport, StreamSettings
from tools.nats import NatsCluster
from tools.trial.waiting import wait_until

T = TypeVar("T")

KEYS = 8
BATCH = 16


class Producer:
    """Publishes batch after batch, each again until it is answered, as a relay does."""

    def __init__(self, transport: NatsTransport) -> None:
        self.acked: dict[str, int] = {}
        self.failures = 0
        self.stop = threading.Event()
        self._transport = transport
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Producer":
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop.set()
        self._thread.join(120)
        assert not self._thread.is_alive()

    def wait_for_more(self) -> None:
        """Until ten more batches were taken."""
        enough = len(self.acked) + 10 * BATCH
        wait_until(lambda: len(self.acked) >= enough, "ten more batches are taken")

    def _run(self) -> None:
        number = 0
        while not self.stop.is_set():
            events = [
                make_event("Noted", {"number": number + n}, partition_key=f"key-{n % KEYS}")
                for n in range(BATCH)
            ]
            number += BATCH
            while True:
                try:
                    positions = self._transport.append([event.text for event in events])
                    break
                except BusError:
                    self.failures += 1
            self.acked |= {
                event.id: position for event, position in zip(events, positions, strict=True)
            }


def answered(question: Callable[[], T]) -> T:
    """What the cluster answers; raises AssertionError while it does not."""
    try:
        return question()
    except BusError as error:
        raise AssertionError(str(error)) from error


def test_a_leader_that_dies_under_load_costs_no_event() -> None:
    with NatsCluster() as cluster:
        stream = LogStream(cluster.url)
        wait_until(lambda: _made(stream), "the cluster has chosen its leaders and makes the stream")
        transport = NatsTransport(cluster.url)
        with Producer(transport) as producer:
            for _ in range(2):
                producer.wait_for_more()
                leader = wait_until(lambda: answered(stream.leader), "the stream has a leader")
                assert leader
                cluster.servers[leader].kill()
                producer.wait_for_more()
                cluster.servers[leader].start()
        reader = NatsTransport(cluster.url)
        end = wait_until(lambda: answered(reader.end), "each server has found the others")
        events = reader.history(types=(), after=0, upto=end, limit=1_000_000)
        assert {event.id: event.position for event in events} == producer.acked
        assert len(events) == len(producer.acked)
        by_key = defaultdict(list)
        for event in events:
            by_key[event.partition_key].append(event.data["number"])
        assert len(by_key) == KEYS
        assert all(numbers == sorted(numbers) for numbers in by_key.values())
        assert producer.failures > 0  # the kills were noticed
        for one in (transport, reader, stream):
            one.close()


def _made(stream: LogStream) -> bool:
    try:
        return bool(stream.create(str(uuid7()), first=1, settings=StreamSettings(replicas=3)))
    except BusError:
        return False
