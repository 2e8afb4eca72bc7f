"""The system checks say what would otherwise only show later."""

from typing import Any, cast

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import call_command, get_commands
from django.core.management.base import SystemCheckError
from django.db import connection
from django.test import override_settings


def ids() -> set[str]:
    return {str(message.id) for message in run_checks() if str(message.id).startswith("eventbox")}


def test_a_project_that_is_set_up_well_has_no_finding() -> None:
    assert ids() == set()


@pytest.mark.parametrize(
    "wrong",
    [None, {}, {"SOURCE": "/a", "SORCE": "/b"}, {"SOURCE": "/a", "HANDLERS": "no.such.TABLE"}],
)
def test_settings_that_cannot_be_read_are_an_error(wrong: dict[str, Any] | None) -> None:
    with override_settings(EVENTBOX=wrong):
        assert "eventbox.E001" in ids()


def test_the_pump_says_so_too_and_loads_no_addresses_for_it() -> None:
    with (
        override_settings(
            EVENTBOX={"SOURCE": "/a", "HANDLERS": "no.such.TABLE"}, ROOT_URLCONF="no"
        ),
        pytest.raises(SystemCheckError, match=r"eventbox\.E001"),
    ):
        call_command("run_pump", skip_checks=False)


def test_a_consumer_that_could_take_no_push_is_an_error() -> None:
    with override_settings(EVENTBOX={**settings.EVENTBOX, "REQUIRE_SIGNATURE": True}):
        assert ids() == {"eventbox.E002"}


@pytest.mark.only_on("sqlite")
def test_sqlite_with_deferred_transactions_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"timeout": 20})
    assert ids() == {"eventbox.W001"}


def test_staticfiles_before_eventbox_would_run_a_server_without_pump() -> None:
    apps = list(settings.INSTALLED_APPS)
    apps.remove("eventbox")
    try:
        with override_settings(INSTALLED_APPS=[*apps, "eventbox"]):
            _forget_commands()
            assert ids() == {"eventbox.W002"}
    finally:
        _forget_commands()


def _forget_commands() -> None:
    cast(Any, get_commands).cache_clear()
