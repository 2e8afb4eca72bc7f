"""A producer and a consumer with one of the libraries, each with a database of its own."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count

from bench.databases import number
from bench.rabbitmq import Broker
from bench.row import Missing
from bench.stage import Stage
from tools.house import ROOT
from tools.trial.process import Process
from tools.trial.waiting import wait_until

FOLDER = ROOT / "bench" / "peers"
PYTHON = FOLDER / ".venv" / "bin" / "python"
TRIES, TRY = 10, 5.0
numbers = count()


@dataclass(frozen=True)
class Library:
    """How its two sides are started: `{topic}` stands for what they meet under.

    `listening` is what the consumer logs once it is ready, `stored` what counts its rows.
    """

    name: str
    relay: tuple[str, ...]
    consumer: tuple[str, ...]
    stored: str


OUTBOX = Library(
    "outbox",
    relay=("publish",),
    consumer=("subscribe", "bench.peers.outbox.callbacks.store", "/topic/{topic}", "{topic}"),
    stored="SELECT count(*) FROM outbox_item",
)
CQRS = Library(
    "cqrs",
    relay=(),  # it has none
    consumer=("cqrs_consume", "-w", "1"),
    stored="SELECT count(*) FROM cqrs_itemreplica",
)


def versions() -> str:
    """Which versions of the libraries are compared with."""
    lock = (FOLDER / "requirements.lock").read_text()
    return ", ".join(re.findall(r"^django-(?:cqrs|outbox-pattern)==[\w.]+", lock, re.MULTILINE))


def check_installed() -> None:
    """Raises Missing."""
    if not PYTHON.exists():
        raise Missing(
            "django-outbox-pattern and django-cqrs are not installed: `make peers` does that,"
            " or leave row 9 out with --rows."
        )


class Pair:
    """Both sides, running once they are begun."""

    def __init__(self, stage: Stage, library: Library, broker: Broker) -> None:
        topic = f"items_{next(numbers)}"  # a new one: what was left over is in an old queue
        self._library = library
        self._database = stage.database_url(f"{topic}_consumer")
        shared = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "bench.peers.settings",
            "POSTBUS_DATA_DIR": str(stage.data),
            "PEER": library.name,
            "TOPIC": topic,
            "AMQP_PORT": str(broker.amqp),
            "STOMP_PORT": str(broker.stomp),
        }
        self._producer = shared | {"DATABASE_URL": stage.database_url(f"{topic}_producer")}
        self._consumer = shared | {"DATABASE_URL": self._database}
        sides = ((library.consumer, self._consumer), (library.relay, self._producer))
        self._processes = [
            Process(
                f"{library.name}-{words[0]}",
                [str(PYTHON), "-m", "django", *(word.format(topic=topic) for word in words)],
                environment=environment,
                log=stage.data / f"{library.name}-{words[0]}.log",
            )
            for words, environment in sides
            if words
        ]

    def begin(self) -> None:
        """Start both, and wait until events come through. Raises AssertionError."""
        for environment in (self._producer, self._consumer):
            command = [str(PYTHON), "-m", "django", "migrate", "--run-syncdb", "--verbosity", "0"]
            subprocess.run(command, cwd=ROOT, env=environment, check=True)
        for process in self._processes:
            process.begin()
        for _ in range(TRIES):
            self.produce(1)  # comes nowhere while there is no queue
            with suppress(AssertionError):
                wait_until(self.stored, "an event is stored", seconds=TRY)
                return
        raise AssertionError("\n".join(process.tail() for process in self._processes))

    def produce(self, count: int) -> float:
        """Write so many events; from when on they could be relayed, on time.monotonic's clock."""
        program = [str(PYTHON), "-m", f"bench.peers.{self._library.name}.produce", str(count)]
        done = subprocess.run(
            program, cwd=ROOT, env=self._producer, stdout=subprocess.PIPE, text=True, check=True
        )
        return float(done.stdout)

    def stored(self) -> int:
        """How many events have arrived."""
        return number(self._database, self._library.stored)

    def end(self) -> None:
        """End both."""
        for process in self._processes:
            process.kill()


@contextmanager
def pair(stage: Stage, library: Library, broker: Broker) -> Iterator[Pair]:
    """Both sides, ready; ended with the `with`. Raises AssertionError."""
    both = Pair(stage, library, broker)
    try:
        both.begin()
        yield both
    finally:
        both.end()
