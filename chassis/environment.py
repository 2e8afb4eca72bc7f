"""Reads settings from the environment.

A value that cannot be understood stops the start with a message that says what to do.
"""

import os
from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

from chassis.rates import Rate, parse_rate

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
DIFFERENT = 8
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def text(name: str, default: str = "") -> str:
    """The variable without surrounding blanks; a blank one counts as unset."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """One of 1/true/yes/on or 0/false/no/off, in any case."""
    value = text(name, "on" if default else "off").lower()
    if value in TRUE | FALSE:
        return value in TRUE
    raise ImproperlyConfigured(f"{name}={value!r} is neither on nor off: set it to true or false.")


def number(name: str, default: int) -> int:
    """A whole number, not negative."""
    value = text(name, str(default))
    if value.isascii() and value.isdigit():
        return int(value)
    raise ImproperlyConfigured(f"{name}={value!r} is not a number: set it to one like {default}.")


def words(name: str, default: str = "") -> list[str]:
    """A list that is separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def rate(name: str, default: str) -> Rate | None:
    """So often in so much time: 60/min; None for off."""
    try:
        return parse_rate(text(name, default))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from error


def pairs(name: str) -> dict[str, str]:
    """`key=value`, separated by commas; what a variable that is unset says: nothing."""
    found: dict[str, str] = {}
    for word in words(name):
        key, sign, value = word.partition("=")
        if not (key.strip() and sign):
            raise ImproperlyConfigured(f"{name}: every entry must read key=value, not {word!r}.")
        found[key.strip()] = value.strip()
    return found


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """One of a few words."""
    value = text(name, default)
    if value in allowed:
        return value
    raise ImproperlyConfigured(f"{name}={value!r} is unknown: set it to {' or '.join(allowed)}.")


def duration(name: str, default: str) -> timedelta:
    """A time span with its unit: 90s, 15m, 12h, 7d."""
    value = text(name, default)
    amount, unit = value[:-1], value[-1:]
    if unit in SECONDS and amount.isascii() and amount.isdigit():
        return timedelta(seconds=int(amount) * SECONDS[unit])
    raise ImproperlyConfigured(f"{name}={value!r} is no duration: write it like 90s, 12h or 7d.")


def secret(name: str, *, debug: bool, local: str = "", least: int = 32) -> str:
    """A secret of at least `least` characters, so many of them different that it may be random.

    With debug on, `local` stands in where none is set. With debug off a missing, too short or
    local one raises ImproperlyConfigured.
    """
    value = text(name, local)
    if debug:
        return value
    if not value or value == local:
        fault = "is missing"
    elif len(value) < least:
        fault = f"is too short ({len(value)} characters)"
    elif len(set(value)) < DIFFERENT:
        fault = f"is too simple ({len(set(value))} different characters)"
    else:
        return value
    raise ImproperlyConfigured(
        f"{name} {fault}. With DEBUG off it must be a random value of at least {least} characters:"
        " `make secrets` makes all of them. (Locally, DEBUG=true needs none.)"
    )
