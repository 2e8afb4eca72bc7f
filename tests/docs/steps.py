"""What a text asks its reader to do, and what it promises that the reader will see.

| in the text | means |
| --- | --- |
| a block of `sh` | type this |
| a block of `json` or `text` right behind it | that is the answer |
| a block of `text from make up` | `make up` says this |
| `<http://localhost:4005/admin/>` | open this page |
| `shows “this”` | it is on that page |
| tick *all of them* or *the first one*, choose **this action**: “this message” | do so there |
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.docs.markdown import Fence, Prose, parts

_BY_HAND = re.compile(
    r"<(?P<page>http://localhost:[^>]+)>"
    r"|shows “(?P<shown>[^”]+)”"
    r"|tick (?P<rows>the first one|all of them)[^“]*?choose \*\*(?P<action>[^*]+)\*\*"
    r"[^“]*“(?P<message>[^”]+)”",
)


@dataclass(frozen=True)
class Answer:
    """What the text shows as an answer; JSON may be laid out otherwise than it comes."""

    text: str
    json: bool


@dataclass(frozen=True)
class Type:
    """Type a script. `answer` is None where the text doesn't show one."""

    script: str
    answer: Answer | None
    line: int


@dataclass(frozen=True)
class Read:
    """Find this among what `make up` has printed."""

    text: str
    line: int


@dataclass(frozen=True)
class Visit:
    """Open a page in the browser."""

    address: str


@dataclass(frozen=True)
class See:
    """Find this on the page that is open."""

    text: str


@dataclass(frozen=True)
class Choose:
    """Choose an action in the list that is open, and read the message."""

    action: str
    first_only: bool
    message: str


Step = Type | Read | Visit | See | Choose


def steps(text: str) -> Iterator[Step]:
    """The steps of a text, in order. Raises ValueError for an answer to nothing."""
    found = [part for part in parts(text) if not isinstance(part, Prose) or part.text.strip()]
    for before, part, after in _neighbours(found):
        match part:
            case Prose(text=prose):
                yield from _by_hand(prose)
            case Fence(info="sh", text=script, line=line):
                yield Type(script, _answer(after), line)
            case Fence(info="text from make up", text=said, line=line):
                yield Read(said, line)
            case Fence(info="json" | "text", line=line):
                if not isinstance(before, Fence) or before.info != "sh":
                    raise ValueError(f"line {line}: what is this the answer to?")


def _neighbours(
    found: list[Prose | Fence],
) -> Iterator[tuple[Prose | Fence, Prose | Fence, Prose | Fence]]:
    """Each with the one before and the one after it."""
    around = [Prose(""), *found, Prose("")]
    return zip(around, found, around[2:], strict=False)


def _answer(part: Prose | Fence) -> Answer | None:
    match part:
        case Fence(info="json" | "text" as info, text=text):
            return Answer(text, json=info == "json")
        case _:
            return None


def _by_hand(prose: str) -> Iterator[Step]:
    for found in _BY_HAND.finditer(re.sub(r"\s+", " ", prose)):
        if found["page"]:
            yield Visit(found["page"])
        elif found["shown"]:
            yield See(found["shown"])
        else:
            yield Choose(found["action"], found["rows"] == "the first one", found["message"])
