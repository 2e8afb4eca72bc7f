"""What stands in front of Django, on the server's event loop, and looks the same from outside.

It answers without a thread or a middleware what Django has answered to such a request before, or
would answer; whatever else is asked goes the whole way.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from chassis.middleware.access_log import log_answer
from chassis.middleware.prefix import believed_prefix
from eventbox.context import correlated
from eventbox.ids import uuid7

Header = tuple[bytes, bytes]
"""As ASGI has them: names in lower case."""

NAMED: Final = frozenset(
    {b"host", b"origin", b"accept", b"x-forwarded-proto", b"x-forwarded-prefix"}
)
"""The headers that any answer may depend on."""

WHOLE_WAY: Final = frozenset({b"cookie", b"authorization", b"transfer-encoding"})
"""Whoever sends one of these is asked by Django who he is, or what he means by it."""

ID: Final = b"x-correlation-id"


def named_headers(
    scope: Any, named: Collection[bytes] = NAMED, whole_way: Collection[bytes] = WHOLE_WAY
) -> tuple[Header, ...] | None:
    """What tells a request from those that are answered otherwise; None where Django must look.

    WSGI takes an underscore for a hyphen, so a name that has one could be one of the `named`.
    """
    found = []
    for header in scope["headers"]:
        name = header[0]
        if name in named:
            found.append(header)
        elif name in whole_way or b"_" in name:
            return None
    return tuple(found)


def public_path(scope: Any) -> str:
    """The path as the log has it: with the prefix that the gateway took off."""
    prefix = dict(scope["headers"]).get(b"x-forwarded-prefix", b"").decode("latin-1")
    return believed_prefix(prefix) + str(scope["path"])


@dataclass(frozen=True, slots=True)
class Head:
    """How Django has begun an answer; another of the kind has an id of its own in it."""

    status: int
    headers: Sequence[Header]

    @classmethod
    def of(cls, start: Any, *, without: Collection[bytes] = ()) -> Self:
        """From ASGI's message; the headers `without` are each answer's own, as its id is."""
        own = {ID, *without}
        headers = [header for header in start["headers"] if header[0] not in own]
        return cls(start["status"], headers)

    def again(
        self, method: str, path: str, begin: float, *more: Header, story: str | None = None
    ) -> dict[str, Any]:
        """ASGI's message for an answer to a request that came at `begin` (perf_counter), logged.

        Its log line belongs to the `story`, where the request began one.
        """
        id = str(uuid7())
        with correlated(story or id):
            log_answer(method, path, self.status, begin)
        headers = [*self.headers, *more, (ID, id.encode())]
        return {"type": "http.response.start", "status": self.status, "headers": headers}
