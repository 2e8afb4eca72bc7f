"""What a log line or an answer may tell of an exception: what it is and where it arose.

Never its message, which may quote what it is about: PostgreSQL quotes the whole row that breaks a
constraint, a ValueError its value. Only who has logged in to the admin reads that.
"""

import sysconfig
import traceback
from types import CodeType
from typing import Any

from django.db import Error

from eventbox.errors import EventboxError
from eventbox.faults import causes

_LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")})
_FRAMES, _LINKS = 30, 5


def headline(error: BaseException) -> str:
    """One line, such as `ValueError in shop.handlers.on_order_placed, line 12`.

    With the database's own code, where it has one. What eventbox itself raises says what to do
    and quotes nothing, so its message is told.
    """
    name = _name(error)
    if isinstance(error, EventboxError):
        return f"{name}: {error}"
    place = _place(error)
    return f"{name} in {place}" if place else name


def trace(error: BaseException) -> str:
    """The traceback with its lines of source, without messages; causes first, as Python has it."""
    links = list(causes(error))[:_LINKS]
    return "\n\nThis led to:\n\n".join(_stack(link) for link in reversed(links))


def _stack(error: BaseException) -> str:
    lines = traceback.format_tb(error.__traceback__, -_FRAMES)
    return "".join(["Traceback (most recent call last):\n", *lines, _name(error)])


def _name(error: BaseException) -> str:
    name = type(error).__qualname__
    code = _code(error.__cause__) if isinstance(error, Error) else ""
    return f"{name} ({code})" if code else name


def _code(error: Any) -> str:
    """What the database calls it: PostgreSQL's code and the constraint, or SQLite's name of it.

    Where there is none there is no connection, and what libpq says of that quotes no row.
    """
    kind = type(error)
    if (kind.__module__, kind.__name__) == ("psycopg", "OperationalError") and not error.sqlstate:
        return str(error).partition("\n")[0]
    diagnosis = getattr(error, "diag", None)
    words = (
        getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None),
        getattr(diagnosis, "constraint_name", None) or getattr(diagnosis, "column_name", None),
    )
    return " ".join(word for word in words if word)


def _place(error: BaseException) -> str:
    """The innermost function of the project's own; without one, the innermost of all."""
    frames = list(traceback.walk_tb(error.__traceback__))
    own = [frame for frame in frames if not _is_of_library(frame[0].f_code)]
    if not (own or frames):
        return ""
    frame, line = (own or frames)[-1]
    return f"{frame.f_globals.get('__name__')}.{frame.f_code.co_qualname}, line {line}"


def _is_of_library(code: CodeType) -> bool:
    return code.co_filename.startswith(("<frozen ", *_LIBRARIES))
