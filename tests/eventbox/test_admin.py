"""The admin shows outbox, cursor and what is parked, and changes them only by its actions."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from eventbox.models import OutboxEvent, ParkedEvent
from eventbox.receiver import receive
from eventbox.relay import Relay
from tests.eventbox.diary.handlers import broken
from tests.eventbox.diary.models import Entry
from tests.eventbox.fake_log import FakeLog
from tests.eventbox.outbox import fill, parked, turn, unsent
from tests.eventbox.windows import log_of, window_of

pytestmark = pytest.mark.django_db(transaction=True)

OUTBOX = "/admin/eventbox/outboxevent/"
PARKED = "/admin/eventbox/parkedevent/"
CURSOR = "/admin/eventbox/cursor/"


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("admin"))
    return client


@pytest.fixture
def viewer() -> Client:
    """Staff that may look at everything and change nothing."""
    user = User.objects.create_user("viewer", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = Client()
    client.force_login(user)
    return client


def act(client: Client, page: str, action: str, *rows: OutboxEvent | ParkedEvent) -> str:
    answer = client.post(
        page, {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True
    )
    assert answer.status_code == 200
    return " ".join(str(message) for message in answer.context["messages"])


def refused(*subjects: str) -> FakeLog:
    log = FakeLog()
    log.refused = set(subjects)
    return log


def park_three() -> None:
    """Three parked events of key a, the first of which is broken; b:1 is applied."""
    broken.add("a:1")
    receive(window_of(log_of("a:1", "b:1", "a:2", "a:3")))
    assert ParkedEvent.objects.count() == 3


def of(subject: str) -> ParkedEvent:
    return ParkedEvent.objects.get(subject=subject)


def texts() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("text", flat=True))


@pytest.mark.parametrize("page", [OUTBOX, PARKED, CURSOR])
def test_every_page_can_be_looked_at_searched_and_opened(admin: Client, page: str) -> None:
    park_three()
    [row, *_] = fill("x:1")
    assert admin.get(page).status_code == 200
    if page != CURSOR:
        assert admin.get(page, {"q": "1"}).status_code == 200
    pk = {OUTBOX: row.pk, PARKED: of("a:1").pk, CURSOR: 1}[page]
    change = admin.get(f"{page}{pk}/change/", follow=True)
    assert change.status_code == 200


def test_a_parked_event_is_shown_with_its_traceback(admin: Client) -> None:
    park_three()
    page = admin.get(f"{PARKED}{of('a:1').pk}/change/").content.decode()
    assert "RuntimeError: a:1 is broken" in page
    assert "on_noted" in page


@pytest.mark.parametrize("page", [OUTBOX, PARKED, CURSOR])
def test_nobody_adds_changes_or_deletes_rows(admin: Client, page: str) -> None:
    park_three()
    [row, *_] = fill("x:1")
    pk = {OUTBOX: row.pk, PARKED: of("a:1").pk, CURSOR: 1}[page]
    assert admin.get(f"{page}add/").status_code == 403
    assert admin.post(f"{page}{pk}/change/", {"position": 9}).status_code == 403
    assert admin.post(f"{page}{pk}/delete/", {"post": "yes"}).status_code == 403
    assert "delete_selected" not in admin.get(page).content.decode()


def test_send_again_lets_a_refused_row_and_its_key_go_on(admin: Client) -> None:
    log = refused("a:1")
    fill("a:1", "a:2")
    relay = Relay(log)
    turn(relay)
    log.refused.clear()
    said = act(admin, OUTBOX, "send_again", *OutboxEvent.objects.all())
    assert said == "1 events will be sent again."
    turn(relay)
    assert log.subjects == ["a:1", "a:2"]


def test_send_again_leaves_what_was_sent_alone(admin: Client) -> None:
    log = FakeLog()
    fill("a")
    relay = Relay(log)
    turn(relay)
    assert act(admin, OUTBOX, "send_again", *OutboxEvent.objects.all()).startswith("0 ")
    turn(relay)
    assert len(log.calls) == 1


def test_discard_refused_gives_up_refused_rows_alone(admin: Client) -> None:
    log = refused("a:1")
    fill("a:1", "a:2", "b:1")
    relay = Relay(log)
    turn(relay)
    fill("c:1")
    said = act(admin, OUTBOX, "discard_refused", *OutboxEvent.objects.all())
    assert said == "1 events are discarded."
    assert (parked(), unsent()) == ([], ["a:2", "c:1"])
    turn(relay)
    assert log.subjects == ["b:1", "a:2", "c:1"]


def test_redrive_applies_the_whole_key_in_order_whichever_row_is_chosen(admin: Client) -> None:
    park_three()
    broken.clear()
    assert act(admin, PARKED, "redrive_keys", of("a:3")) == "3 events applied, 0 still parked."
    assert texts() == ["b:1", "a:1", "a:2", "a:3"]


def test_redrive_of_what_still_fails_says_so(admin: Client) -> None:
    park_three()
    said = act(admin, PARKED, "redrive_keys", *ParkedEvent.objects.all())
    assert said == "0 events applied, 3 still parked."
    assert of("a:1").attempts == 2


def test_discard_gives_up_what_was_chosen_and_the_key_can_go_on(admin: Client) -> None:
    park_three()
    assert act(admin, PARKED, "discard_events", of("a:1")) == "1 events are discarded."
    assert act(admin, PARKED, "redrive_keys", of("a:2")) == "2 events applied, 0 still parked."
    assert texts() == ["b:1", "a:2", "a:3"]


def test_who_may_only_look_cannot_act(viewer: Client) -> None:
    park_three()
    log = refused("x:1")
    fill("x:1")
    turn(Relay(log))
    everything: list[tuple[str, str, Any]] = [
        (OUTBOX, "send_again", OutboxEvent.objects.get()),
        (OUTBOX, "discard_refused", OutboxEvent.objects.get()),
        (PARKED, "redrive_keys", of("a:1")),
        (PARKED, "discard_events", of("a:1")),
    ]
    broken.clear()
    for page, action, row in everything:
        assert viewer.get(page).status_code == 200
        act(viewer, page, action, row)
    assert ParkedEvent.objects.count() == 3
    assert parked() == ["x:1"]
