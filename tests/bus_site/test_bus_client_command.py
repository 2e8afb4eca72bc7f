"""`manage.py bus_client`: the same as in the admin, for a terminal."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from bus_site.bus import registry
from bus_site.bus.clients import hash_of

pytestmark = pytest.mark.django_db


def bus_client(*arguments: str) -> str:
    out = StringIO()
    call_command("bus_client", *arguments, stdout=out)
    return out.getvalue()


def test_it_prints_the_settings_of_a_new_client() -> None:
    printed = dict(line.split("=", 1) for line in bus_client("add", "mailer", "A", "B").split())
    known = registry.clients()["mailer"]
    assert known.token_hashes == (hash_of(printed["EVENTBOX_BUS_TOKEN"]),)
    assert known.secrets == (printed["EVENTBOX_WEBHOOK_SECRET"],)
    assert known.reads == frozenset({"A", "B"})


def test_it_changes_a_client_step_by_step() -> None:
    bus_client("add", "mailer")
    assert "EVENTBOX_BUS_TOKEN=" in bus_client("rotate", "mailer")
    assert len(registry.clients()["mailer"].token_hashes) == 2
    assert bus_client("retire", "mailer") == ""
    assert len(registry.clients()["mailer"].token_hashes) == 1
    bus_client("allow", "mailer", "*")
    assert registry.clients()["mailer"].reads_everything
    bus_client("revoke", "mailer")
    assert bus_client("list") == "mailer: tokens revoked; reads *\n"
    bus_client("forget", "mailer")
    assert bus_client("list") == ""


def test_the_list_shows_neither_tokens_nor_secrets() -> None:
    made = registry.add("mailer", reads=["B", "A"])
    assert bus_client("list") == f"mailer: tokens {hash_of(made.token)[:8]}; reads A B\n"


def test_what_cannot_be_done_is_said() -> None:
    with pytest.raises(CommandError, match="no client nobody"):
        bus_client("rotate", "nobody")
