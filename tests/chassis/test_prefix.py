"""Behind a gateway that knows the service by a prefix, what it answers leads back through there."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.chassis.test_paging import make_notes

BEHIND = {"x-forwarded-prefix": "/api/notes", "host": "localhost"}


@pytest.fixture
def behind_a_gateway(settings: Settings) -> None:
    settings.NUM_PROXIES = 1


@pytest.mark.django_db
@pytest.mark.usefixtures("behind_a_gateway")
def test_the_way_to_the_next_page_leads_through_the_gateway(client: Client) -> None:
    make_notes(3)
    link = client.get("/notes?limit=2", headers=BEHIND)["Link"]
    assert link.startswith("<http://localhost/api/notes/notes?")


@pytest.mark.django_db
@pytest.mark.usefixtures("behind_a_gateway")
def test_the_admin_leads_to_its_login_through_the_gateway(client: Client) -> None:
    assert client.get("/admin/", headers=BEHIND)["Location"].startswith("/api/notes/admin/login/")


@pytest.mark.usefixtures("behind_a_gateway")
def test_the_addresses_that_a_service_lists_are_the_gateways(client: Client) -> None:
    assert "http://localhost/api/notes/docs" in client.get("/", headers=BEHIND).json()["addresses"]


@pytest.mark.usefixtures("behind_a_gateway")
def test_one_request_through_the_gateway_leaves_the_next_one_as_it_is(client: Client) -> None:
    client.get("/", headers=BEHIND)
    assert "http://testserver/docs" in client.get("/").json()["addresses"]


@pytest.mark.usefixtures("behind_a_gateway")
@pytest.mark.parametrize("prefix", ["//evil.example", "api", "/api/", "/a/../b", "/a\r\nx", "/ä"])
def test_what_is_no_prefix_is_not_believed(client: Client, prefix: str) -> None:
    headers = {"x-forwarded-prefix": prefix}
    assert "http://testserver/docs" in client.get("/", headers=headers).json()["addresses"]


def test_without_a_gateway_of_ours_nobody_is_believed(client: Client) -> None:
    headers = {"x-forwarded-prefix": "/api/notes"}
    assert "http://testserver/docs" in client.get("/", headers=headers).json()["addresses"]
