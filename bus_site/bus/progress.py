"""Writes down how a delivery fares, unless the subscription was changed meanwhile.

Every write asks for the revision and the lease that the delivery began with: what comes back after
the row was put anew, or after another process took over, is not written over theirs. The receipts
alone are written whatever has happened to the row: what was confirmed stays so.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models.functions import Now

from bus_site.bus.models import Subscription
from bus_site.bus.receipts import Receipts
from bus_site.bus.writing import write_transaction, write_turn
from eventbox.worker import FOREVER

SAVE_EVERY = 0.2


class Progress:
    """One revision of a subscription under one lease: where it is, and how often it has failed.

    In window mode the consumer's own cursor is the truth, so successes are saved only now and then,
    as receipts are in either mode.
    """

    def __init__(
        self, row: Subscription, *, owner: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.position = row.position
        self.types = tuple(row.types)
        self.failures = row.failures
        self.last_error = row.last_error
        self._row = Subscription.objects.filter(
            name=row.name, revision=row.revision, lease_owner=owner
        )
        self._lazy = row.mode == Subscription.Mode.WINDOW
        self._clock = clock
        self._receipts = Receipts(row.name, clock)
        self._unsaved: dict[str, Any] = {}
        self._save_at = FOREVER

    def reach(self, position: int, *, carried: bool = True) -> None:
        """The consumer has taken everything up to `position`; `carried`: there were events."""
        if carried:
            self._receipts.note(self.position, position, self.types)
        self._note(position=position, last_success_at=Now())
        if self.failures or self.last_error:
            self._note(failures=0, retry_at=None, last_error="")
            self.save()
        elif not self._lazy:
            self._save_row()

    def pass_over(self, position: int) -> None:
        """Nothing up to `position` is wanted."""
        self._note(position=position)

    def move(self, position: int, types: tuple[str, ...]) -> None:
        """The consumer says that it is elsewhere, or wants other types."""
        self._note(position=position, types=list(types))
        self.types = types
        self.save()

    def fail(self, reason: str, wait: float) -> None:
        """One more failure in a row; the next try in `wait` seconds, by the database's clock."""
        retry_at = Now() + timedelta(seconds=wait)
        self._note(failures=self.failures + 1, retry_at=retry_at, last_error=reason)
        self.save()

    def end(self, state: Subscription.State, reason: str) -> None:
        """Deliver no more until the subscription is put again or resumed."""
        self._note(last_error=reason)
        self.save()
        self._row.filter(state=Subscription.State.ACTIVE).update(state=state)

    def save_if_due(self) -> float:
        """Save what has waited for long enough; the seconds until the next call is due."""
        wait = self._save_at - self._clock()
        if wait <= 0:
            self.save()
        return wait if wait > 0 else FOREVER

    def save(self) -> None:
        """Save all that is not saved."""
        if self._save_at < FOREVER:
            with write_transaction():
                if self._unsaved:
                    self._row.update(**self._unsaved)
                self._receipts.write()
        self._unsaved, self._save_at = {}, FOREVER

    def _save_row(self) -> None:
        with write_turn():
            self._row.update(**self._unsaved)
        self._unsaved = {}

    def _note(self, **values: Any) -> None:
        if self._save_at == FOREVER:
            self._save_at = self._clock() + SAVE_EVERY
        self._unsaved |= values
        for name in ("position", "failures", "last_error"):
            setattr(self, name, values.get(name, getattr(self, name)))
