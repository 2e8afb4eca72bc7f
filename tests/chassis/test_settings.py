"""The base settings: safe defaults here, and no start with DEBUG off and weak secrets."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from chassis.rates import Rate
from chassis.service import Service
from chassis.settings import base_settings, eventbox_settings

NOTES = Service("notes", port=4999, app="notes_site.notes")
LONG = "a-secret-of-many-characters-that-nobody-guesses-0123456789"

PRODUCTION = {
    "DEBUG": "off",
    "SECRET_KEY": LONG,
    "EVENTBOX_BUS_TOKEN": LONG,
    "EVENTBOX_WEBHOOK_SECRET": "whsec_" + "c2VjcmV0" * 6,
}


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
    with pytest.raises(ImproperlyConfigured, match=r"THROTTLE_WRITES: .*60/min, or off"):
        settings(THROTTLE_WRITES=rate)


def test_writes_are_counted_in_production_and_locally_only_when_told_to() -> None:
    assert settings()["THROTTLE_WRITES"] is None
    assert settings(THROTTLE_WRITES="5/s")["THROTTLE_WRITES"] == Rate(5, 1)
    assert settings(**PRODUCTION)["THROTTLE_WRITES"] == Rate(60, 60)
    assert settings(**PRODUCTION, THROTTLE_WRITES="off")["THROTTLE_WRITES"] is None


def test_logins_are_counted_everywhere() -> None:
    assert settings()["THROTTLE_LOGINS"] == settings(**PRODUCTION)["THROTTLE_LOGINS"]
    assert settings()["THROTTLE_LOGINS"] == Rate(20, 3600)


def test_in_production_people_come_by_https_alone() -> None:
    ours = settings(**PRODUCTION)
    assert ours["SECURE_SSL_REDIRECT"]
    assert ours["SESSION_COOKIE_SECURE"]
    assert ours["CSRF_COOKIE_SECURE"]
    assert ours["SECURE_HSTS_SECONDS"] > 0


def test_a_loopback_without_tls_is_switched_off_by_name() -> None:
    for ours in (settings(), settings(**PRODUCTION, HTTPS="off")):
        assert not ours["SECURE_SSL_REDIRECT"]
        assert not ours["SESSION_COOKIE_SECURE"]
        assert not ours["SECURE_HSTS_SECONDS"]


def test_a_gateways_word_is_taken_only_where_there_is_one() -> None:
    assert settings(**PRODUCTION)["SECURE_PROXY_SSL_HEADER"] is None
    behind = settings(**PRODUCTION, NUM_PROXIES="1")["SECURE_PROXY_SSL_HEADER"]
    assert behind == ("HTTP_X_FORWARDED_PROTO", "https")


def test_hosts_and_origins_come_from_the_environment() -> None:
    given = {"ALLOWED_HOSTS": "a.example, b.example", "CORS_ALLOWED_ORIGINS": "https://c.example"}
    ours = settings(**PRODUCTION, **given)
    assert ours["ALLOWED_HOSTS"] == ["a.example", "b.example"]
    assert ours["CORS_ALLOWED_ORIGINS"] == ["https://c.example"]
