"""EVENTBOX is read once, with defaults, and what is wrong in it is named."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings

from eventbox.conf import Config, config, worker_path
from eventbox.errors import NotConfigured

SECRET = "whsec_" + base64.b64encode(b"a" * 32).decode()


def given(**settings: Any) -> Config:
    with override_settings(EVENTBOX={"SOURCE": "/shop", **settings}):
        return config()


def test_a_source_is_enough() -> None:
    conf = given()
    assert (conf.source, conf.subscription) == ("/shop", "shop")
    assert conf.bus_url == "http://127.0.0.1:4005"
    assert not conf.handlers
    assert conf.outbox_keep == timedelta(days=7)
    assert (conf.sink_url, conf.bus_token, conf.webhook_secrets, conf.reset) == (
        None,
        None,
        (),
        None,
    )


def test_a_subscription_is_named_after_the_source() -> None:
    assert given(SOURCE="/eu/shop/").subscription == "eu-shop"
    assert given(SUBSCRIPTION="other").subscription == "other"


@pytest.mark.parametrize("debug", [True, False])
def test_signatures_are_required_unless_debug_is_on(debug: bool) -> None:
    with override_settings(DEBUG=debug):
        assert given().require_signature is not debug
        assert given(REQUIRE_SIGNATURE=debug).require_signature is debug


def test_two_secrets_may_count_at_once() -> None:
    assert given(WEBHOOK_SECRET=f"{SECRET} {SECRET}").webhook_secrets == (SECRET, SECRET)


def test_handlers_may_be_a_path_or_a_table() -> None:
    def on_noted(event: object) -> None:
        """Nothing."""

    assert given(HANDLERS={"Noted": on_noted}).handlers.types == ("Noted",)
    by_path = given(HANDLERS="tests.eventbox.diary.handlers.HANDLERS")
    assert by_path.handlers.types == ("Asked", "BatchA", "BatchB", "Noted")


def test_a_slash_behind_the_address_of_the_bus_is_one_too_many() -> None:
    assert given(BUS_URL="http://bus:4005/").bus_url == "http://bus:4005"


@pytest.mark.parametrize("keep", [3600, "3600", timedelta(hours=1), 3600.0])
def test_how_long_rows_are_kept_is_seconds_or_a_timedelta(keep: Any) -> None:
    assert given(OUTBOX_KEEP=keep).outbox_keep == timedelta(hours=1)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"SOURCE": ""}, "SOURCE"),
        ({"SOURCE": None}, "SOURCE"),
        ({"SOURCE": 5}, "SOURCE"),
        ({"HANDLER": "typo"}, "'HANDLER'"),
        ({"HANDLERS": "no.such.module.HANDLERS"}, "HANDLERS"),
        ({"HANDLERS": "tests.eventbox.diary.handlers.NOTHING"}, "HANDLERS"),
        ({"HANDLERS": {"Noted": "a string"}}, "'Noted'"),
        ({"HANDLERS": ["Noted"]}, "HANDLERS"),
        ({"RESET": "no.such.reset"}, "RESET"),
        ({"OUTBOX_KEEP": "a week"}, "OUTBOX_KEEP"),
        ({"OUTBOX_KEEP": None}, "OUTBOX_KEEP"),
        ({"OUTBOX_KEEP": "inf"}, "OUTBOX_KEEP"),
        ({"OUTBOX_KEEP": -1}, "OUTBOX_KEEP"),
        ({"WEBHOOK_SECRET": "secret"}, "whsec_"),
        ({"BUS_URL": "http://me:my-password@bus:4005"}, "BUS_URL.*BUS_TOKEN"),
        ({"SINK_URL": "http://me:my-password@shop/events"}, "SINK_URL"),
    ],
)
def test_a_setting_that_is_wrong_is_named(wrong: dict[str, Any], named: str) -> None:
    with pytest.raises(NotConfigured, match=named):
        given(**wrong)


@pytest.mark.parametrize("missing", [None, "/shop", []])
def test_without_settings_it_is_said_what_to_write(missing: Any) -> None:
    with override_settings(EVENTBOX=missing), pytest.raises(NotConfigured, match="EVENTBOX = "):
        config()


def test_a_bus_names_only_its_worker() -> None:
    with override_settings(EVENTBOX={"WORKER": "bus.Delivery"}):
        assert worker_path() == "bus.Delivery"
    with override_settings(EVENTBOX={"SOURCE": "/shop"}):
        assert worker_path() == "eventbox.pump.Pump"
