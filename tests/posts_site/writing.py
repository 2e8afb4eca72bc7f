"""Sending bodies as they are, and making posts of a known age."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from posts_site.posts.models import Post

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def send(api: Client, body: bytes | str, content_type: str = "application/json") -> tuple[int, Any]:
    """POST /posts with exactly this body; the status and the JSON that comes back."""
    response = api.generic("POST", "/posts", body, content_type)
    return response.status_code, response.json()


def make_posts(count: int) -> list[str]:
    """Posts a second apart, without events; their titles, newest first."""
    Post.objects.bulk_create(
        Post(title=str(number), created_at=NOON + timedelta(seconds=number))
        for number in range(count)
    )
    return [str(number) for number in reversed(range(count))]
