"""A kept connection is looked at before each request, and a server that has ended it has said so.

A server that stops, is restarted or ends a session closes the socket, which can be seen without
asking: Django's `SELECT 1` is a round trip for every request, and of a short one a tenth.
"""

import select

from django.db.backends.postgresql import base
from psycopg import Connection


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks the server only after an error, or where there is something to be read."""

    def is_usable(self) -> bool:
        """Whether the connection can be used."""
        if self.connection is None or self.errors_occurred or not is_silent(self.connection):
            return bool(super().is_usable())
        return True


def is_silent(connection: "Connection[object]") -> bool:
    """Whether it is open, and the server has sent nothing: not even that it ends it."""
    if connection.closed:
        return False
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return not poll.poll(0)
