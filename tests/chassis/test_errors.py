"""Whoever calls an API reads JSON, whatever goes wrong; a browser still gets Django's pages."""

import pytest
from django.test import Client, override_settings

BROWSER = {"accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def quiet_client() -> Client:
    """A client that shows the answer to an error rather than the error."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("url", ["/database-down", "/plain-database-down"])
def test_a_database_that_is_down_is_answered_with_503(client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert response.json() == {"detail": "The database does not answer. Try again in a moment."}


@pytest.mark.parametrize("debug", [True, False])
def test_a_bug_is_answered_in_json_without_its_details(quiet_client: Client, debug: bool) -> None:
    with override_settings(DEBUG=debug):
        response = quiet_client.get("/bug")
    assert response.status_code == 500
    assert list(response.json()) == ["detail"]
    assert "a bug" not in response.content.decode()
    assert response["X-Correlation-ID"]


def test_a_bug_still_raises_in_tests(client: Client) -> None:
    with pytest.raises(RuntimeError, match="a bug"):
        client.get("/bug")


@pytest.mark.parametrize("debug", [True, False])
def test_an_unknown_address_is_answered_in_json(client: Client, debug: bool) -> None:
    with override_settings(DEBUG=debug):
        response = client.get("/nowhere")
    assert response.status_code == 404
    assert response.json() == {"detail": "Nothing is found at this address."}


def test_a_foreign_host_is_answered_in_json(client: Client) -> None:
    response = client.get("/notes", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "detail" in response.json()


def test_a_method_that_is_not_taken_is_answered_in_json(client: Client) -> None:
    for url in ("/notes", "/healthz"):
        response = client.delete(url)
        assert response.status_code == 405
        assert "detail" in response.json()
        assert "GET" in response["Allow"]


def test_a_browser_gets_a_page(client: Client) -> None:
    response = client.get("/nowhere", headers=BROWSER)
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")


def test_another_site_can_read_the_error(client: Client) -> None:
    origin = "http://localhost:3000"
    response = client.get("/nowhere", headers={"origin": origin})
    assert response["Access-Control-Allow-Origin"] == origin
