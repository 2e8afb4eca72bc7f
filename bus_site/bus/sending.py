"""Sends one consumer its pushes over a connection that is kept alive.

A total time-out holds from the first byte sent to the last one read, even where an answer
trickles: requests bounds each read alone, so another thread cuts off what is overdue.
"""

import contextlib
import socket
import time
from collections.abc import Callable, Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from bus_site.bus.connecting import CheckedAdapter
from bus_site.bus.outcomes import Answer, NoAnswer, Reply
from bus_site.bus.sinks import Sinks
from eventbox.posting import Posts

MAX_ANSWER_BYTES = 64 * 1024


class Sender:
    """The way to one consumer. `post` belongs to one thread, `cut_off_if_overdue` to any."""

    def __init__(
        self,
        sinks: Sinks,
        *,
        connect_timeout: float,
        timeout: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._timeouts = (connect_timeout, timeout)
        self._total = timeout
        self._clock = clock
        self._overdue_at: float | None = None
        self._cut_off = False
        self._socket: socket.socket | None = None
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy, no .netrc: the sink is what was checked
        self._session.headers["Accept"] = "application/json"
        self._session.headers["Accept-Encoding"] = "identity"
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, CheckedAdapter(sinks, self._remember, self._await_answer))
        self._posts = Posts(self._session)
        self._meanwhile: Callable[[], None] | None = None

    def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        meanwhile: Callable[[], None] | None = None,
    ) -> Reply:
        """Post `body` and wait for the answer; never raises for what the network does.

        `meanwhile` is called while the consumer works; what it raises comes out.
        """
        self._cut_off = False
        self._meanwhile = meanwhile
        self._overdue_at = self._clock() + self._total
        reply: Reply
        try:
            reply = self._exchange(url, body, headers)
        except (requests.ReadTimeout, ReadTimeoutError):
            self._cut_off = True
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            cause = _cause(error)
            reply = NoAnswer(type(cause).__name__, said=str(cause))
        finally:
            self._overdue_at = None
        # What was cut off may look like an end.
        return NoAnswer(f"no whole answer within {self._total:g} s") if self._cut_off else reply

    @property
    def is_busy(self) -> bool:
        """Whether an exchange is under way."""
        return self._overdue_at is not None

    def cut_off_if_overdue(self) -> None:
        """End the exchange that has taken longer than it may."""
        overdue_at, connection = self._overdue_at, self._socket
        if overdue_at is not None and connection is not None and self._clock() > overdue_at:
            self._cut_off = True
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give the connection back."""
        self._session.close()

    def _exchange(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        sent = self._posts.send(url, body, headers, timeout=self._timeouts, stream=True)
        with sent as response:
            answer = _beginning(response.raw)
            said = response.headers
            return Answer(response.status_code, answer, said.get("Retry-After"), said.get("Date"))

    def _await_answer(self) -> None:
        meanwhile, self._meanwhile = self._meanwhile, None
        if meanwhile is not None:
            meanwhile()

    def _remember(self, connection: socket.socket) -> None:
        self._socket = connection


def _beginning(answer: Any) -> bytes:
    """At most MAX_ANSWER_BYTES of the answer's body; raises where it breaks off before that."""
    beginning = b""
    while len(beginning) < MAX_ANSWER_BYTES and (
        part := answer.read(MAX_ANSWER_BYTES - len(beginning))
    ):
        beginning += part
    return beginning


def _cause(error: Exception) -> BaseException:
    """The cause itself, without the layers that requests and urllib3 wrap it in."""
    inner: BaseException = error
    while True:
        deeper = getattr(inner, "reason", None) or (inner.args[0] if inner.args else None)
        if not isinstance(deeper, BaseException):
            break
        inner = deeper
    return inner
