"""What the bus's tests share: a caller without a token, services with one, and a consumer."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.bus_site.clients import client, declared
from tests.bus_site.consumer import Consumer


@pytest.fixture(autouse=True)
def _learning(settings: Settings) -> None:
    """A learner's machine, unless a test says otherwise: nobody needs to be declared."""
    settings.DEBUG = True


@pytest.fixture
def bus(settings: Settings) -> APIClient:
    """The bus on a learner's machine: DEBUG on, no token needed."""
    settings.DEBUG = True
    return APIClient()


@pytest.fixture
def services(settings: Settings) -> dict[str, APIClient]:
    """The bus in production, as each of two services sees it, and as a stranger does.

    query may read PostCreated, posts nothing, and the operator's watcher everything.
    """
    settings.DEBUG = False
    settings.TRACE_OPEN = False
    settings.BUS_CLIENTS = declared(
        client("posts"), client("query", "PostCreated"), client("watcher", "*")
    )
    clients = {name: APIClient() for name in ("posts", "query", "watcher", "stranger")}
    for name in settings.BUS_CLIENTS:
        clients[name].credentials(HTTP_AUTHORIZATION=f"Bearer {name}-token")
    return clients


@pytest.fixture
def consumer() -> Iterator[Consumer]:
    """A consumer that takes every window it is sent; tests script other answers."""
    with Consumer() as consumer:
        yield consumer
