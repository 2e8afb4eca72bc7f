"""What the service says of itself: OpenAPI, and the admin, which only shows."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from rest_framework.test import APIClient

from eventbox.testing import apply
from tests.query_site.story import comment_created, post_created

pytestmark = pytest.mark.django_db

# What any address may answer.
ANY = ["400", "403", "406", "503"]


def test_the_reads_are_described_in_openapi(client: APIClient) -> None:
    schema = client.get("/schema?format=json").json()
    page = schema["paths"]["/posts"]["get"]

    assert [parameter["name"] for parameter in page["parameters"]] == ["cursor", "limit"]
    assert set(page["responses"]) == {"200", "304", *ANY}
    answer = page["responses"]["200"]["content"]["application/json"]["schema"]
    posts = schema["components"]["schemas"][answer["$ref"].rpartition("/")[2]]
    assert posts == {"type": "array", "items": {"$ref": "#/components/schemas/Post"}}
    assert set(schema["paths"]["/posts/{post_id}"]["get"]["responses"]) == {
        *("200", "304", "404"),
        *ANY,
    }
    assert "/posts/{post_id}/comments" in schema["paths"]


@pytest.mark.parametrize("model", ["post", "comment", "projection"])
def test_the_admin_shows_the_projection_and_changes_nothing(model: str) -> None:
    apply([post_created("p"), comment_created("c", "p")])
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    row = {"post": "p", "comment": "c", "projection": "1"}[model]

    assert client.get(f"/admin/query/{model}/").status_code == 200
    assert client.get(f"/admin/query/{model}/{row}/change/").status_code == 200
    assert client.post(f"/admin/query/{model}/{row}/change/", {}).status_code == 403
    assert client.post(f"/admin/query/{model}/{row}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"/admin/query/{model}/add/").status_code == 403
