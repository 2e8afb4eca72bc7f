import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from bus_site.bus import registry
from bus_site.bus.clients import hash_of
from bus_site.bus.models import ClientRecord

pytestmark = pytest.mark.django_db

LIST = "/admin/bus/clientrecord/"
TOKEN = re.compile(r"EVENTBOX_BUS_TOKEN=(\S+)")


def act(client: Client, action: str, name: str = "mailer") -> str:
    answer = client.post(LIST, {"action": action, "_selected_action": [name]}, follow=True)
    return answer.content.decode()


def token_in(page: str) -> str:
    shown = TOKEN.search(page)
    assert shown, page
    return shown[1]


def test_a_client_is_added_and_its_token_shown_once(admin_client: Client) -> None:
    answer = admin_client.post(f"{LIST}add/", {"name": "mailer", "reads": "B A  A"})
    token = token_in(answer.content.decode())
    known = registry.clients()["mailer"]
    assert known.token_hashes == (hash_of(token),)
    assert known.reads == frozenset({"A", "B"})
    assert known.secrets[0] in answer.content.decode().replace("&#x2B;", "+")
    assert "no-store" in answer["Cache-Control"]
    for page in (LIST, f"{LIST}mailer/change/", f"{LIST}mailer/history/", "/admin/"):
        shown = admin_client.get(page).content.decode()
        assert token not in shown
        assert known.secrets[0] not in shown


def test_a_name_that_cannot_be_one_is_refused(admin_client: Client) -> None:
    registry.add("mailer")
    for name in ("mailer", "a/b"):
        answer = admin_client.post(f"{LIST}add/", {"name": name, "reads": ""})
        assert "errorlist" in answer.content.decode()
    assert ClientRecord.objects.count() == 1


def test_what_a_client_may_read_is_changed(admin_client: Client) -> None:
    before = registry.add("mailer", reads=["A"])
    admin_client.post(f"{LIST}mailer/change/", {"reads": "*"})
    known = registry.clients()["mailer"]
    assert known.reads_everything
    assert known.token_hashes == (hash_of(before.token),)


def test_rotating_shows_the_new_token_and_retiring_ends_the_old_one(admin_client: Client) -> None:
    old = registry.add("mailer")
    new = token_in(act(admin_client, "rotate"))
    assert registry.clients()["mailer"].token_hashes == (hash_of(new), hash_of(old.token))
    assert "retire" in act(admin_client, "rotate")
    act(admin_client, "retire")
    assert registry.clients()["mailer"].token_hashes == (hash_of(new),)


def test_a_client_is_revoked(admin_client: Client) -> None:
    registry.add("mailer")
    assert "revoked" in act(admin_client, "revoke")
    assert registry.clients()["mailer"].token_hashes == ()


def test_a_client_is_forgotten(admin_client: Client) -> None:
    registry.add("mailer")
    admin_client.post(f"{LIST}mailer/delete/", {"post": "yes"})
    assert not ClientRecord.objects.exists()


def test_who_may_only_look_changes_nothing(client: Client) -> None:
    watcher = User.objects.create_user("watcher", is_staff=True)
    watcher.user_permissions.add(Permission.objects.get(codename="view_clientrecord"))
    client.force_login(watcher)
    registry.add("mailer")
    before = registry.clients()["mailer"]
    assert client.get(LIST).status_code == 200
    for action in ("rotate", "retire", "revoke"):
        act(client, action)
    assert client.post(f"{LIST}add/", {"name": "other", "reads": ""}).status_code == 403
    assert registry.clients() == {"mailer": before}
