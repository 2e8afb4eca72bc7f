"""Delivered by the protocol, whatever happens on the way: the page is what a fold of the log gives.

Windows are cut anywhere, come again, come out of order and for other places than the cursor's; the
whole database goes back to an older copy; the cursor alone goes back.
"""

from collections.abc import Sequence
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventbox.adopting import adopt
from eventbox.models import Cursor, ParkedEvent
from eventbox.testing import InMemoryBus
from query_site.query.services import reset_projection
from tests.query_site.histories import Step, history, shown_after, steps
from tests.query_site.story import page

pytestmark = pytest.mark.django_db

WAYS = st.lists(
    st.sampled_from(["next"] * 5 + ["again", "any", "copy", "restore", "cursor back"]),
    min_size=5,
    max_size=30,
)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(steps=steps, ways=WAYS, random=st.randoms(use_true_random=False))
def test_windows_in_any_cut_and_order_and_restored_cursors_give_the_page_of_the_log(
    steps: Sequence[Step], ways: Sequence[str], random: Random
) -> None:
    with transaction.atomic():
        reset_projection()
        Cursor.objects.all().delete()
        with InMemoryBus() as bus:
            bus.append(*history(steps))
            _deliver(bus, ways, random)
            bus.deliver()
            assert page() == shown_after(bus.events)
        assert not ParkedEvent.objects.exists()
        transaction.set_rollback(True)


def _deliver(bus: InMemoryBus, ways: Sequence[str], random: Random) -> None:
    end = len(bus.events)
    copy = transaction.savepoint()
    for way in ways:
        position = _position()
        match way:
            case "next":
                window = bus.window(position, min(position + random.randrange(12), end))
                assert bus.push(window).status == 200
            case "again":
                after = random.randrange(position + 1)
                bus.push(bus.window(after, random.randrange(after, end + 1)))
            case "any":
                after = random.randrange(end + 1)
                bus.push(bus.window(after, random.randrange(after, end + 1)))
            case "copy":
                copy = transaction.savepoint()
            case "restore":
                transaction.savepoint_rollback(copy)
            case "cursor back":
                adopt(bus.transport, random.randrange(position + 1))
        # Only a window that begins where the cursor stands moves it.
        if way in ("again", "any"):
            assert _position() >= position


def _position() -> int:
    cursor = Cursor.objects.first()
    return cursor.position if cursor else 0
