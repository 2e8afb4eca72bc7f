"""A service's address of NATS: the one that all share, with a login that is its own."""

import pytest

from chassis.transport import transport_url
from eventbox.transports.nats.connection import servers_of


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("EVENTBOX_TRANSPORT_URL", "nats://one:4222, two:4222")
    monkeypatch.setenv("EVENTBOX_TRANSPORT_PASSWORD", "p@ss/word")
    return monkeypatch


def test_every_server_is_given_the_services_login(given: pytest.MonkeyPatch) -> None:
    assert servers_of(transport_url("posts")) == [
        "nats://posts:p%40ss%2Fword@one:4222",
        "nats://posts:p%40ss%2Fword@two:4222",
    ]


def test_a_login_that_the_address_has_stays(given: pytest.MonkeyPatch) -> None:
    given.setenv("EVENTBOX_TRANSPORT_URL", "tls://me:secret@one:4222")
    assert transport_url("posts") == "tls://me:secret@one:4222"


def test_without_a_password_the_address_stays_as_it_is(given: pytest.MonkeyPatch) -> None:
    given.delenv("EVENTBOX_TRANSPORT_PASSWORD")
    assert servers_of(transport_url("posts")) == ["nats://one:4222", "nats://two:4222"]


def test_a_password_alone_is_no_address(given: pytest.MonkeyPatch) -> None:
    given.delenv("EVENTBOX_TRANSPORT_URL")
    assert transport_url("posts") == ""
