"""Crash points: named places at which a process kills itself (SIGKILL), as a power cut would.

For tests that start a service as a real process, let it die between two steps, start it again and
compare the end with that of a run without a crash. The places are wrapped from outside, by a small
program that a test starts instead of `manage.py`; no code of the service or of eventbox knows:

    django.setup()
    watch(EVENTBOX_STEPS, Path(sys.argv[1]))
    execute_from_command_line(sys.argv[1:])

and in the test, which starts that program with a folder of its own for each process:

    arm(folder, "apply.after_commit")
    ...
    assert deaths(folder) == ["apply.after_commit"]

An armed process dies once at each point: the point is taken away as it dies, so it can be started
again as it was. Several points are gone through in their order, one a life. `points` of a step
gives its two names, such as "apply.before_commit" and "apply.after_commit".
"""

import importlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

Function = Callable[..., Any]


def always(*args: Any, **kwargs: Any) -> bool:
    """For a step at which every call counts."""
    return True


@dataclass(frozen=True)
class Call:
    """A process may die before or after it calls `function` (a dotted path) to do `what`.

    Only calls count for whose arguments `only` is true.
    """

    name: str
    what: str
    function: str
    only: Callable[..., bool] = always

    @property
    def points(self) -> tuple[str, str]:
        return f"{self.name}.before_{self.what}", f"{self.name}.after_{self.what}"


@dataclass(frozen=True)
class Commit:
    """A process may die before or after the COMMIT of the transaction of `function`.

    That is the one which it opens, or within which it is called. A rollback does not count.
    """

    name: str
    function: str
    only: Callable[..., bool] = always

    @property
    def points(self) -> tuple[str, str]:
        return f"{self.name}.before_commit", f"{self.name}.after_commit"


Step = Call | Commit


def _is_window(stretch: Any) -> bool:
    return hasattr(stretch, "window") and bool(stretch.events)


def _is_history(stretch: Any) -> bool:
    return not hasattr(stretch, "window")


EVENTBOX_STEPS: tuple[Step, ...] = (
    Commit("publish", "eventbox.publishing.publish_many"),
    Call("relay", "send", "eventbox.transports.http.HttpTransport.append"),
    Call("relay", "mark", "eventbox.relay.mark_sent"),
    Call("refuse", "park", "eventbox.relay.park_row"),
    Call("subscribe", "send", "eventbox.transports.http.HttpTransport.subscribe"),
    Commit("apply", "eventbox.applying._apply_whole", only=_is_window),
    Commit("park", "eventbox.applying._park_step"),
    Call("redrive", "note", "eventbox.parking._record_failure"),
    Commit("redrive", "eventbox.parking._apply_if_first"),
    Commit("discard", "eventbox.parking.discard"),
    Commit("learn", "eventbox.applying._apply_whole", only=_is_history),
    Commit("learned", "eventbox.learning._finish"),
)
"""Every commit and every send of eventbox.

*publish* is the commit of a change with its events; *relay* the batch on its way to the bus and the
note that it is there; *refuse* setting a row aside that the bus does not take; *subscribe* telling
the bus where the cursor is; *apply* a window with events or one event of it; *park* setting a
failed one aside; *redrive* trying it again, and the note that it failed again; *discard* giving it
up; *learn* a page of a new type's history, and *learned* taking the type into the cursor.
"""


NATS_STEPS: tuple[Step, ...] = (
    Call("stream", "append", "eventbox.transports.nats.transport.NatsTransport.append"),
    Call("stream", "publish", "eventbox.transports.nats.publisher.Publisher._send"),
    *(step for step in EVENTBOX_STEPS if step.name != "relay"),
    Call("relay", "mark", "eventbox.relay.mark_sent"),
)
"""The same with the log in NATS: *stream* is a batch on its way there, and each event of it.

Nobody dies after `publish`, which only begins what goes on later: the next one is before it.
"""


