"""Passwords are tried only so often, at the login page and by HTTP's Basic alike."""

import base64
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from chassis.logins import BY_NAME
from chassis.models import Tally
from chassis.rates import Rate

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _two_an_hour(settings: Settings) -> None:
    settings.THROTTLE_LOGINS = Rate(2, 3600)
    # Quick to check, as tens of guesses are made here.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    User.objects.create_superuser("operator", password=PASSWORD)


def attempt(password: str = "wrong", *, name: str = "operator", address: str = "10.0.0.1") -> Any:
    form = {"username": name, "password": password}
    return Client().post(LOGIN, form, REMOTE_ADDR=address, headers={"Accept": "text/html"})


def test_after_too_many_failures_even_the_right_password_is_refused() -> None:
    assert [attempt().status_code for _ in range(2)] == [200, 200]
    answer = attempt(PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert "sessionid" not in str(answer.cookies)


def test_logins_that_succeed_do_not_count() -> None:
    assert [attempt(PASSWORD).status_code for _ in range(5)] == [302] * 5


def test_another_address_may_still_log_in() -> None:
    for _ in range(3):
        attempt()
    assert attempt(PASSWORD, address="10.0.0.2").status_code == 302


def test_guessing_one_name_from_many_addresses_comes_to_an_end() -> None:
    for number in range(2 * BY_NAME):
        assert attempt(address=f"10.1.0.{number}").status_code == 200
    assert attempt(PASSWORD, address="10.2.0.1").status_code == 429


def test_guessing_many_names_from_one_address_comes_to_an_end() -> None:
    answers = [attempt(name=f"name{n}").status_code for n in range(3)]
    assert answers == [200, 200, 429]


def test_the_page_itself_can_always_be_seen() -> None:
    for _ in range(3):
        attempt()
    assert Client().get(LOGIN).status_code == 200


def test_off_counts_nothing(settings: Settings) -> None:
    settings.THROTTLE_LOGINS = None
    assert {attempt().status_code for _ in range(5)} == {200}
    assert not Tally.objects.exists()


def basic(password: str) -> Any:
    credentials = base64.b64encode(f"operator:{password}".encode()).decode()
    return Client().get("/guarded", headers={"Authorization": f"Basic {credentials}"})


def test_basic_is_counted_together_with_the_login_page() -> None:
    assert basic("wrong").status_code == 401
    assert basic(PASSWORD).status_code == 200
    assert attempt(address="127.0.0.1").status_code == 200
    answer = basic(PASSWORD)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_a_basic_header_that_is_malformed_is_a_401() -> None:
    for header in ("Basic", "Basic !", "Basic a b", "Basic " + base64.b64encode(b"x").decode()):
        assert Client().get("/guarded", headers={"Authorization": header}).status_code == 401
