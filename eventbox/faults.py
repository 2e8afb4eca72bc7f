"""Whose fault a failed handler is: the database's (try it again later) or its own (park it)."""

from django.db import Error, InterfaceError, OperationalError
from django.db.utils import NotSupportedError

# Primary result codes of SQLite (sqlite.org/rescode.html) that tell of the database, not the SQL:
# BUSY, LOCKED, NOMEM, READONLY, INTERRUPT, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB.
_SQLITE = {5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 26}
# Classes and codes of PostgreSQL (appendix A): connection, rollback by conflict, resources,
# operator intervention, system error, internal error, lock not available, read-only transaction.
_POSTGRES = ("08", "40", "53", "57", "58", "XX", "55P03", "25006")


def database_at_fault(error: BaseException) -> bool:
    """Whether `error` means that the database could not be used, rather than used wrongly."""
    while not isinstance(error, Error):
        if error.__cause__ is None:
            return False
        error = error.__cause__
    if isinstance(error, InterfaceError):
        return True
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return str(state).startswith(_POSTGRES)
    return isinstance(error, OperationalError) and not isinstance(error, NotSupportedError)
