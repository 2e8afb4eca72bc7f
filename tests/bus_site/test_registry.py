"""Clients that the bus keeps: added, changed with two of each valid, revoked at once."""

import json
from contextlib import suppress

import pytest
from django.core import serializers
from pytest_django import Settings
from rest_framework.test import APIClient

from bus_site.bus import registry
from bus_site.bus.models import ClientRecord, Subscription
from bus_site.bus.registry import Credentials, NotChanged
from eventbox.errors import InvalidSignature
from eventbox.signing import check_secret, verify
from tests.bus_site.clients import client, declared
from tests.bus_site.consumer import Consumer
from tests.bus_site.deliverers import Clock, deliver, deliverer, subscribe, subscription
from tests.bus_site.events import fill

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _production(settings: Settings) -> None:
    settings.DEBUG = False
    settings.BUS_CLIENTS = {}


def is_known(token: str) -> bool:
    answer = APIClient(HTTP_AUTHORIZATION=f"Bearer {token}").get("/subscriptions")
    assert answer.status_code in (200, 401)
    return bool(answer.status_code == 200)


def test_a_client_that_is_added_may_call() -> None:
    made = registry.add("mailer", reads=["OrderPlaced"])
    assert is_known(made.token)
    assert registry.client("mailer") == registry.clients()["mailer"]
    assert check_secret(made.secret)


def test_its_token_is_nowhere_in_the_database() -> None:
    made = registry.add("mailer")
    kept = serializers.serialize("json", ClientRecord.objects.all())
    assert made.token not in kept
    assert made.token not in json.dumps(registry.client("mailer"), default=str)


def test_a_name_is_taken_once(settings: Settings) -> None:
    settings.BUS_CLIENTS = declared(client("posts"))
    registry.add("mailer")
    for name in ("mailer", "posts", "", "a/b", "x" * 101):
        with pytest.raises(NotChanged):
            registry.add(name)


def test_while_it_is_rotated_both_tokens_count_and_then_the_new_one_alone() -> None:
    old = registry.add("mailer")
    new = registry.rotate("mailer")
    assert is_known(old.token)
    assert is_known(new.token)
    registry.retire("mailer")
    assert not is_known(old.token)
    assert is_known(new.token)


def test_while_it_is_rotated_pushes_are_signed_with_both_secrets(consumer: Consumer) -> None:
    old = registry.add("query", reads=["PostCreated"])
    subscribe(consumer.url, types=["PostCreated"])
    fill(1)
    one = deliverer()
    deliver(one)
    new = registry.rotate("query")
    fill(1)
    deliver(one)
    registry.retire("query")
    fill(1)
    deliver(one)
    signed = [signers(consumer, place, old, new) for place in range(3)]
    assert signed == [["old"], ["old", "new"], ["new"]]


def signers(consumer: Consumer, place: int, old: Credentials, new: Credentials) -> list[str]:
    received = consumer.received[place]
    found = []
    for name, made in (("old", old), ("new", new)):
        with suppress(InvalidSignature):
            verify([made.secret], received.headers, received.body)
            found.append(name)
    return found


def test_a_third_token_is_not_given_while_two_are_in_use() -> None:
    registry.add("mailer")
    registry.rotate("mailer")
    with pytest.raises(NotChanged, match="retire"):
        registry.rotate("mailer")


def test_who_is_revoked_is_out_at_once_and_is_sent_nothing_more(consumer: Consumer) -> None:
    made = registry.add("query", reads=["PostCreated"])
    subscribe(consumer.url, types=["PostCreated"])
    one = deliverer()
    deliver(one)
    registry.revoke("query")
    fill(1)
    deliver(one)
    assert not is_known(made.token)
    assert subscription().state == Subscription.State.PAUSED
    assert consumer.positions() == []


def test_who_is_revoked_comes_back_with_new_credentials() -> None:
    old = registry.add("mailer")
    registry.revoke("mailer")
    with pytest.raises(NotChanged, match="revoked"):
        registry.retire("mailer")
    new = registry.rotate("mailer")
    assert is_known(new.token)
    assert not is_known(old.token)


def test_a_client_of_the_environment_is_changed_in_the_same_way(settings: Settings) -> None:
    settings.BUS_CLIENTS = declared(client("posts", "PostCreated"))
    new = registry.rotate("posts")
    assert is_known("posts-token")
    assert is_known(new.token)
    assert registry.clients()["posts"].reads == frozenset({"PostCreated"})
    registry.retire("posts")
    assert not is_known("posts-token")


def test_what_is_kept_here_counts_until_it_is_forgotten(settings: Settings) -> None:
    settings.BUS_CLIENTS = declared(client("posts"))
    registry.revoke("posts")
    assert not is_known("posts-token")
    registry.forget("posts")
    assert is_known("posts-token")


def test_what_it_may_read_is_changed_at_once(consumer: Consumer) -> None:
    registry.add("query", reads=["PostCreated"])
    subscribe(consumer.url, types=["PostCreated"])
    clock = Clock()
    one = deliverer(clock)
    registry.allow("query", [])
    fill(1)
    deliver(one)
    assert not consumer.received
    registry.allow("query", ["PostCreated"])
    clock.now += 5.0
    deliver(one)
    assert consumer.positions() == [1]


@pytest.mark.parametrize(
    "act",
    [registry.rotate, registry.retire, registry.revoke, lambda name: registry.allow(name, [])],
)
def test_a_client_that_is_none_is_named(act: object) -> None:
    assert callable(act)
    with pytest.raises(NotChanged, match="no client nobody"):
        act("nobody")
