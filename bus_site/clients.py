"""Who may talk to the bus: BUS_CLIENTS, `name=token:secret` for each, separated by commas.

In the place of a token may stand its hash, `sha256-` and 64 digits, so that who reads the bus's
environment cannot call it. During a change there may be two of each, parted by a blank.
"""

import re
from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

from bus_site.bus.clients import MOST, NOTHING, Client, Reads, hash_of, reads_of
from chassis import environment
from eventbox.errors import NotConfigured
from eventbox.signing import check_secret

LEAST = 32
NONE = "none"
HASHED = re.compile("sha256-([0-9a-f]{64})")


def bus_reads(declared: Mapping[str, str]) -> dict[str, Reads]:
    """What each client may read, by name, of its types parted by blanks; `*` stands for all."""
    return {name: reads_of(types.split()) for name, types in declared.items()}


def bus_clients(*, debug: bool, reads: Mapping[str, Reads]) -> dict[str, Client]:
    """The clients by name. With debug off, no word of any or a short secret is an error."""
    entries = environment.words("BUS_CLIENTS")
    if not entries and not debug:
        raise ImproperlyConfigured(
            "BUS_CLIENTS is missing. With DEBUG off it must name every service as"
            " name=token:secret, separated by commas: `make secrets` makes it. Where the admin"
            f" keeps all of them, set it to {NONE}."
        )
    if entries == [NONE]:
        return {}
    known = (_client(entry, debug=debug, reads=reads) for entry in entries)
    return {client.name: client for client in known}


def _client(entry: str, *, debug: bool, reads: Mapping[str, Reads]) -> Client:
    name, _, pair = entry.partition("=")
    first, _, second = pair.partition(":")
    tokens, secrets = first.split(), second.split()
    if not (name and 0 < len(tokens) <= MOST and 0 < len(secrets) <= MOST):
        # The entry is not quoted: it may hold a secret.
        raise ImproperlyConfigured(
            "BUS_CLIENTS: every entry must read name=token:secret, with two of each at most."
        )
    if not debug and not (all(map(_is_long, tokens)) and all(map(_can_sign, secrets))):
        raise ImproperlyConfigured(
            f"BUS_CLIENTS: the token and the secret of {name} must be random values of at"
            f" least {LEAST} characters each, the secret as whsec_ and base64: `make secrets`"
            " makes them."
        )
    return Client(name, tuple(map(_hash, tokens)), tuple(secrets), reads.get(name, NOTHING))


def _hash(token: str) -> str:
    hashed = HASHED.fullmatch(token)
    return hashed[1] if hashed else hash_of(token)


def _is_long(token: str) -> bool:
    if token.startswith("sha256-"):
        return HASHED.fullmatch(token) is not None
    return len(token) >= LEAST


def _can_sign(secret: str) -> bool:
    try:
        return len(check_secret(secret)) >= LEAST
    except NotConfigured:
        return False
