"""The admin login: made once, updated afterwards, never with a password that is none."""

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def test_the_login_is_made_and_opens_the_admin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", "a long enough one")
    call_command("ensure_admin")
    user = authenticate(username="admin", password="a long enough one")
    assert user is not None
    assert user.is_staff
    assert user.is_superuser


def test_a_second_run_changes_the_password_of_the_same_login(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ADMIN_USERNAME", "ada")
    for password in ("the first password", "the second password"):
        monkeypatch.setenv("ADMIN_PASSWORD", password)
        call_command("ensure_admin")
    assert get_user_model().objects.count() == 1
    assert authenticate(username="ada", password="the second password")


@pytest.mark.parametrize("password", ["", "short"])
def test_there_is_no_default_password(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", password)
    with pytest.raises(CommandError, match="ADMIN_PASSWORD"):
        call_command("ensure_admin")
    assert not get_user_model().objects.exists()
