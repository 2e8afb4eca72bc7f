"""Making the stream, and closing it: for the bus, whose log it continues."""

from dataclasses import dataclass

from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig

from eventbox.errors import BusError
from eventbox.transports.nats.connection import Connection, servers_of
from eventbox.transports.nats.loop import EventLoop
from eventbox.transports.nats.stream import LOG, STREAM, StreamState, stream_info, stream_state
from eventbox.transports.nats.subjects import ALL


@dataclass(frozen=True)
class StreamSettings:
    """`replicas` 3 survive the loss of a server; `guarded`: nobody can delete messages."""

    replicas: int = 1
    guarded: bool = True


class LogStream:
    """The stream of a log, at the NATS servers of `url`. All calls raise BusError."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection = Connection(servers_of(url))
        self._loop = EventLoop("nats-management")

    def state(self) -> StreamState | None:
        """The stream as it is; None where there is none."""
        return self._loop.run(self._state())

    def create(
        self, log: str, *, first: int, settings: StreamSettings = StreamSettings()
    ) -> StreamState:
        """Make the stream of `log`, whose next position is `first`; no matter if it is there."""
        return self._loop.run(self._create(log, first, settings))

    def seal(self) -> StreamState:
        """Take no event any more, for good; the stream as it is then."""
        return self._loop.run(self._seal())

    def delete(self) -> None:
        """Remove the stream with all that is in it."""
        self._loop.run(self._delete())

    def purge(self) -> None:
        """Remove all messages of a stream that is not guarded; it goes on counting."""
        self._loop.run(self._purge())

    def leader(self) -> str | None:
        """Which server of a cluster the stream's leader is; None for a single server."""
        return self._loop.run(self._leader())

    def close(self) -> None:
        """Give back the connection."""
        self._loop.run(self._connection.drop())
        self._loop.close()

    async def _state(self) -> StreamState | None:
        async with self._connection.jetstream() as js:
            return await stream_state(js) if await stream_info(js) else None

    async def _purge(self) -> None:
        async with self._connection.jetstream() as js:
            await js.purge_stream(STREAM)

    async def _leader(self) -> str | None:
        async with self._connection.jetstream() as js:
            info = await stream_info(js)
            return info.cluster.leader if info and info.cluster else None

    async def _create(self, log: str, first: int, settings: StreamSettings) -> StreamState:
        async with self._connection.jetstream() as js:
            if await stream_info(js) is None:
                made = await js.add_stream(_config(log, first, settings))
                if made.state.messages:
                    await js.delete_stream(STREAM)
                    raise BusError(
                        f"NATS was still removing an earlier stream {STREAM}, and gave the new one "
                        "its events: that is removed as well; try again in a second"
                    )
            return await stream_state(js)

    async def _seal(self) -> StreamState:
        async with self._connection.jetstream() as js:
            info = await stream_info(js)
            if info is None:
                raise BusError(f"NATS has no stream {STREAM}")
            if not info.config.sealed:
                info.config.sealed = True
                await js.update_stream(info.config)
            return await stream_state(js)

    async def _delete(self) -> None:
        async with self._connection.jetstream() as js:
            await js.delete_stream(STREAM)


def _config(log: str, first: int, settings: StreamSettings) -> StreamConfig:
    return StreamConfig(
        name=STREAM,
        description="the log of all events; its positions are the sequence numbers",
        subjects=[ALL],
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        discard=DiscardPolicy.NEW,  # a full disk refuses the new and keeps the old
        num_replicas=settings.replicas,
        first_seq=first,
        deny_delete=settings.guarded,
        deny_purge=settings.guarded,
        metadata={LOG: log},
    )
