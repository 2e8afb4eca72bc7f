"""What the service says of itself: OpenAPI, the browsable pages, what it takes by hand."""

from typing import Any

import pytest
from django.test import Client

from comments_site.comments.models import KnownPost
from tests.comments_site.blog import PATH, POST, know, post_created

pytestmark = pytest.mark.django_db

# What any address may answer, and one that is written to.
ANY = ["400", "403", "406", "503"]
WRITTEN = ["400", "403", "406", "413", "415", "429", "503"]


def schema(api: Client) -> dict[str, Any]:
    found: dict[str, Any] = api.get("/schema", {"format": "json"}).json()
    return found


def test_openapi_names_every_answer(api: Client) -> None:
    (path,) = schema(api)["paths"].items()
    address, operations = path
    assert address == "/posts/{post_id}/comments"
    assert sorted(operations) == ["get", "post"]
    assert sorted(operations["get"]["responses"]) == sorted(["200", "404", *ANY])
    assert sorted(operations["post"]["responses"]) == sorted(["201", "404", *WRITTEN])
    assert list(operations["post"]["requestBody"]["content"]) == ["application/json"]


def test_openapi_says_whose_text_may_be_null(api: Client) -> None:
    found = schema(api)["components"]["schemas"]
    fields = ["id", "postId", "content", "status", "createdAt"]
    assert list(found["Comment"]["properties"]) == fields
    assert list(found["WrittenComment"]["properties"]) == fields
    assert found["Comment"]["properties"]["content"]["nullable"]
    assert "nullable" not in found["WrittenComment"]["properties"]["content"]
    assert sorted(found["Comment"]["required"]) == sorted(fields)


def test_openapi_describes_what_is_sent(api: Client) -> None:
    sent = schema(api)["components"]["schemas"]["NewComment"]
    assert list(sent["properties"]) == ["comment", "content"]
    assert {field["maxLength"] for field in sent["properties"].values()} == {2000}


def test_a_browser_gets_a_form_that_can_be_sent_with_one_name(api: Client) -> None:
    know(POST)
    page = api.get(PATH, headers={"accept": "text/html"})
    assert page.status_code == 200
    text = page.content.decode()
    assert "&quot;comment&quot;: &quot;&quot;" in text
    assert "&quot;content&quot;: &quot;&quot;" not in text


def test_a_browser_gets_a_page_about_a_post_that_is_unknown(api: Client) -> None:
    page = api.get(PATH, headers={"accept": "text/html"})
    assert page.status_code == 404
    assert "There is no such post." in page.content.decode()


def test_an_event_posted_by_hand_is_applied(api: Client, settings: Any) -> None:
    settings.DEBUG = True
    event = post_created()
    body = {"type": event.type, "data": event.data}
    response = api.post("/events", body, content_type="application/json")
    assert response.status_code == 200, response.content
    assert KnownPost.objects.get().id == POST
