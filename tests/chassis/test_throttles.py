"""THROTTLE_WRITES counts what one client changes, and nothing else."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from chassis.throttles import WriteThrottle
from tests.chassis.notes.urls import NoteList

pytestmark = pytest.mark.django_db

NOTE = {"text": "a"}


@pytest.fixture(autouse=True)
def _two_a_minute(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(NoteList, "throttle_classes", [WriteThrottle])
    monkeypatch.setattr(WriteThrottle, "rate", "2/min", raising=False)
    cache.clear()
    yield
    cache.clear()


def write(client: Client, **headers: str) -> int:
    return client.post("/notes", NOTE, "application/json", headers=headers).status_code


def test_one_write_too_many_is_answered_with_429_and_the_time_to_wait(client: Client) -> None:
    assert [write(client), write(client)] == [201, 201]
    response = client.post("/notes", NOTE, "application/json")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60


def test_reads_are_not_counted(client: Client) -> None:
    assert {client.get("/notes").status_code for _ in range(4)} == {200}


def test_a_client_cannot_pose_as_another_by_a_header(client: Client) -> None:
    answers = [write(client, **{"X-Forwarded-For": f"10.0.0.{number}"}) for number in range(3)]
    assert answers == [201, 201, 429]
