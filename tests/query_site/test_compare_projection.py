"""Two projections compared, as before a second query service takes over from the first."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from eventbox.testing import apply
from query_site.query.management.commands.compare_projection import THERE, connected
from query_site.query.models import Comment, Post
from tests.query_site.story import (
    comment_created,
    comment_deleted,
    comment_updated,
    post_created,
    post_deleted,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def other(tmp_path: Path) -> str:
    """The DATABASE_URL of a copy of this projection, a story of a few hundred rows."""
    apply([post_created(f"p{n}", seconds=n) for n in range(3)])
    apply([comment_created(f"c{n}", f"p{n % 3}", seconds=n) for n in range(600)])
    apply([comment_updated("c1", "p1"), comment_deleted("c2", "p2"), post_deleted("p0")])
    copy = tmp_path / "copy.sqlite3"
    copy.touch()
    url = f"sqlite:///{copy}"
    with connected(url), connections[THERE].schema_editor() as schema:
        schema.create_model(Post)
        schema.create_model(Comment)
        Post.objects.using(THERE).bulk_create(list(Post.objects.all()))
        Comment.objects.using(THERE).bulk_create(list(Comment.objects.all()))
    return url


def compare(url: str, *options: str) -> str:
    out = StringIO()
    call_command("compare_projection", "--with", url, *options, stdout=out)
    return out.getvalue()


def test_two_projections_of_the_same_events_are_the_same(other: str) -> None:
    assert compare(other) == "The projections are the same.\n"


def test_each_row_that_differs_is_named_without_what_stands_in_it(other: str) -> None:
    Post.objects.filter(id="p1").update(title="secret", comment_count=7)
    Comment.objects.filter(id="c4").delete()
    Comment.objects.filter(id="c1").update(id="new")
    out = StringIO()

    with pytest.raises(CommandError, match=r"differ in 4 rows\.") as failed:
        call_command("compare_projection", "--with", other, stdout=out)
    assert failed.value.returncode == 1
    assert set(out.getvalue().splitlines()) == {
        "post p1 differs in title, comment_count",
        "comment new is only here",
        "comment c1 is only there",
        "comment c4 is only there",
    }


def test_as_many_differences_are_printed_as_were_asked_for(other: str) -> None:
    Post.objects.all().delete()

    with pytest.raises(CommandError, match=r"differ in 3 rows, 2 of them not shown\."):
        compare(other, "--show", "1")


@pytest.mark.parametrize("url", ["rubbish", "sqlite:////nowhere/at/all.sqlite3", "ftp://a/b"])
def test_a_database_that_cannot_be_read_is_named(url: str) -> None:
    with pytest.raises(CommandError):
        compare(url)


def test_a_database_without_a_projection_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "empty.sqlite3"
    empty.touch()

    with pytest.raises(CommandError, match="cannot be read"):
        compare(f"sqlite:///{empty}")
