"""The admin: posts are looked for and deleted there, with their events; nothing else is done."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from eventbox.testing import published
from posts_site.posts.models import Post
from posts_site.posts.services import create_post

pytestmark = pytest.mark.django_db

LIST = "/admin/posts/post/"


def deleted_in_events() -> list[str]:
    return [event.data["id"] for event in published() if event.type == "PostDeleted"]


def test_deleting_a_post_on_its_page_emits_its_event(admin: Client) -> None:
    gone, kept = create_post(title="Gone"), create_post(title="Kept")
    assert "Gone" in admin.get(f"{LIST}{gone.id}/delete/").content.decode()
    assert admin.post(f"{LIST}{gone.id}/delete/", {"post": "yes"}).status_code == 302
    assert list(Post.objects.all()) == [kept]
    assert deleted_in_events() == [gone.id]


def test_deleting_posts_in_the_list_emits_an_event_for_each(admin: Client) -> None:
    gone, kept = [create_post(title="Gone") for _ in range(3)], create_post(title="Kept")
    ticked = {"action": "delete_selected", "_selected_action": [post.id for post in gone]}
    assert "Are you sure" in admin.post(LIST, ticked).content.decode()
    assert Post.objects.count() == 4
    assert admin.post(LIST, ticked | {"post": "yes"}).status_code == 302
    assert list(Post.objects.all()) == [kept]
    assert sorted(deleted_in_events()) == sorted(post.id for post in gone)


def test_whoever_may_only_look_deletes_nothing() -> None:
    post = create_post(title="Kept")
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_post"))
    client = Client()
    client.force_login(reader)
    assert client.get(LIST).status_code == 200
    assert client.post(f"{LIST}{post.id}/delete/", {"post": "yes"}).status_code == 403
    client.post(LIST, {"action": "delete_selected", "_selected_action": [post.id], "post": "yes"})
    assert Post.objects.exists()
    assert deleted_in_events() == []


def test_a_post_is_neither_added_nor_edited_by_hand(admin: Client) -> None:
    post = create_post(title="As it was")
    assert admin.get(f"{LIST}{post.id}/change/").status_code == 200
    assert admin.post(f"{LIST}{post.id}/change/", {"title": "Other"}).status_code == 403
    assert admin.post(f"{LIST}add/", {"title": "Other"}).status_code == 403
    assert [post.title for post in Post.objects.all()] == ["As it was"]


@pytest.mark.parametrize("by", ["title", "id"])
def test_a_post_is_found_by_its_title_and_by_its_id(admin: Client, by: str) -> None:
    post, _ = create_post(title="A needle"), create_post(title="Hay")
    page = admin.get(LIST, {"q": getattr(post, by)}).content.decode()
    assert "A needle" in page
    assert "Hay" not in page
