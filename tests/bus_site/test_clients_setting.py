"""BUS_CLIENTS and BUS_READS, as the environment has them."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from bus_site.bus.clients import Client, hash_of, owner_of, reads_of
from bus_site.clients import bus_clients, bus_reads
from tests.bus_site.clients import NEW_SECRET, SECRET

TOKEN, NEW_TOKEN = "a" * 16 + "b" * 16, "c" * 16 + "d" * 16


def clients(value: str, *, debug: bool = False, **reads: str) -> dict[str, Client]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BUS_CLIENTS", value)
        return bus_clients(debug=debug, reads=bus_reads(reads))


def test_a_plain_token_and_its_hash_say_the_same() -> None:
    plain = clients(f"posts={TOKEN}:{SECRET}")
    assert plain == clients(f"posts=sha256-{hash_of(TOKEN)}:{SECRET}")
    assert plain["posts"] == Client("posts", (hash_of(TOKEN),), (SECRET,))


def test_the_settings_hold_no_token() -> None:
    assert TOKEN not in repr(clients(f"posts={TOKEN}:{SECRET}"))


def test_there_may_be_two_of_each_during_a_change() -> None:
    known = clients(f"posts={NEW_TOKEN} {TOKEN}:{NEW_SECRET} {SECRET}, query={TOKEN}z:{SECRET}")
    assert known["posts"].secrets == (NEW_SECRET, SECRET)
    for token in (TOKEN, NEW_TOKEN):
        assert owner_of(token, known.values()) == known["posts"]
    assert owner_of(f"{TOKEN}z", known.values()) == known["query"]


def test_a_hash_is_no_token() -> None:
    known = clients(f"posts={TOKEN}:{SECRET}")
    for stolen in (hash_of(TOKEN), f"sha256-{hash_of(TOKEN)}"):
        assert owner_of(stolen, known.values()) is None


def test_what_a_client_may_read_is_declared_beside_it() -> None:
    known = clients(f"a={TOKEN}:{SECRET},b={TOKEN}:{SECRET},c={TOKEN}:{SECRET}", a="X Y", b="*")
    assert known["a"].reads == frozenset({"X", "Y"})
    assert known["b"].reads_everything
    assert known["c"].reads == reads_of([]) == frozenset()


def test_none_are_declared_where_the_admin_keeps_all() -> None:
    assert clients("none") == {}


@pytest.mark.parametrize(
    "value",
    [
        "posts",
        "posts=token",
        "=token:secret",
        f"posts={TOKEN} {TOKEN} {TOKEN}:{SECRET}",
        f"posts={TOKEN}:{SECRET} {SECRET} {SECRET}",
    ],
)
@pytest.mark.parametrize("debug", [True, False])
def test_an_entry_that_cannot_be_read_is_said_without_being_quoted(value: str, debug: bool) -> None:
    with pytest.raises(ImproperlyConfigured, match="name=token:secret") as raised:
        clients(value, debug=debug)
    assert TOKEN not in str(raised.value)


@pytest.mark.parametrize(
    "pair",
    [f"short:{SECRET}", f"{TOKEN}:short", f"{TOKEN}:{'x' * 40}", f"sha256-{'0' * 40}:{SECRET}"],
)
def test_what_can_be_guessed_is_refused_with_debug_off(pair: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="the token and the secret of posts"):
        clients(f"posts={pair}")


def test_with_debug_off_somebody_must_be_declared() -> None:
    with pytest.raises(ImproperlyConfigured, match="BUS_CLIENTS is missing"):
        clients("")
    assert clients("", debug=True) == {}
