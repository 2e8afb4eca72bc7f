"""GET /reviews and POST /reviews/{commentId}, as reviewers and others meet them."""

from base64 import b64encode
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from eventbox.testing import apply
from moderation_site.moderation.models import Review
from tests.moderation_site.desk import CREATED, comment_created, comment_deleted, decisions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_production")]

SECRET = "buy now, this nobody else may read"


@pytest.fixture(autouse=True)
def _one_of_each() -> None:
    apply(
        [comment_created("held", SECRET), comment_created("fine"), comment_created("c", "orange")]
    )


def test_the_queue_is_what_is_held(reviewer: APIClient) -> None:
    assert reviewer.get("/reviews").json() == [
        {
            "id": "held",
            "postId": "p",
            "content": SECRET,
            "createdAt": CREATED,
            "status": "held",
            "reason": "contains “buy now”",
            "decidedBy": "",
            "decidedAt": None,
        }
    ]


def test_the_queue_comes_in_pages_newest_first(reviewer: APIClient) -> None:
    apply([comment_created(f"h{n}", "buy now") for n in range(3)])
    page = reviewer.get("/reviews?limit=3")

    assert [review["id"] for review in page.json()] == ["held", "h2", "h1"]
    following = page.headers["Link"].split(">")[0].strip("<")
    assert [review["id"] for review in reviewer.get(following).json()] == ["h0"]


def test_a_decision_is_answered_with_the_review_and_leaves_the_queue(reviewer: APIClient) -> None:
    answer = reviewer.post("/reviews/held", {"decision": "reject", "reason": " Advertising "})

    assert answer.status_code == 200
    assert answer.json() | {"decidedAt": None} == {
        "id": "held",
        "postId": "p",
        "content": SECRET,
        "createdAt": CREATED,
        "status": "rejected",
        "reason": "Advertising",
        "decidedBy": "rita",
        "decidedAt": None,
    }
    assert reviewer.get("/reviews").json() == []
    assert ("held", "rejected") in decisions()


def test_one_review_can_be_read_whatever_became_of_it(reviewer: APIClient) -> None:
    assert reviewer.get("/reviews/held").json()["status"] == "held"
    assert reviewer.get("/reviews/c").json()["status"] == "rejected"


@pytest.mark.parametrize("comment", ["held", "fine"])
def test_what_was_decided_already_is_409_and_stands(reviewer: APIClient, comment: str) -> None:
    reviewer.post("/reviews/held", {"decision": "approve"})
    told = decisions()
    answer = reviewer.post(f"/reviews/{comment}", {"decision": "reject"})

    assert answer.status_code == 409
    assert "approved already" in answer.json()["detail"]
    assert Review.objects.get(id=comment).status == "approved"
    assert decisions() == told


@pytest.mark.parametrize("comment", ["nobody", "x%FFy", "gone"])
def test_a_comment_that_is_unknown_or_deleted_is_404(reviewer: APIClient, comment: str) -> None:
    apply([comment_created("gone", "buy now"), comment_deleted("gone")])

    assert reviewer.post(f"/reviews/{comment}", {"decision": "approve"}).status_code == 404
    assert reviewer.get(f"/reviews/{comment}").status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "decision"),
        ({"decision": None}, "decision"),
        ({"decision": "perhaps"}, "decision"),
        ({"decision": "approved"}, "decision"),
        ({"decision": ["approve"]}, "decision"),
        ({"decision": "approve", "reason": 7}, "reason"),
        ({"decision": "approve", "reason": None}, "reason"),
        ({"decision": "approve", "reason": "x" * 501}, "reason"),
        ([], "non_field_errors"),
        ("approve", "non_field_errors"),
    ],
)
def test_a_decision_that_cannot_be_read_is_400(reviewer: APIClient, body: Any, field: str) -> None:
    answer = reviewer.post("/reviews/held", body)

    assert answer.status_code == 400
    assert list(answer.json()) == [field]
    assert Review.objects.get(id="held").status == "held"


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"decision": NaN}', b"[" * 100_000, b""])
def test_a_body_that_is_no_json_is_400(reviewer: APIClient, body: bytes) -> None:
    answer = reviewer.post("/reviews/held", body, content_type="application/json")

    assert answer.status_code == 400
    assert Review.objects.get(id="held").status == "held"


@pytest.mark.parametrize("address", ["/reviews", "/reviews/held"])
def test_who_is_not_logged_in_reads_nothing(client: APIClient, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 401
    assert SECRET not in answer.content.decode()
    assert client.post("/reviews/held", {"decision": "approve"}).status_code == 401
    assert Review.objects.get(id="held").status == "held"


def test_who_is_logged_in_but_no_staff_reads_nothing(client: APIClient) -> None:
    client.force_authenticate(User.objects.create_user("guest"))

    assert client.get("/reviews").status_code == 403
    assert client.post("/reviews/held", {"decision": "approve"}).status_code == 403


def test_staff_may_come_with_basic_authentication(client: APIClient, staff: User) -> None:
    staff.set_password("long enough a secret")
    staff.save()
    login = b64encode(b"rita:long enough a secret").decode()
    client.credentials(HTTP_AUTHORIZATION=f"Basic {login}")

    assert client.post("/reviews/held", {"decision": "approve"}).status_code == 200
    assert Review.objects.get(id="held").decided_by == "rita"


def test_a_session_decides_nothing_without_its_csrf_token(staff: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(staff)

    assert browser.get("/reviews").status_code == 200
    refused = browser.post(
        "/reviews/held", '{"decision": "approve"}', content_type="application/json"
    )
    assert refused.status_code == 403
    assert Review.objects.get(id="held").status == "held"


def test_with_debug_on_everybody_may_review(client: APIClient, settings: Settings) -> None:
    settings.DEBUG = True

    assert client.get("/reviews").json()[0]["content"] == SECRET
    answer = client.post("/reviews/held", {"decision": "approve"})
    assert answer.json()["decidedBy"] == "anonymous"


def test_a_reviewer_can_use_the_browser(reviewer: APIClient) -> None:
    for address in ("/reviews", "/reviews/held"):
        answer = reviewer.get(address, headers={"Accept": "text/html"})
        assert answer.status_code == 200
        assert SECRET in answer.content.decode()


def test_the_queue_is_described_in_openapi(client: APIClient) -> None:
    paths = client.get("/schema?format=json").json()["paths"]

    refusals = {"400", "401", "403", "404", "406", "409", "413", "415", "429", "503"}
    assert set(paths["/reviews/{comment_id}"]["post"]["responses"]) == {"200"} | refusals
    assert paths["/reviews"]["get"]["security"][0] == {"basicAuth": []}
