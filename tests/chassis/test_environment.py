"""Settings from the environment: what is understood, and what the message says when it is not."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from chassis import environment


def test_a_blank_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUS_URL", "  ")
    assert environment.text("BUS_URL", "http://bus") == "http://bus"


@pytest.mark.parametrize(
    ("value", "meant"), [("1", True), ("TRUE", True), ("off", False), ("No", False)]
)
def test_a_flag_takes_the_usual_words(
    monkeypatch: pytest.MonkeyPatch, value: str, meant: bool
) -> None:
    monkeypatch.setenv("DEBUG", value)
    assert environment.flag("DEBUG", default=not meant) is meant


def test_a_misspelt_flag_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "flase")
    with pytest.raises(ImproperlyConfigured, match=r"DEBUG='flase'.*set it to true or false"):
        environment.flag("DEBUG", default=True)


@pytest.mark.parametrize("value", ["-1", "4000a", "1.5", "٤"])
def test_a_number_must_be_one(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("POSTS_PORT", value)
    with pytest.raises(ImproperlyConfigured, match="POSTS_PORT"):
        environment.number("POSTS_PORT", 4000)


def test_words_are_split_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example, b.example,")
    assert environment.words("ALLOWED_HOSTS") == ["a.example", "b.example"]


def test_a_choice_names_the_alternatives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_FORMAT", "xml")
    with pytest.raises(ImproperlyConfigured, match="readable or json"):
        environment.choice("LOG_FORMAT", "readable", ("readable", "json"))


def test_a_duration_has_a_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.duration("OUTBOX_KEEP", "7d") == timedelta(days=7)
    monkeypatch.setenv("OUTBOX_KEEP", "7")
    with pytest.raises(ImproperlyConfigured, match="OUTBOX_KEEP='7'"):
        environment.duration("OUTBOX_KEEP", "7d")


def test_with_debug_on_a_local_value_stands_in_for_a_secret() -> None:
    assert environment.secret("NO_SUCH_SECRET", debug=True, local="local") == "local"


@pytest.mark.parametrize(
    ("value", "fault"), [(None, "is missing"), ("local", "is missing"), ("short", "is too short")]
)
def test_with_debug_off_a_weak_secret_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, value: str | None, fault: str
) -> None:
    if value:
        monkeypatch.setenv("EVENTBOX_BUS_TOKEN", value)
    with pytest.raises(ImproperlyConfigured, match=f"EVENTBOX_BUS_TOKEN {fault}.*make secrets"):
        environment.secret("EVENTBOX_BUS_TOKEN", debug=False, local="local")


def test_the_message_about_a_secret_does_not_show_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "hunter2")
    with pytest.raises(ImproperlyConfigured) as raised:
        environment.secret("SECRET_KEY", debug=False)
    assert "hunter2" not in str(raised.value)
