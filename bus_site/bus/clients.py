"""A client of the bus: how it proves who it is, how what it is sent is signed, what it may read.

Pure. Of a token only the SHA-256 is kept. A fast hash is right for it: a token is 256 random bits,
so there is nothing to guess that a slow one would protect, and it is compared at every call.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass

Reads = frozenset[str] | None
"""The types that may be read; None: all."""

NOTHING: Reads = frozenset()
EVERYTHING: Reads = None
ALL = "*"

MOST = 2
"""So many tokens and so many secrets are valid at once, while they are being changed."""


@dataclass(frozen=True)
class Client:
    """A service that publishes under `/name` and has the subscription of that name.

    `token_hashes` and `secrets` begin with the newest; there are two during a change.
    """

    name: str
    token_hashes: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    reads: Reads = NOTHING

    @property
    def source(self) -> str:
        """The only source that it may publish under."""
        return f"/{self.name}"

    @property
    def reads_everything(self) -> bool:
        """Whether nothing that services do is hidden from it."""
        return self.reads is None


def hash_of(token: str) -> str:
    """SHA-256 in hexadecimal digits, of whatever a header may hold."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def owner_of(token: str, clients: Iterable[Client]) -> Client | None:
    """Whose token it is. Compares with every one, so the time taken tells nothing."""
    given = hash_of(token)
    found = None
    for client in clients:
        for known in client.token_hashes:
            if hmac.compare_digest(given, known):
                found = client
    return found


def reads_of(names: Iterable[str]) -> Reads:
    """What a list of types allows; `*` stands for all."""
    types = frozenset(names)
    return EVERYTHING if ALL in types else types


def unreadable(reads: Reads, types: Collection[str]) -> list[str]:
    """Those of `types` that `reads` does not allow, sorted; no types at all means every type."""
    if reads is None:
        return []
    return sorted(set(types) - reads) if types else [ALL]


def may_not_read(name: str, types: Collection[str]) -> str:
    """What is said where `unreadable` finds something."""
    return (
        f"{name} may not read {', '.join(types)}: say so in BUS_READS, or in the bus's admin,"
        " if it should."
    )


def new_token() -> str:
    """256 random bits, as text for a header."""
    return secrets.token_urlsafe(32)


def new_secret() -> str:
    """256 random bits, as Standard Webhooks writes them."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
