"""What every service shows of itself: its addresses, its schema, its documentation, its admin."""

import pytest
from django.test import Client


def test_the_root_lists_the_addresses(client: Client) -> None:
    index = client.get("/").json()
    assert index["service"] == "notes"
    root = "http://testserver/"
    assert {f"{root}notes", f"{root}notes/{{note_id}}", f"{root}healthz", f"{root}admin/"} <= set(
        index["addresses"]
    )


def test_the_root_is_a_page_for_a_browser(client: Client) -> None:
    page = client.get("/", headers={"accept": "text/html"}).content.decode()
    assert "Postbus notes" in page
    assert 'href="http://testserver/docs"' in page


def test_the_schema_tells_of_the_list_and_its_parameters(client: Client) -> None:
    schema = client.get("/schema", headers={"accept": "application/json"}).json()
    listing = schema["paths"]["/notes"]["get"]
    assert {"limit", "cursor"} <= {parameter["name"] for parameter in listing["parameters"]}
    page = listing["responses"]["200"]["content"]["application/json"]["schema"]
    name = page["$ref"].rpartition("/")[2]
    assert schema["components"]["schemas"][name]["type"] == "array"


def test_the_documentation_needs_no_other_machine(client: Client) -> None:
    page = client.get("/docs").content.decode()
    assert "/static/drf_spectacular_sidecar/" in page
    assert "https://" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["admin/css/base.css", "rest_framework/css/default.css"])
def test_static_files_are_served(client: Client, path: str) -> None:
    response = client.get(f"/static/{path}")
    assert response.status_code == 200
    response.close()


@pytest.mark.django_db
def test_the_admin_says_whose_it_is(client: Client) -> None:
    page = client.get("/admin/login/").content.decode()
    assert "Postbus notes" in page
