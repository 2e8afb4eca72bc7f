"""The stream that is the log: which log it is, and from where to where it reaches."""

from collections.abc import Awaitable
from dataclasses import dataclass

from nats.js import JetStreamContext
from nats.js.api import RawStreamMsg, StreamInfo
from nats.js.errors import APIError, NotFoundError

from eventbox.errors import BusError
from eventbox.transports.nats.connection import NO_STREAM

STREAM = "EVENTS"
LOG = "eventbox-log"
"""The stream's metadata tell under this name which log it holds."""

_NO_MESSAGE = 10037


@dataclass(frozen=True)
class StreamState:
    """The log's id, and the first and last positions that the stream holds.

    An empty one ends at `last`, and `first` is the position that comes next.
    """

    log: str
    first: int
    last: int
    sealed: bool


async def stream_state(js: JetStreamContext) -> StreamState:
    """The stream as it is now; raises BusError where there is none that holds a log."""
    info = await stream_info(js)
    if info is None:
        raise NotFoundError(code=404, err_code=NO_STREAM, description="stream not found")
    log = (info.config.metadata or {}).get(LOG)
    if not log:
        raise BusError(
            f"the stream {STREAM} does not say which log it holds: it was not made by the bus"
        )
    if info.config.max_msgs_per_subject > 0:
        raise BusError(f"the stream {STREAM} keeps only some messages of each subject, not a log")
    return StreamState(log, info.state.first_seq, info.state.last_seq, info.config.sealed)


async def stream_info(js: JetStreamContext) -> StreamInfo | None:
    """What JetStream says of the stream; None where there is none."""
    try:
        return await js.stream_info(STREAM)
    except NotFoundError as error:
        if error.err_code == NO_STREAM:
            return None
        raise


async def message_at(js: JetStreamContext, position: int) -> RawStreamMsg | None:
    """The message at a position, as the stream's leader has it; None where it has none."""
    return await _message(js.get_msg(STREAM, seq=position))


async def last_of(js: JetStreamContext, subject: str) -> int:
    """The position of the last message of a subject; 0 without any."""
    message = await _message(js.get_msg(STREAM, subject=subject))
    return (message.seq or 0) if message else 0


async def _message(call: Awaitable[RawStreamMsg]) -> RawStreamMsg | None:
    try:
        return await call
    except APIError as error:
        if error.err_code == _NO_MESSAGE:
            return None
        raise