def arm(folder: Path, *points: str, nth: int = 1) -> None:
    """Let the process that watches `folder` die at each of `points`, one after the other.

    At the first of them it dies when it reaches it for the `nth` time now.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "deaths").unlink(missing_ok=True)
    _write_armed(
        folder, [f"{point} {nth if place == 0 else 1}" for place, point in enumerate(points)]
    )


def disarm(folder: Path) -> None:
    """Let the process live on."""
    (folder / "armed").unlink(missing_ok=True)


def deaths(folder: Path) -> list[str]:
    """The points at which the process has died since it was armed, in order."""
    try:
        return (folder / "deaths").read_text().split()
    except FileNotFoundError:
        return []


def watch(steps: Iterable[Step], folder: Path) -> None:
    """Wrap `steps` in this process, for good: it dies at whatever is armed in `folder`.

    Call it once, after django.setup() and before any work begins.
    """
    crash = _Crash(folder)
    transactions = _Transactions(crash)
    for step in steps:
        if isinstance(step, Commit):
            wrap(step.function, partial(transactions.around, step))
        else:
            wrap(step.function, partial(_around, step, crash))
    transactions.watch()


def wrap(path: str, wrapper: Callable[[Function], Function]) -> None:
    """Put `wrapper(function)` in the place of the function with the dotted `path`, everywhere.

    That is in its module or class, and in every module that has imported it by name. A reference
    that is kept elsewhere, in a table or a partial, stays as it was.
    """
    owner, name = _resolve(path)
    function = getattr(owner, name)
    wrapped = wraps(function)(wrapper(function))
    setattr(owner, name, wrapped)
    for module in list(sys.modules.values()):
        for alias, value in list(getattr(module, "__dict__", {}).items()):
            if value is function:
                setattr(module, alias, wrapped)


class _Crash:
    """Kills this process at the point that is armed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._times = 0

    def reach(self, point: str) -> None:
        """Die here, if this is the first armed point and was reached often enough."""
        with self._lock:
            try:
                first, *later = (self._folder / "armed").read_text().splitlines()
            except (FileNotFoundError, ValueError):
                self._times = 0
                return
            armed, nth = first.split()
            if armed != point:
                return
            self._times += 1
            if self._times == int(nth):
                self._die(point, later)

    def _die(self, point: str, later: Sequence[str]) -> None:
        _write_armed(self._folder, later)
        with (self._folder / "deaths").open("a") as file:
            file.write(f"{point}\n")
        os.kill(os.getpid(), signal.SIGKILL)
        threading.Event().wait()  # the signal may take a moment: go no further


class _Transactions(threading.local):
    """The commit steps that this thread's open transaction stands for."""

    def __init__(self, crash: _Crash) -> None:
        self._crash = crash
        self._steps: dict[str, Commit] = {}

    def around(self, step: Commit, function: Function) -> Function:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            if step.only(*args, **kwargs):
                self._steps[step.name] = step
            try:
                return function(*args, **kwargs)
            finally:
                if not connection.in_atomic_block:
                    self._steps.pop(step.name, None)

        return wrapped

    def watch(self) -> None:
        """See each COMMIT and ROLLBACK; a savepoint is neither."""
        commit, rollback = BaseDatabaseWrapper.commit, BaseDatabaseWrapper.rollback

        def commit_here(database: BaseDatabaseWrapper) -> None:
            steps, self._steps = self._steps, {}
            for step in steps.values():
                self._crash.reach(step.points[0])
            commit(database)
            for step in steps.values():
                self._crash.reach(step.points[1])

        def roll_back(database: BaseDatabaseWrapper) -> None:
            self._steps = {}
            rollback(database)

        wrap(_path(commit), lambda _: commit_here)
        wrap(_path(rollback), lambda _: roll_back)


def _write_armed(folder: Path, lines: Sequence[str]) -> None:
    draft = folder / "draft"
    draft.write_text("\n".join(lines))
    draft.replace(folder / "armed")


def _around(step: Call, crash: _Crash, function: Function) -> Function:
    before, after = step.points

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        counts = step.only(*args, **kwargs)
        if counts:
            crash.reach(before)
        result = function(*args, **kwargs)
        if counts:
            crash.reach(after)
        return result

    return wrapped


def _path(function: Function) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _resolve(path: str) -> tuple[Any, str]:
    """The module or class that has the last name of `path`; raises ImportError, AttributeError."""
    parts = path.split(".")
    for length in range(len(parts) - 1, 0, -1):
        try:
            owner: Any = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError as error:
            if error.name and not ".".join(parts[:length]).startswith(error.name):
                raise
            continue
        for name in parts[length:-1]:
            owner = getattr(owner, name)
        return owner, parts[-1]
    raise ImportError(f"there is no {path}")
