"""The clients that the bus knows: those of the setting BUS_CLIENTS, and those kept in its tables.

A row counts instead of the setting's client of the same name: who is revoked here stays so,
whatever the environment says. Every change reaches the delivery at once.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from bus_site.bus import conf, subscriptions
from bus_site.bus.clients import (
    ALL,
    EVERYTHING,
    MOST,
    NOTHING,
    Client,
    Reads,
    hash_of,
    new_secret,
    new_token,
)
from bus_site.bus.models import ClientRecord, Subscription
from bus_site.bus.writing import write_transaction
from eventbox.statements import run

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_KEPT = "SELECT name, token_hashes, secrets, reads FROM bus_clientrecord"
WHAT_A_NAME_IS = "Use up to 100 letters, digits, '.', '_' and '-'; a letter or digit first."


class NotChanged(Exception):
    """The client is not in a condition for that; the message says why."""


@dataclass(frozen=True)
class Credentials:
    """What a client is told once: the bus keeps the token's hash alone."""

    name: str
    token: str
    secret: str

    def as_settings(self) -> str:
        """Two lines for the service's environment."""
        return f"EVENTBOX_BUS_TOKEN={self.token}\nEVENTBOX_WEBHOOK_SECRET={self.secret}"


def clients() -> Mapping[str, Client]:
    """All clients by name."""
    kept = {}
    for name, *lists in run(_KEPT):
        hashes, secrets, reads = (json.loads(some) for some in lists)
        record = ClientRecord(name=name, token_hashes=hashes, secrets=secrets, reads=reads)
        kept[name] = record.as_client()
    return {**conf.clients(), **kept}


def client(name: str) -> Client | None:
    """The client of that name; None where there is none."""
    record = ClientRecord.objects.filter(name=name).first()
    return record.as_client() if record else conf.clients().get(name)


def reads_for(client: Client | None) -> Reads:
    """What may be read: a client's own; all with DEBUG on by one that is none, else nothing."""
    if client is not None:
        return client.reads
    return EVERYTHING if settings.DEBUG else NOTHING


def fault_of(name: str) -> str | None:
    """Why a new client cannot have that name; None where it can."""
    if not NAME.fullmatch(name):
        return WHAT_A_NAME_IS
    return f"{name} is a client already." if client(name) is not None else None


def add(name: str, *, reads: Sequence[str] = ()) -> Credentials:
    """A new client. Raises NotChanged for a name that is taken or cannot be one."""
    with write_transaction():
        if fault := fault_of(name):
            raise NotChanged(fault)
        made = Credentials(name, new_token(), new_secret())
        ClientRecord.objects.create(
            name=name,
            token_hashes=[hash_of(made.token)],
            secrets=[made.secret],
            reads=sorted(set(reads)),
        )
        subscriptions.touch(name)
    return made


def rotate(name: str) -> Credentials:
    """A new token and a new secret, beside those in use until `retire`.

    Raises NotChanged while a change is under way: the third would end one that may be in use.
    """
    with write_transaction():
        record = _record(name)
        if max(len(record.token_hashes), len(record.secrets)) >= MOST:
            raise NotChanged(f"{name} has two of each already: retire the older ones first.")
        made = Credentials(name, new_token(), new_secret())
        record.token_hashes = [hash_of(made.token), *record.token_hashes]
        record.secrets = [made.secret, *record.secrets]
        _save(record)
    return made


def retire(name: str) -> None:
    """End a change: only the newest token and secret count from now on."""
    with write_transaction():
        record = _record(name)
        if not record.token_hashes:
            raise NotChanged(f"{name} is revoked: rotate gives it a new token.")
        record.token_hashes, record.secrets = record.token_hashes[:1], record.secrets[:1]
        _save(record)


def revoke(name: str) -> None:
    """Take everything away at once: it may not call, and its subscription is paused."""
    with write_transaction():
        record = _record(name)
        record.token_hashes, record.secrets = [], []
        _save(record)
        if Subscription.objects.filter(name=name).exists():
            subscriptions.pause(name)


def allow(name: str, reads: Sequence[str]) -> None:
    """It may read these types and no others; `*` stands for all."""
    with write_transaction():
        record = _record(name)
        record.reads = sorted(set(reads))
        _save(record)


def forget(name: str) -> None:
    """Remove the row: what BUS_CLIENTS says of that name, if anything, counts again."""
    with write_transaction():
        ClientRecord.objects.filter(name=name).delete()
        subscriptions.touch(name)


def _record(name: str) -> ClientRecord:
    """The row of a client; one that only the setting knows gets its row here."""
    record = ClientRecord.objects.select_for_update().filter(name=name).first()
    if record is not None:
        return record
    known = conf.clients().get(name)
    if known is None:
        raise NotChanged(f"There is no client {name}.")
    return ClientRecord(
        name=name,
        token_hashes=list(known.token_hashes),
        secrets=list(known.secrets),
        reads=[ALL] if known.reads is None else sorted(known.reads),
    )


def _save(record: ClientRecord) -> None:
    record.save()
    subscriptions.touch(record.name)
