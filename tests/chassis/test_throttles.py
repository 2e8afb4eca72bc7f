"""THROTTLE_WRITES counts what one client changes, and nothing else."""

import pytest
from django.test import Client
from pytest_django import Settings

from chassis.rates import Rate

pytestmark = pytest.mark.django_db

NOTE = {"text": "a"}


@pytest.fixture(autouse=True)
def _two_an_hour(settings: Settings) -> None:
    settings.THROTTLE_WRITES = Rate(2, 3600)
    settings.NUM_PROXIES = 0


def write(client: Client, *, address: str = "127.0.0.1", forwarded: str | None = None) -> int:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    answer = client.post("/notes", NOTE, "application/json", headers=headers, REMOTE_ADDR=address)
    return answer.status_code


def test_one_write_too_many_is_answered_with_429_and_the_time_to_wait(client: Client) -> None:
    assert [write(client), write(client)] == [201, 201]
    response = client.post("/notes", NOTE, "application/json")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3600


def test_a_write_that_is_refused_counts_too(client: Client) -> None:
    answers = [client.post("/notes", {}, "application/json").status_code for _ in range(3)]
    assert answers == [400, 400, 429]


def test_reads_are_not_counted(client: Client) -> None:
    assert {client.get("/notes").status_code for _ in range(4)} == {200}


def test_each_client_has_a_count_of_its_own(client: Client) -> None:
    answers = [write(client, address=f"10.0.0.{n}") for n in (1, 1, 1, 2)]
    assert answers == [201, 201, 429, 201]


def test_without_a_proxy_a_client_cannot_pose_as_another_by_a_header(client: Client) -> None:
    answers = [write(client, forwarded=f"10.0.0.{number}") for number in range(3)]
    assert answers == [201, 201, 429]


def test_behind_a_proxy_the_address_that_it_saw_counts(client: Client, settings: Settings) -> None:
    settings.NUM_PROXIES = 1
    answers = [write(client, forwarded=f"10.0.0.{n}") for n in (1, 1, 1, 2)]
    assert answers == [201, 201, 429, 201]


def test_behind_a_proxy_what_the_client_wrote_before_it_does_not_count(
    client: Client, settings: Settings
) -> None:
    settings.NUM_PROXIES = 1
    answers = [write(client, forwarded=f"1.1.1.{n}, 10.0.0.1") for n in range(3)]
    assert answers == [201, 201, 429]


def test_off_counts_nothing(client: Client, settings: Settings) -> None:
    settings.THROTTLE_WRITES = None
    assert {write(client) for _ in range(4)} == {201}
