"""How a subscription and the log stand: read before every exchange, in one statement."""

from dataclasses import dataclass
from uuid import UUID

from bus_site.bus.models import Head, Subscription
from eventbox.statements import run

_READ = """
    SELECT mode, state, revision, bus_subscription.position, retry_at IS NOT NULL,
           log, bus_head.position, event_id
    FROM bus_subscription LEFT JOIN bus_head ON bus_head.id = 1
    WHERE name = %s
"""


@dataclass(frozen=True)
class Standing:
    """`waits`: there was a time before which nothing is tried again. No head: an empty log."""

    mode: str
    state: str
    revision: UUID
    position: int
    waits: bool
    head: Head | None

    @property
    def is_pushed_to(self) -> bool:
        """Whether the bus sends it anything now."""
        return self.mode != Subscription.Mode.PULL and self.state == Subscription.State.ACTIVE


def standing_of(subscription: str) -> Standing | None:
    """As it is now; None for a subscription that there is not."""
    rows = run(_READ, [subscription])
    if not rows:
        return None
    mode, state, revision, position, waits, log, end, event_id = rows[0]
    return Standing(
        mode=mode,
        state=state,
        revision=revision if isinstance(revision, UUID) else UUID(revision),
        position=position,
        waits=bool(waits),
        head=Head(log=log, position=end, event_id=event_id) if log else None,
    )
