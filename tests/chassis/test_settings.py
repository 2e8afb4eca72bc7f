"""The base settings: safe defaults here, and no start with DEBUG off and weak secrets."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from chassis.service import Service
from chassis.settings import base_settings, eventbox_settings

NOTES = Service("notes", port=4999, app="notes_site.notes")
LONG = "a-secret-of-many-characters-that-nobody-guesses-0123456789"


def settings(**environment: str) -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        return base_settings(NOTES, apps=[]) | {"EVENTBOX": eventbox_settings(NOTES)}


def test_locally_nothing_needs_to_be_set() -> None:
    local = settings()
    assert local["DEBUG"] is True
    assert local["ROOT_URLCONF"] == "notes_site.urls"
    assert local["EVENTBOX"]["SOURCE"] == "/notes"
    assert local["EVENTBOX"]["BUS_URL"] == "http://127.0.0.1:4005"


def test_a_moved_port_moves_the_address_that_the_bus_is_given() -> None:
    moved = settings(NOTES_PORT="5001", BUS_PORT="5005")["EVENTBOX"]
    assert moved["SINK_URL"] == "http://127.0.0.1:5001/events"
    assert moved["BUS_URL"] == "http://127.0.0.1:5005"


def test_with_debug_off_every_secret_must_be_set() -> None:
    given = {"DEBUG": "off"}
    for name in ("SECRET_KEY", "EVENTBOX_BUS_TOKEN", "EVENTBOX_WEBHOOK_SECRET"):
        with pytest.raises(ImproperlyConfigured, match=name):
            settings(**given)
        given[name] = f"{name}-{LONG}"
    assert settings(**given)["DEBUG"] is False


def test_only_this_machine_is_an_allowed_host_by_default() -> None:
    assert settings()["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]


def test_services_on_one_host_do_not_share_cookies() -> None:
    ours, theirs = settings(), base_settings(Service("tags", 4998, "tags_site.tags"), apps=[])
    for name in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME"):
        assert ours[name] != theirs[name]


@pytest.mark.parametrize("rate", ["60", "60/fortnight", "0/min", "many"])
def test_a_rate_that_is_none_stops_the_start(rate: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="60/min, or off"):
        settings(THROTTLE_WRITES=rate)


def test_a_rate_is_switched_on_by_the_environment() -> None:
    rest = settings(THROTTLE_WRITES="60/min")["REST_FRAMEWORK"]
    assert rest["DEFAULT_THROTTLE_CLASSES"] == ["chassis.throttles.WriteThrottle"]
    assert rest["DEFAULT_THROTTLE_RATES"] == {"writes": "60/min"}
