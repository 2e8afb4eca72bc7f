"""SINKS_PRIVATE as it stands in the environment."""

from ipaddress import ip_network

import pytest
from django.core.exceptions import ImproperlyConfigured

from bus_site.networks import EVERYWHERE, sinks_private


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.setenv("SINKS_PRIVATE", request.param)


def test_unset_it_is_as_debug_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SINKS_PRIVATE", raising=False)
    assert sinks_private(debug=True) == EVERYWHERE
    assert sinks_private(debug=False) == ()


@pytest.mark.parametrize(
    ("given", "networks"), [("true", EVERYWHERE), ("off", ())], indirect=["given"]
)
def test_a_word_stands_for_all_or_none(given: None, networks: object) -> None:
    assert sinks_private(debug=True) == sinks_private(debug=False) == networks


@pytest.mark.parametrize("given", ["10.0.0.0/8, ::1"], indirect=True)
def test_networks_and_single_addresses_are_listed(given: None) -> None:
    assert sinks_private(debug=False) == (ip_network("10.0.0.0/8"), ip_network("::1/128"))


@pytest.mark.parametrize("given", ["10.0.0.1/8", "compose", "10.0.0.0/8,true"], indirect=True)
def test_what_is_no_network_stops_the_start_and_says_how_to_write_one(given: None) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"10\.0\.0\.0/8,fd00::/8"):
        sinks_private(debug=False)
