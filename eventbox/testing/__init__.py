"""For users' own tests: events, a bus in memory, assertions about handlers, and faults.

`eventbox.testing.conformance` is for whoever writes a transport; it needs pytest. What stands here
is imported when it is first used, so that `eventbox.testing.crashing` serves without Django too.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eventbox.testing.events import apply, make_event, published
    from eventbox.testing.faulty import Duplicating, Failing, random_faults
    from eventbox.testing.handlers import (
        assert_handlers_are_idempotent,
        assert_handlers_need_order_only_within_keys,
        assert_handlers_replay,
        assert_handlers_take_any_window,
    )
    from eventbox.testing.memory import InMemoryBus, NotRelayed
    from eventbox.testing.memory_delivery import NotDelivered
    from eventbox.testing.memory_log import MemoryLog, MemoryTransport

__all__ = [
    "Duplicating",
    "Failing",
    "InMemoryBus",
    "MemoryLog",
    "MemoryTransport",
    "NotDelivered",
    "NotRelayed",
    "apply",
    "assert_handlers_are_idempotent",
    "assert_handlers_need_order_only_within_keys",
    "assert_handlers_replay",
    "assert_handlers_take_any_window",
    "make_event",
    "published",
    "random_faults",
]

_FILES = ("events", "faulty", "handlers", "memory", "memory_delivery", "memory_log")


def __getattr__(name: str) -> Any:
    if name in __all__:
        for file in _FILES:
            module = import_module(f"eventbox.testing.{file}")
            if name in vars(module):
                return getattr(module, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
