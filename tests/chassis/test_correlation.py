"""Each request has an id of its own, which its log lines and its answer carry."""

import logging
from uuid import UUID

import pytest
from django.test import Client

from eventbox.context import correlation_id


def test_the_answer_carries_a_new_id_each_time(client: Client) -> None:
    ids = {client.get("/healthz")["X-Correlation-ID"] for _ in range(3)}
    assert len(ids) == 3
    assert {UUID(one).version for one in ids} == {7}


def test_what_the_client_sends_is_not_taken_over(client: Client) -> None:
    response = client.get("/healthz", headers={"X-Correlation-ID": "forged\n"})
    assert response["X-Correlation-ID"] != "forged\n"


def test_nothing_is_left_behind(client: Client) -> None:
    client.get("/healthz")
    assert correlation_id.get() is None


@pytest.mark.django_db
def test_a_request_is_logged_with_method_path_status_and_time(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "chassis.access"):
        client.get("/notes?limit=1")
    [record] = [record for record in caplog.records if record.name == "chassis.access"]
    assert record.getMessage().startswith("GET /notes 200 ")
    assert record.__dict__["status"] == 200


def test_probes_are_not_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "chassis.access"):
        client.get("/healthz")
    assert caplog.records == []


def test_an_address_cannot_forge_a_log_line(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "chassis.access"):
        client.get("/a%0Aforged")
    assert "\n" not in caplog.records[-1].getMessage()
