"""One setting says how events travel, and how many relays carry them."""

import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import override_settings

from eventbox.conf import config
from eventbox.errors import NotConfigured
from eventbox.partitions import Share
from eventbox.pump import Pump
from eventbox.transports import HttpTransport, PulledTransport, transport_from_settings


def given(**own: object) -> override_settings:
    return override_settings(EVENTBOX={**settings.EVENTBOX, **own})


def test_without_a_setting_it_is_the_bus() -> None:
    transport = transport_from_settings()
    assert isinstance(transport, HttpTransport)
    assert not isinstance(transport, PulledTransport)
    transport.close()


@pytest.mark.parametrize("url", ["nats://one:4222", "tls://one:4222,tls://two:4222", "nats://a,b"])
def test_with_the_address_of_nats_it_is_nats(url: str) -> None:
    with given(TRANSPORT_URL=url):
        transport = transport_from_settings()
    assert isinstance(transport, PulledTransport)
    transport.close()


@pytest.mark.parametrize("url", ["kafka://one", "nats://", "nats://one,http://two", "4222"])
def test_another_address_is_refused_and_no_password_is_shown(url: str) -> None:
    with (
        given(TRANSPORT_URL=url.replace("://", "://me:geheim@")),
        pytest.raises(NotConfigured) as e,
    ):
        transport_from_settings()
    assert "geheim" not in str(e.value)


def test_without_nats_py_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "eventbox.transports.nats", None)
    with given(TRANSPORT_URL="nats://one"), pytest.raises(NotConfigured, match=r"eventbox\[nats\]"):
        transport_from_settings()


@pytest.mark.parametrize("relays", [0, 65, "4", True])
def test_a_number_of_relays_that_is_none_is_refused(relays: object) -> None:
    with given(RELAYS=relays), pytest.raises(NotConfigured, match="RELAYS"):
        config()


def test_a_pump_runs_a_relay_for_each_share_or_for_those_that_it_is_told() -> None:
    with given(RELAYS=4):
        assert _relays(Pump()) == ["relay 0", "relay 1", "relay 2", "relay 3"]
        assert _relays(Pump(relays=[2])) == ["relay 2"]
        with pytest.raises(CommandError, match="0 to 3"):
            call_command("run_pump", relay=[4])
    assert _relays(Pump()) == ["relay"]
    assert Share(3, 4).partitions[:3] == (3, 7, 11)


def _relays(pump: Pump) -> list[str]:
    names = [loop.name for loop in pump._loops]
    for loop in pump._loops:
        if loop.close is not None and not loop.name.startswith("retry"):
            loop.close.__self__._transport.close()  # type: ignore[attr-defined]
    return [name for name in names if name.startswith("relay")]
