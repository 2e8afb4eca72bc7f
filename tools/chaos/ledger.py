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


@dataclass(frozen=True)
class Deletion:
    """One request to delete a post (its `post_id` is its own) or a comment, and what came of it.

    Until it is answered its outcome is unknown. A refused one deleted nothing.
    """

    id: str
    post_id: str
    outcome: Outcome = "unknown"


class Ledger:
    """All attempts and deletions; any thread may write. Nothing is asked to be deleted twice."""

    def __init__(self) -> None:
        self._attempts: list[Attempt] = []
        self._counts: Counter[Outcome] = Counter()
        self._deletions: dict[str, Deletion] = {}
        self._lock = threading.Lock()

    def write(self, attempt: Attempt) -> None:
        """Note what came of a request."""
        with self._lock:
            self._attempts.append(attempt)
            self._counts[attempt.outcome] += 1

    def ask(self, deletion: Deletion) -> bool:
        """Note that it is about to be asked for; False where it was before."""
        with self._lock:
            return self._deletions.setdefault(deletion.id, deletion) is deletion

    def settle(self, deletion: Deletion) -> None:
        """Note what came of it."""
        with self._lock:
            self._deletions[deletion.id] = deletion

    @property
    def deletions(self) -> list[Deletion]:
        """All so far, also those under way."""
        with self._lock:
            return list(self._deletions.values())

    def count_deletions(self, outcome: Outcome) -> int:
        """How many ended so."""
        return sum(deletion.outcome == outcome for deletion in self.deletions)

    @property
    def attempts(self) -> list[Attempt]:
        """All so far."""
        with self._lock:
            return list(self._attempts)

    def count(self, outcome: Outcome) -> int:
        """How many ended so."""
        with self._lock:
            return self._counts[outcome]
