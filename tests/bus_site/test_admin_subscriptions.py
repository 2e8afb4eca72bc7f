import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from bus_site.bus.models import Subscription
from tests.bus_site.deliverers import subscribe, subscription
from tests.bus_site.events import fill

pytestmark = pytest.mark.django_db

LIST = "/admin/bus/subscription/"
SINK = "http://127.0.0.1:1/"
State = Subscription.State


def act(client: Client, action: str, name: str = "query") -> str:
    answer = client.post(LIST, {"action": action, "_selected_action": [name]}, follow=True)
    return answer.content.decode()


def test_the_list_shows_how_each_subscription_fares(admin_client: Client) -> None:
    fill(7)
    subscribe(SINK, position=3, last_error="answered 500: no <b>disk</b>", failures=12)
    page = admin_client.get(LIST).content.decode()
    assert "answered 500: no &lt;b&gt;disk&lt;/b&gt;" in page
    assert '<td class="field-lag">4</td>' in page
    assert '<td class="field-failures">12</td>' in page


def test_a_subscription_is_shown_whole(admin_client: Client) -> None:
    subscribe(SINK, types=["A"])
    page = admin_client.get(f"{LIST}query/change/").content.decode()
    assert SINK in page


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("pause", State.ACTIVE, State.PAUSED),
        ("resume", State.PAUSED, State.ACTIVE),
        ("resume", State.STOPPED, State.ACTIVE),
        ("resume", State.GONE, State.ACTIVE),
        ("wake", State.ACTIVE, State.ACTIVE),
    ],
)
def test_an_operator_changes_its_state(
    admin_client: Client, action: str, before: State, after: State
) -> None:
    subscribe(SINK, state=before)
    act(admin_client, action)
    assert subscription().state == after


def test_waking_ends_the_backoff(admin_client: Client) -> None:
    subscribe(SINK, failures=5, retry_at="2999-01-01T00:00:00Z")
    act(admin_client, "wake")
    assert (subscription().failures, subscription().retry_at) == (0, None)


def test_an_event_that_is_refused_is_skipped(admin_client: Client) -> None:
    fill(2)
    subscribe(SINK, mode="json")
    act(admin_client, "skip")
    assert subscription().position == 1


def test_what_is_not_possible_is_said(admin_client: Client) -> None:
    fill(2)
    subscribe(SINK)
    assert "cursor" in act(admin_client, "skip")
    assert subscription().position == 0


def test_a_subscription_can_be_removed(admin_client: Client) -> None:
    subscribe(SINK)
    admin_client.post(f"{LIST}query/delete/", {"post": "yes"})
    assert not Subscription.objects.exists()


def test_several_can_be_removed_at_once(admin_client: Client) -> None:
    subscribe(SINK)
    admin_client.post(
        LIST, {"action": "delete_selected", "_selected_action": ["query"], "post": "yes"}
    )
    assert not Subscription.objects.exists()


def test_who_may_only_look_is_offered_no_action(client: Client) -> None:
    watcher = User.objects.create_user("watcher", is_staff=True)
    watcher.user_permissions.add(Permission.objects.get(codename="view_subscription"))
    client.force_login(watcher)
    subscribe(SINK)
    assert client.get(LIST).status_code == 200
    act(client, "pause")
    assert subscription().state == State.ACTIVE
