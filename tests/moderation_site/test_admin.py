"""The review desk in the admin: the queue, a decision on one or several, and nothing else."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from eventbox.testing import apply, published
from moderation_site.moderation.models import Review, Rule
from moderation_site.moderation.services import decide_review
from tests.moderation_site.desk import comment_created, decisions

pytestmark = pytest.mark.django_db

QUEUE = "/admin/moderation/review/"


@pytest.fixture(autouse=True)
def _comments() -> None:
    apply([comment_created(f"h{n}", f"buy now {n}") for n in range(3)])
    apply([comment_created("fine", "Thank you"), comment_created("bad", "orange")])


def decided() -> list[tuple[str, str]]:
    return [told for told in decisions() if told[0].startswith("h")]


def test_the_list_begins_with_what_is_held(admin: Client) -> None:
    page = admin.get(QUEUE).content.decode()

    assert re.findall(r"buy now \d", page) == ["buy now 2", "buy now 1", "buy now 0"]
    assert "Thank you" not in page


@pytest.mark.parametrize(
    ("chosen", "there", "not_there"),
    [
        ("approved", "Thank you", "buy now"),
        ("rejected", "orange", "buy now"),
        ("all", "buy now", "—"),
    ],
)
def test_the_other_comments_are_one_click_away(
    admin: Client, chosen: str, there: str, not_there: str
) -> None:
    page = admin.get(f"{QUEUE}?status={chosen}").content.decode()

    assert there in page
    assert not_there not in page


def test_several_comments_are_decided_at_once_with_one_reason(admin: Client) -> None:
    ticked = {"action": "reject", "index": "0", "_selected_action": ["h0", "h2"]}
    asked = admin.post(QUEUE, ticked).content.decode()
    assert "Reject 2 comments" in asked
    assert decided() == []

    confirmed = ticked | {"confirmed": "yes", "reason": "Advertising"}
    confirmed.pop("index")
    answer = admin.post(QUEUE, confirmed, follow=True)

    assert "2 comments: reject is decided" in answer.content.decode()
    assert sorted(decided()) == [("h0", "rejected"), ("h2", "rejected")]
    assert {event.data["reason"] for event in published()[2:]} == {"Advertising"}
    assert Review.objects.get(id="h0").decided_by == "root"
    assert Review.objects.get(id="h1").status == "held"


def test_the_question_is_asked_with_the_texts_that_are_decided(admin: Client) -> None:
    ticked = {"action": "approve", "index": "0", "_selected_action": ["h0", "h2"]}
    page = admin.post(QUEUE, ticked).content.decode()

    assert "buy now 0" in page
    assert "buy now 1" not in page
    assert re.findall(r'name="_selected_action" value="(\w+)"', page) == ["h2", "h0"]


def test_all_that_is_held_can_be_selected_and_only_what_is_shown_is_decided(admin: Client) -> None:
    everything = {
        "action": "approve",
        "index": "0",
        "select_across": "1",
        "_selected_action": ["h0"],
    }
    page = admin.post(QUEUE, everything).content.decode()
    apply(comment_created("h9", "buy now: came while the page was read"))
    shown = re.findall(r'name="_selected_action" value="(\w+)"', page)
    admin.post(QUEUE, {"action": "approve", "confirmed": "yes", "_selected_action": shown})

    assert [id for id, _ in sorted(decided())] == ["h0", "h1", "h2"]
    assert Review.objects.get(id="h9").status == "held"


def test_one_comment_is_decided_from_its_own_page(admin: Client) -> None:
    page = admin.get(f"{QUEUE}h1/change/").content.decode()
    assert 'name="_selected_action" value="h1"' in page
    assert f'formaction="{QUEUE}" name="action" value="approve"' in page

    asked = admin.post(QUEUE, {"action": "approve", "_selected_action": "h1"})
    assert "Approve 1 comment," in asked.content.decode()
    admin.post(QUEUE, {"action": "approve", "_selected_action": "h1", "confirmed": "yes"})
    assert decided() == [("h1", "approved")]
    assert "formaction" not in admin.get(f"{QUEUE}h1/change/").content.decode()


def test_who_is_slower_than_another_reviewer_is_told_so(admin: Client) -> None:
    ticked = {"action": "approve", "_selected_action": ["h0", "h1"]}
    admin.post(QUEUE, ticked)
    decide_review(comment_id="h0", decision="reject", reason="", by="rita")
    page = admin.post(QUEUE, ticked | {"confirmed": "yes"}, follow=True).content.decode()

    assert "Comment h0: This comment is rejected already" in page
    assert "1 comment: approve is decided" in page
    assert sorted(decided()) == [("h0", "rejected"), ("h1", "approved")]


def test_what_is_no_longer_held_is_not_even_asked_about(admin: Client) -> None:
    ticked = {"action": "approve", "index": "0", "_selected_action": ["fine", "bad"]}
    page = admin.post(f"{QUEUE}?status=all", ticked, follow=True).content.decode()

    assert "None of these is held any more." in page


def test_a_reason_that_is_too_long_is_asked_for_again(admin: Client) -> None:
    ticked = {"action": "approve", "_selected_action": ["h0"]}
    page = admin.post(QUEUE, ticked | {"confirmed": "yes", "reason": "x" * 501}).content.decode()

    assert "at most 500 characters" in page
    assert decided() == []


def test_comments_are_neither_added_nor_changed_nor_deleted(admin: Client) -> None:
    assert admin.get(f"{QUEUE}add/").status_code == 403
    assert admin.post(f"{QUEUE}h0/change/", {"status": "approved"}).status_code == 403
    assert admin.post(f"{QUEUE}h0/delete/", {"post": "yes"}).status_code == 403
    admin.post(QUEUE, {"action": "delete_selected", "_selected_action": "h0", "post": "yes"})

    assert Review.objects.get(id="h0").status == "held"


def test_who_may_only_look_decides_nothing() -> None:
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_review"))
    client = Client()
    client.force_login(reader)
    ticked = {"action": "approve", "_selected_action": "h0", "confirmed": "yes"}

    assert client.get(QUEUE).status_code == 200
    assert "formaction" not in client.get(f"{QUEUE}h0/change/").content.decode()
    client.post(QUEUE, ticked)
    assert decided() == []


def test_a_new_rule_counts_from_the_next_comment_on(admin: Client) -> None:
    rule = {"phrase": "Pear", "action": "reject", "active": "on"}
    assert admin.post("/admin/moderation/rule/add/", rule).status_code == 302
    apply(comment_created("hp", "a pear"))

    assert decided() == [("hp", "rejected")]


@pytest.mark.parametrize("phrase", ["", "  ", "\u200b\u00ad", "x" * 201, "orange"])
def test_a_rule_that_finds_nothing_or_is_there_already_is_refused(
    admin: Client, phrase: str
) -> None:
    rule = {"phrase": phrase, "action": "reject", "active": "on"}

    assert admin.post("/admin/moderation/rule/add/", rule).status_code == 200
    assert Rule.objects.count() == 2
