"""What the clients were told: the one account of a run that does not come from the system itself.

Every request carries a text of its own, so that what became of it can be told even where its answer
was lost.
"""

import threading
from collections import Counter
from dataclasses import dataclass
from typing import Literal

Status = Literal["pending", "approved", "rejected"]
Outcome = Literal["acked", "refused", "unknown"]


@dataclass(frozen=True)
class Attempt:
    """One POST of a post (`post_id` is None) or of a comment, and what came of it.

    `id` is what a 201 named. `status` is what the rules must make of a comment.
    """

    text: str
    outcome: Outcome
    id: str | None = None
    post_id: str | None = None
    status: Status = "pending"


class Ledger:
    """All attempts; any thread may write."""

    def __init__(self) -> None:
        self._attempts: list[Attempt] = []
        self._counts: Counter[Outcome] = Counter()
        self._lock = threading.Lock()

    def write(self, attempt: Attempt) -> None:
        """Note what came of a request."""
        with self._lock:
            self._attempts.append(attempt)
            self._counts[attempt.outcome] += 1

    @property
    def attempts(self) -> list[Attempt]:
        """All so far."""
        with self._lock:
            return list(self._attempts)

    def count(self, outcome: Outcome) -> int:
        """How many ended so."""
        with self._lock:
            return self._counts[outcome]
