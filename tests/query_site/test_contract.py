"""The examples of the contracts, through the handlers that are really registered."""

from typing import Any

import pytest

from eventbox import Event
from eventbox.strict_json import dump_json
from eventbox.testing import apply
from query_site.query.handlers import HANDLERS
from query_site.query.models import Comment, Post
from tests.contracts.vocabulary import examples
from tests.query_site.story import comments_of, page

pytestmark = pytest.mark.django_db


def parsed(*types: str) -> list[Event]:
    return [Event.from_object(example, dump_json(example)) for example in examples(*types)]


@pytest.mark.parametrize("type", sorted(HANDLERS))
def test_every_example_is_applied(type: str) -> None:
    assert examples(type)
    for event in parsed(type):
        apply(event)

    assert Post.objects.exists() or Comment.objects.exists()


def test_the_examples_tell_one_story_up_to_the_end_of_its_post() -> None:
    written = parsed("PostCreated", "CommentCreated", "CommentUpdated")
    apply(written)

    titles = {post["title"]: post for post in page()}
    comments: list[dict[str, Any]] = titles["Why the bus was late"]["comments"]
    assert {line["status"]: line["content"] for line in comments} == {
        "approved": "Thank you, that explains it",
        "rejected": None,
    }

    ends = parsed("CommentDeleted", "PostDeleted")
    apply(ends)
    assert [post["title"] for post in page()] == ["A post from a foreign service"]
    assert comments_of(ends[-1].data["id"]) is None
