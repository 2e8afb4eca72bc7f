"""What every test of the moderation service can ask for."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient


@pytest.fixture
def in_production(settings: Settings) -> None:
    settings.DEBUG = False


@pytest.fixture
def client() -> APIClient:
    return APIClient()


@pytest.fixture
def staff() -> User:
    return User.objects.create_user("rita", is_staff=True)


@pytest.fixture
def reviewer(staff: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(staff)
    return client


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client
