"""Whether it is the database that is at fault. Without DRF, as workers ask it too."""

from django.db import InterfaceError, OperationalError

from eventbox.faults import database_at_fault

_DOWN = (OperationalError, InterfaceError)


def database_is_down(error: Exception) -> bool:
    """Whether the database is down, starting, locked for too long, full, read-only or broken.

    Django names the first three alike; the rest shows in the database's own code.
    """
    return isinstance(error, _DOWN) or database_at_fault(error)
