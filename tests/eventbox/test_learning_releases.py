"""Two releases that each learn a type of their own do not learn for one another."""

import pytest

from eventbox.models import Backfill, Cursor, ParkedEvent
from tests.eventbox.test_learning import NEW, OLD, FakeTransport, learn_all, mixed_log, noted

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_type_that_a_withdrawn_release_began_to_learn_is_left_to_it() -> None:
    log = mixed_log()
    Cursor.objects.create(
        subscription="diary", log="log-1", types=OLD, position=8, event_id=log[7].id
    )
    Backfill.objects.create(subscription="diary", type="Withdrawn", position=0)
    learn_all(FakeTransport(log))
    assert noted() == ["1", "3", "5", "7"]
    assert Cursor.objects.get().types == NEW
    assert Backfill.objects.get().type == "Withdrawn"
    assert not ParkedEvent.objects.exists()
