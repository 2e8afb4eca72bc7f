"""Connections to just the addresses that were checked, a moment before.

The name stays what the Host header, the TLS handshake and the certificate are about. Between the
check and the connection nobody is asked for the name again, so a second answer counts for nothing.
"""

import socket
from collections.abc import Callable
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.exceptions import NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from bus_site.bus.sinks import Sinks


class CheckedAdapter(HTTPAdapter):
    """Connects to what `sinks` allows, and tells of each new connection's socket.

    `await_answer` is called whenever a request is sent and its answer is not there yet.
    """

    def __init__(
        self,
        sinks: Sinks,
        tell: Callable[[socket.socket], None],
        await_answer: Callable[[], None] = lambda: None,
    ) -> None:
        self._sinks = sinks
        self._tell = tell
        self._await_answer = await_answer
        super().__init__(pool_maxsize=1)

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """A connection pool of urllib3, as HTTPAdapter gives it, of checked connections."""
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        if not issubclass(pool.ConnectionCls, _Checked):
            pool.ConnectionCls = self._checked(pool.ConnectionCls)
        return pool

    def _checked(self, kind: Any) -> Any:
        sinks, tell, await_answer = self._sinks, self._tell, self._await_answer

        def new_connection(connection: Any) -> socket.socket:
            return _connect(connection, sinks)

        def connect(connection: Any) -> None:
            kind.connect(connection)
            tell(connection.sock)

        def getresponse(connection: Any) -> Any:
            await_answer()
            return kind.getresponse(connection)

        # _new_conn makes the socket, for plain HTTP and below TLS; urllib3's own support of SOCKS
        # takes its place in the same way.
        members = {"_new_conn": new_connection, "connect": connect, "getresponse": getresponse}
        return type(kind.__name__, (_Checked, kind), members)


class _Checked:
    """Marks a connection class that connects to checked addresses alone."""


def _connect(connection: Any, sinks: Sinks) -> socket.socket:
    """A socket to the first of the host's addresses that answers; raises ForbiddenSink."""
    try:
        addresses = sinks.addresses(connection.host, connection.port)
    except socket.gaierror as error:
        raise NameResolutionError(connection.host, connection, error) from error
    failure: OSError | None = None
    for address in addresses:
        try:
            return create_connection(
                (address, connection.port),
                connection.timeout,
                source_address=connection.source_address,
                socket_options=connection.socket_options,
            )
        except OSError as error:
            failure = error
    raise NewConnectionError(connection, f"no connection to {addresses}: {failure}") from failure
