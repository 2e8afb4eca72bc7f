"""What moderation emits fits its schema, and what the contracts give as examples is handled."""

import json
from typing import Any

import pytest

from eventbox import Event
from eventbox.strict_json import dump_json
from eventbox.testing import apply, published
from moderation_site.moderation.handlers import HANDLERS
from moderation_site.moderation.models import Review
from moderation_site.moderation.services import decide_review
from tests.contracts.vocabulary import SCHEMAS, examples, faults
from tests.moderation_site.desk import comment_created

pytestmark = pytest.mark.django_db


def parsed(type: str) -> list[Event]:
    return [Event.from_object(example, dump_json(example)) for example in examples(type)]


def emitted() -> list[dict[str, Any]]:
    return [json.loads(event.text) for event in published()]


@pytest.mark.parametrize("content", ["Thank you", "orange", "x" * 2000])
def test_a_decision_of_the_rules_fits_the_schema(content: str) -> None:
    apply(comment_created("c", content))

    [event] = emitted()
    assert faults(event, SCHEMAS["CommentModerated"]) == []


@pytest.mark.parametrize("reason", ["", "Advertising"])
def test_a_decision_of_a_person_fits_the_schema(reason: str) -> None:
    apply(comment_created("c", "buy now"))
    decide_review(comment_id="c", decision="approve", reason=reason, by="rita")

    [event] = emitted()
    assert faults(event, SCHEMAS["CommentModerated"]) == []


def test_the_examples_of_new_comments_get_the_decisions_that_the_contracts_show() -> None:
    apply(parsed("CommentCreated"))

    shown = {event["subject"]: event["data"] for event in examples("CommentModerated")}
    assert {event["subject"]: event["data"] for event in emitted()} == shown


@pytest.mark.parametrize("type", sorted(HANDLERS))
def test_every_example_is_applied(type: str) -> None:
    assert examples(type)
    for event in parsed(type):
        apply(event)


def test_the_ends_of_the_examples_leave_only_what_lives_on() -> None:
    for type in ("CommentCreated", "CommentDeleted", "PostDeleted"):
        apply(parsed(type))

    assert [review.id for review in Review.objects.all()] == ["b2c4e901"]
