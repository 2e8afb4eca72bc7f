"""What transports may differ in: a transport declares what it has, and is held to that."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

ATOMIC_BATCHES = "atomic batches"
"""A batch of which one event is refused leaves nothing in the log."""
CONFLICTS = "conflicts"
"""Other content under a known (source, id) is refused, not taken for the same event."""
DENSE_POSITIONS = "dense positions"
"""Each event is at the position after the one before; without, positions only grow."""
BATCH_ORDER = "batch order"
"""Events of different keys keep their batch's order, too; without, those of one key do."""
WINDOWS = "windows"
"""Windows are pushed to the sink."""
PULLED = "pulled"
"""The consumer asks for its windows: the transport is a PulledTransport."""

ALL_FEATURES = frozenset({ATOMIC_BATCHES, BATCH_ORDER, CONFLICTS, DENSE_POSITIONS, PULLED, WINDOWS})

Test = TypeVar("Test", bound=Callable[..., Any])


def needs(feature: str) -> Callable[[Test], Test]:
    """A test, or all tests of a class, for transports with that feature alone."""

    def mark(test: Test) -> Test:
        test.__dict__["needs"] = feature
        return test

    return mark


class Featured:
    """Takes from a subclass the tests of features that it does not declare."""

    features: ClassVar[frozenset[str]] = ALL_FEATURES

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if unknown := cls.features - ALL_FEATURES:
            raise TypeError(f"{cls.__name__} declares {sorted(unknown)}, which are no features")
        for name in dir(cls):
            needed = getattr(getattr(cls, name, None), "needs", None)
            if needed is not None and needed not in cls.features:
                setattr(cls, name, None)
