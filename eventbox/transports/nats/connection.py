"""A connection to NATS, made when it is needed and given up after any failure.

It never reconnects by itself: what was sent just before would be sent again behind our back.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError
from nats.js import JetStreamContext
from nats.js.errors import APIError, NoStreamResponseError, ServiceUnavailableError

from eventbox.envelope import MAX_EVENT_BYTES
from eventbox.errors import BusError, NotConfigured

log = logging.getLogger("eventbox.nats")

NO_STREAM = 10059
CONNECT = 3.0
ANSWER = 5.0  # long enough for a cluster to choose a new leader; seconds
SOUND = (2, 11)
"""2.10 was seen to forget, when it is killed, what came last under a subject, and 2.14 was not.
What lies between was not tried, and is not warned of."""
ROOM = 16 * 1024
"""For the headers and the subject of the largest event."""


def servers_of(url: str) -> list[str]:
    """The servers in `nats://one:4222,nats://two:4222`, or shorter `nats://one,two`.

    Raises NotConfigured.
    """
    scheme = urlsplit(url).scheme
    given = [part.strip() for part in url.split(",") if part.strip()]
    servers = [part if "://" in part else f"{scheme}://{part}" for part in given]
    for server in servers:
        parts = urlsplit(server)
        if parts.scheme not in ("nats", "tls") or not parts.hostname:
            raise NotConfigured(f"{_shown(server)} is no address of NATS, such as nats://host:4222")
    return servers


class Connection:
    """To one of `servers`, whichever answers; belongs to one event loop."""

    def __init__(self, servers: list[str]) -> None:
        self._servers = servers
        self._client: Client | None = None
        self._told = ""
        self._warned = False
        self._connecting = asyncio.Lock()

    @property
    def where(self) -> str:
        """The servers, without any password."""
        return ", ".join(_shown(server) for server in self._servers)

    @asynccontextmanager
    async def jetstream(self) -> AsyncIterator[JetStreamContext]:
        """JetStream; raises BusError for whatever goes wrong within.

        After anything but an error that JetStream itself answers, the next use connects anew.
        """
        try:
            client = await self._connected()
            yield client.jetstream(timeout=ANSWER)
        except (ServiceUnavailableError, NoStreamResponseError, NoRespondersError) as error:
            reason = "JetStream is not available, or there is no stream for it"
            raise BusError(f"NATS at {self.where}: {reason} ({error})") from error
        except APIError as error:
            raise BusError(_refusal(error)) from error
        except (TimeoutError, NatsError, OSError, EOFError) as error:
            await self.drop()
            said = self._told or str(error).removeprefix("nats: ") or type(error).__name__
            raise BusError(f"NATS at {self.where} did not answer: {said}") from error

    async def drop(self) -> None:
        """Close the connection, if there is one; the next use makes a new one."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):
                await asyncio.wait_for(client.close(), CONNECT)

    async def _connected(self) -> Client:
        async with self._connecting:
            if self._client is None or not self._client.is_connected:
                await self.drop()
                self._client = await self._connect()
            return self._client

    async def _connect(self) -> Client:
        client = Client()
        self._told = ""
        try:
            await asyncio.wait_for(client.connect(**self._options()), CONNECT * len(self._servers))
        except BaseException:
            with suppress(Exception):
                await asyncio.wait_for(client.close(), CONNECT)
            raise
        if client.max_payload < MAX_EVENT_BYTES + ROOM:
            await client.close()
            raise BusError(
                f"NATS at {self.where} takes messages of {client.max_payload} bytes at most; "
                f"events may have {MAX_EVENT_BYTES}: set max_payload there to 1MB or more"
            )
        self._warn_of(client)
        return client

    def _warn_of(self, client: Client) -> None:
        version = client.connected_server_version
        if not self._warned and (version.major, version.minor) < SOUND:
            self._warned = True
            log.warning(
                "NATS at %s is version %d.%d: when it is killed it forgets which event was the "
                "last of its key, and one may come twice or be held up; use 2.14",
                *(self.where, version.major, version.minor),
            )

    async def _note(self, error: Exception) -> None:
        """Remember why what is asked stays without an answer: it is not allowed."""
        log.debug("%s", error)
        if "permissions violation" in str(error).lower():
            self._told = str(error).removeprefix("nats: ")

    def _options(self) -> dict[str, Any]:
        return {
            "servers": self._servers,
            "name": "eventbox",
            "allow_reconnect": False,
            "connect_timeout": CONNECT,
            "ping_interval": 5,
            "max_outstanding_pings": 2,
            "error_cb": self._note,
        }


def _refusal(error: APIError) -> str:
    if error.err_code == NO_STREAM:
        return "NATS has no stream for the log: the bus makes it, `manage.py move_log --to nats`"
    return f"NATS refused: {error.description or error}"


def _shown(server: str) -> str:
    parts = urlsplit(server)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
