"""Two of everything that may run more than once, on either database: webs, pumps, deliveries."""

import sys
from collections.abc import Callable
from typing import Any

import requests

from tests.faults.blog import Blog
from tests.faults.engine import EngineSystem
from tests.system.harness import ROOT, SERVICES, wait_until
from tests.system.postgres import ObservedServer

WEBS = {"bus": ("bus", "bus-2"), "comments": ("comments", "comments-2")}
PUMPS = ("comments-pump", "comments-pump-2")
PULLING, RELAYING = 0, 1
"""The rows of the leases."""
DELIVERIES = ("delivery", "delivery-2")


class Replicas(EngineSystem):
    """The five services; the bus and comments are two web processes and two workers each.

    On PostgreSQL where a server is given, each service with a database of its own, else on SQLite.
    """

    def __init__(self, engine: str, server: ObservedServer | None) -> None:
        self._server = server
        self._urls = {name: server.create_database(name) for name in SERVICES} if server else {}
        own = {name: {"DATABASE_URL": url} for name, url in self._urls.items()}
        super().__init__(engine, own=own)
        for service, (first, second) in WEBS.items():
            self.add_service(second, site=service, environment=self._own(service))
            for web in (first, second):
                self[web].command.append("--no-worker")
        for pump in PUMPS:
            self._add_worker(pump, "comments", "run_pump")
        for delivery in DELIVERIES:
            self._add_worker(delivery, "bus", "run_delivery")

    def start_all(self) -> None:
        self.start()  # the first web of each migrates
        self.start(*(second for _, second in WEBS.values()))
        for worker in (*PUMPS, *DELIVERIES):
            self[worker].begin()

    def pump_at(self, work: Callable[[], str | None]) -> str:
        """Wait until one of the pumps that run holds the lease of that work; which one."""
        return wait_until(work, "a pump holds the lease") or ""

    def wait_for_delivery(self, *names: str) -> None:
        """Wait until these, and nobody else, deliver to all subscriptions."""
        wait_until(lambda: set(self.deliveries().values()) <= set(names), f"{names} deliver")

    def relay(self) -> str | None:
        """The pump that relays; None while nobody who runs does."""
        return self._holder(RELAYING)

    def puller(self) -> str | None:
        """The pump that takes windows from NATS; None while nobody who runs does."""
        return self._holder(PULLING)

    def deliveries(self) -> dict[str, str | None]:
        """The process that holds each subscription's lease."""
        rows = self.rows("bus", "SELECT name, lease_owner FROM bus_subscription")
        return {name: self._process_of(owner, DELIVERIES) for name, owner in rows}

    def _holder(self, lease: int) -> str | None:
        sql = f"SELECT lease_owner FROM eventbox_relaylease WHERE id = {lease}"
        [(owner,)] = self.rows("comments", sql) or [("",)]
        return self._process_of(owner, PUMPS)

    def rows(self, service: str, sql: str) -> list[tuple[Any, ...]]:
        """What is in the service's database."""
        if self._server:
            return self._server.rows(service, sql)
        return list(self.database(service).read(sql))

    def _own(self, service: str) -> dict[str, str]:
        return {"DATABASE_URL": self._urls.get(service) or self.database(service).url}

    def _add_worker(self, name: str, service: str, command: str) -> None:
        arguments = [sys.executable, str(ROOT / f"{service}_site" / "manage.py"), command]
        sink = {"SINK_URL": self.url(service, "/events")}
        self.add(name, arguments, environment={**self._own(service), **sink})

    def _process_of(self, owner: str, names: tuple[str, ...]) -> str | None:
        """A lease's owner is `host:process id:…`."""
        running = {str(self[name].pid): name for name in names if self[name].is_running}
        return running.get(owner.split(":")[-2]) if owner else None


class BlogAtBoth(Blog):
    """Its users write comments to one and the other web process in turn, if it runs."""

    _next = 0

    def _write(self, service: str, path: str, body: dict[str, str]) -> requests.Response:
        webs = [web for web in WEBS.get(service, (service,)) if self.system[web].is_running]
        self._next += 1
        return super()._write(webs[self._next % len(webs)], path, body)


def other(name: str, of: tuple[str, ...]) -> str:
    """The other one of the two."""
    [rest] = set(of) - {name}
    return rest
