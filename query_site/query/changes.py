"""The record of changes: written within the transaction that makes them, read by the stream.

It names what was touched and holds no text: readers look up how that stands now. So a text that was
approved once and is not any more can never be read from here.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from eventbox.inserting import insert
from eventbox.statements import run
from query_site.query.models import Change, Projection, new_stamp
from query_site.query.ready import dump

CHANNEL: Final = "query.changes"
"""Woken after each commit that changed something."""

KEPT: Final = 1_000
"""Changes, the newest, from which a reader can go on; who is further behind reads all anew."""

SWEEP_EVERY: Final = 100

MOST: Final = 200
"""Posts or comments that a reader is told of singly; beyond that, to read all anew costs less."""

COUNT_SQL = """
    UPDATE query_projection SET change = change + 1, stamp = %s WHERE id = 1 RETURNING change
"""


@dataclass(frozen=True, slots=True)
class Position:
    """A state of the projection: how many changes it is from its start, and the stamp of the last.

    A number alone does not do: a database that was restored from an older copy counts again.
    """

    number: int = 0
    stamp: str = ""

    def __str__(self) -> str:
        return f"{self.number}-{self.stamp}"

    @classmethod
    def parse(cls, text: str) -> "Position | None":
        """The position that `str` made the text of; None for any other text."""
        number, _, stamp = text.partition("-")
        if not (number.isascii() and number.isdigit() and len(number) < 19 and len(stamp) <= 32):
            return None
        return cls(int(number), stamp)


ORIGIN: Final = Position()


@dataclass(frozen=True, slots=True)
class Touched:
    """What was touched between one position and `upto`, each id once."""

    upto: Position
    posts: Collection[str]
    comments: Collection[str]


def record(*, posts: Collection[str], comments: Collection[str]) -> None:
    """Count one change, within the transaction that makes it, and write down what it touched."""
    stamp = new_stamp()
    counted = run(COUNT_SQL, [stamp])
    number: int = (
        counted[0][0] if counted else Projection.objects.create(id=1, change=1, stamp=stamp).change
    )
    few = len(posts) <= MOST and len(comments) <= MOST
    touched = dump({"posts": sorted(posts), "comments": sorted(comments)}) if few else None
    change = Change(number=number, stamp=stamp, touched=touched)
    insert([change], unique="number", update=("stamp", "touched"))
    if number % SWEEP_EVERY == 0:
        Change.objects.filter(number__lte=number - KEPT).delete()


def start_anew(stamp: str) -> None:
    """Forget all changes: what comes now begins at number 0 with that stamp."""
    Change.objects.all().delete()
    Change.objects.create(number=0, stamp=stamp, touched=dump({"posts": [], "comments": []}))


def current() -> Position:
    """The last change's position; ORIGIN where there is none."""
    newest = Change.objects.order_by("-number").values_list("number", "stamp").first()
    return Position(*newest) if newest else ORIGIN


def since(position: Position) -> Touched | None:
    """What was touched after `position`, by one statement; None where it cannot be told.

    That is so for a position that was swept away, is of a projection that was emptied since or of
    another database, and where too much has happened since.
    """
    rows = Change.objects.filter(number__gte=position.number).order_by("number")
    found = list(rows.values_list("number", "stamp", "touched")[: KEPT + SWEEP_EVERY])
    if not found or found[0][:2] != (position.number, position.stamp):
        return None
    posts: set[str] = set()
    comments: set[str] = set()
    for _, _, touched in found[1:]:
        ids = json.loads(touched) if touched else None
        if ids is None:
            return None
        posts.update(ids["posts"])
        comments.update(ids["comments"])
        if max(len(posts), len(comments)) > MOST:
            return None
    return Touched(Position(*found[-1][:2]), posts, comments)
