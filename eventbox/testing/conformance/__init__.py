"""What every transport must do, as tests. Subclass, say which features it has, and give a log:

    class TestMine(TransportConformance):
        features = ALL_FEATURES - {PULLED}

        @pytest.fixture
        def log(self) -> Iterator[LogUnderTest]:
            with MyLog() as log:
                yield log

A test of a feature that is not declared is not there. The log need not be empty.
"""

import pytest

for _name in ("appending", "reading", "subscribing", "delivering", "pulling"):
    pytest.register_assert_rewrite(f"eventbox.testing.conformance.{_name}")

from eventbox.testing.conformance.appending import Appending  # noqa: E402
from eventbox.testing.conformance.consumer import Consumer  # noqa: E402
from eventbox.testing.conformance.delivering import Delivering  # noqa: E402
from eventbox.testing.conformance.features import (  # noqa: E402
    ALL_FEATURES,
    ATOMIC_BATCHES,
    BATCH_ORDER,
    CONFLICTS,
    DENSE_POSITIONS,
    PULLED,
    WINDOWS,
)
from eventbox.testing.conformance.log import LogUnderTest  # noqa: E402
from eventbox.testing.conformance.pulling import Pulling  # noqa: E402
from eventbox.testing.conformance.reading import Reading  # noqa: E402
from eventbox.testing.conformance.subscribing import Subscribing  # noqa: E402

__all__ = [
    "ALL_FEATURES",
    "ATOMIC_BATCHES",
    "BATCH_ORDER",
    "CONFLICTS",
    "DENSE_POSITIONS",
    "PULLED",
    "WINDOWS",
    "Consumer",
    "LogUnderTest",
    "TransportConformance",
]


class TransportConformance(Appending, Reading, Subscribing, Delivering, Pulling):
    """All of it; the subclass overrides the fixture `log` and, where it lacks any, `features`."""
