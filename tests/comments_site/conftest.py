"""What the tests of the comments service share: its API, and its admin with somebody logged in."""

import pytest
from django.contrib.auth.models import User
from django.test import Client


@pytest.fixture
def api() -> Client:
    return Client()


@pytest.fixture
def admin(db: None) -> Client:
    """The admin as a superuser sees it."""
    client = Client()
    client.force_login(User.objects.create_superuser("editor"))
    return client
