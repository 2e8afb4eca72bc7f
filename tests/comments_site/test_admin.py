"""The admin: comments are looked for and deleted there, with their events; nothing else is done."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client

from comments_site.comments.models import Comment
from tests.comments_site.blog import POST, a_comment, emitted

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/comment/"
POSTS = "/admin/comments/knownpost/"


def deleted_in_events() -> list[str]:
    return [event.data["id"] for event in emitted("CommentDeleted")]


def test_deleting_a_comment_on_its_page_emits_its_event(admin: Client) -> None:
    gone, kept = a_comment(), a_comment()
    assert gone.id in admin.get(f"{LIST}{gone.id}/delete/").content.decode()
    assert admin.post(f"{LIST}{gone.id}/delete/", {"post": "yes"}).status_code == 302
    assert list(Comment.objects.all()) == [kept]
    assert deleted_in_events() == [gone.id]


def test_deleting_comments_in_the_list_emits_an_event_for_each(admin: Client) -> None:
    gone, kept = [a_comment() for _ in range(3)], a_comment()
    ticked = {"action": "delete_selected", "_selected_action": [row.id for row in gone]}
    assert "Are you sure" in admin.post(LIST, ticked).content.decode()
    assert Comment.objects.count() == 4
    assert admin.post(LIST, ticked | {"post": "yes"}).status_code == 302
    assert list(Comment.objects.all()) == [kept]
    assert sorted(deleted_in_events()) == sorted(row.id for row in gone)


def test_the_text_of_a_deleted_comment_is_not_kept_in_the_admins_history(admin: Client) -> None:
    comment = a_comment("SECRET")
    admin.post(f"{LIST}{comment.id}/delete/", {"post": "yes"})
    entry = LogEntry.objects.get()
    assert comment.id in entry.object_repr
    assert "SECRET" not in entry.object_repr + entry.change_message


def test_whoever_may_only_look_deletes_nothing() -> None:
    comment = a_comment()
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client = Client()
    client.force_login(reader)
    assert client.get(LIST).status_code == 200
    assert client.post(f"{LIST}{comment.id}/delete/", {"post": "yes"}).status_code == 403
    ticked = {"action": "delete_selected", "_selected_action": [comment.id], "post": "yes"}
    client.post(LIST, ticked)
    assert Comment.objects.exists()
    assert deleted_in_events() == []


def test_a_comment_is_neither_added_nor_edited_by_hand(admin: Client) -> None:
    comment = a_comment()
    page = f"{LIST}{comment.id}/change/"
    assert admin.get(page).status_code == 200
    assert admin.post(page, {"status": "approved", "content": "Other"}).status_code == 403
    assert admin.post(f"{LIST}add/", {"post_id": POST, "content": "Other"}).status_code == 403
    now = Comment.objects.get()
    assert (now.status, now.content) == ("pending", "A good one")


@pytest.mark.parametrize("by", ["id", "post_id", "content"])
def test_a_comment_is_found_by_its_ids_and_its_text(admin: Client, by: str) -> None:
    needle, hay = a_comment("A needle", post_id="this-one"), a_comment("Hay", post_id="another")
    page = admin.get(LIST, {"q": getattr(needle, by)}).content.decode()
    assert needle.id in page
    assert hay.id not in page


def test_the_known_posts_are_only_looked_at(admin: Client) -> None:
    a_comment()
    assert POST in admin.get(POSTS).content.decode()
    assert admin.post(f"{POSTS}{POST}/delete/", {"post": "yes"}).status_code == 403
    assert admin.post(f"{POSTS}add/", {"id": "new"}).status_code == 403
