"""What the service says of itself: OpenAPI, the browsable pages, the service's own addresses."""

from typing import Any

import pytest
from django.test import Client

from eventbox.testing import published

pytestmark = pytest.mark.django_db

# What any address may answer, and one that is written to.
ANY = ["400", "403", "406", "503"]
WRITTEN = ["400", "403", "406", "413", "415", "429", "503"]


def schema(api: Client) -> dict[str, Any]:
    found: dict[str, Any] = api.get("/schema", {"format": "json"}).json()
    return found


def test_openapi_names_every_answer(api: Client) -> None:
    paths = schema(api)["paths"]
    assert {path: sorted(paths[path]) for path in paths} == {
        "/posts": ["get", "post"],
        "/posts/{post_id}": ["get"],
    }
    assert sorted(paths["/posts"]["get"]["responses"]) == ["200", *ANY]
    assert sorted(paths["/posts"]["post"]["responses"]) == ["201", *WRITTEN]
    assert sorted(paths["/posts/{post_id}"]["get"]["responses"]) == sorted(["200", "404", *ANY])
    assert list(paths["/posts"]["post"]["requestBody"]["content"]) == ["application/json"]


def test_openapi_describes_a_post(api: Client) -> None:
    post = schema(api)["components"]["schemas"]["Post"]
    assert list(post["properties"]) == ["id", "title", "createdAt"]
    assert post["properties"]["title"]["maxLength"] == 200
    assert post["properties"]["createdAt"]["format"] == "date-time"
    assert post["required"] == ["createdAt", "id", "title"]


def test_a_browser_gets_a_form_that_can_be_sent(api: Client) -> None:
    page = api.get("/posts", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "&quot;title&quot;: &quot;&quot;" in page.content.decode()


def test_it_reacts_to_nothing_and_refuses_every_event_posted_by_hand(api: Client) -> None:
    assert api.get("/events").json()["types"] == []
    event = {"type": "PostCreated", "data": {"id": "1", "title": "A"}}
    response = api.post("/events", event, content_type="application/json")
    assert 400 <= response.status_code < 500
    assert published() == []
