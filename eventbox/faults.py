"""Whose fault a failed handler is: the database's (try it again later) or its own (park it)."""

from collections.abc import Iterator

from django.db import Error, InterfaceError, OperationalError
from django.db.utils import NotSupportedError

from eventbox.errors import DatabaseUnavailable

# Primary result codes of SQLite (sqlite.org/rescode.html) that tell of the database, not the SQL:
# BUSY, LOCKED, NOMEM, READONLY, INTERRUPT, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB.
_SQLITE = {5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 26}
# Classes and codes of PostgreSQL (appendix A): connection, rollback by conflict, resources,
# operator intervention, system error, internal error, lock not available, read-only transaction.
_POSTGRES = ("08", "40", "53", "57", "58", "XX", "55P03", "25006")
# A statement, an idle transaction or a whole one that the server has ended by its time-outs.
_TOO_LONG = ("57014", "25P03", "25P04")


def database_at_fault(error: BaseException) -> bool:
    """Whether `error` came of a database that could not be used, rather than used wrongly.

    An exception that was raised while such a one was handled came of it too. What took longer than
    the database allows is its user's own fault: another try would take as long.
    """
    links = list(causes(error))
    if any(isinstance(link, DatabaseUnavailable) for link in links):
        return True
    return not took_too_long(error) and any(_unusable(e) for e in links if isinstance(e, Error))


def took_too_long(error: BaseException) -> bool:
    """Whether `error` came of PostgreSQL's statement_timeout, or of those of its transactions."""
    return any(_state(link) in _TOO_LONG for link in causes(error) if isinstance(link, Error))


def causes(error: BaseException) -> Iterator[BaseException]:
    """`error` and what led to it, as a traceback would show it."""
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _unusable(error: Error) -> bool:
    if isinstance(error, InterfaceError):
        return True
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE
    state = _state(error)
    if state is not None:
        return state.startswith(_POSTGRES)
    return isinstance(error, OperationalError) and not isinstance(error, NotSupportedError)


def _state(error: Error) -> str | None:
    """PostgreSQL's code, where it is PostgreSQL that raised it."""
    return getattr(error.__cause__, "sqlstate", None)
