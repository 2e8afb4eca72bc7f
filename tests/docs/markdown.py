"""Reads a Markdown file as far as these tests need it: prose and fenced blocks in their order."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.house import ROOT

ELSEWHERE = {"node_modules", "build", "dist", "var"}

_FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+?)\s*$", re.MULTILINE)
_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


@dataclass(frozen=True)
class Prose:
    """What is between two fenced blocks."""

    text: str


@dataclass(frozen=True)
class Fence:
    """A fenced block; `info` is what stands behind the opening fence, `line` where that is."""

    info: str
    text: str
    line: int


@dataclass(frozen=True)
class Link:
    """`[text](target)`."""

    text: str
    target: str

    @property
    def is_relative(self) -> bool:
        return not re.match(r"[a-z][a-z0-9+.-]*:", self.target)

    @property
    def name_in_code(self) -> str | None:
        """The identifier that the text consists of, such as `publish`; None for other texts."""
        found = re.fullmatch(r"`([A-Za-z_]\w*)(?:\(\))?`", self.text)
        return found[1] if found else None


def markdown_files() -> list[Path]:
    """Every Markdown file of the repository, whether or not it is under version control yet."""
    found = []
    for folder, below, names in os.walk(ROOT):
        below[:] = [name for name in below if name not in ELSEWHERE and not name.startswith(".")]
        found += [Path(folder, name) for name in names if name.endswith(".md")]
    return sorted(found)


def parts(text: str) -> Iterator[Prose | Fence]:
    """Prose and fenced blocks, in their order."""
    end = 0
    for found in _FENCE.finditer(text):
        yield Prose(text[end : found.start()])
        yield Fence(found[1].strip(), found[2], text.count("\n", 0, found.start()) + 1)
        end = found.end()
    yield Prose(text[end:])


def prose(text: str) -> str:
    """The text without its fenced blocks."""
    return "".join(part.text for part in parts(text) if isinstance(part, Prose))


def links(text: str) -> list[Link]:
    """The links of the prose."""
    return [Link(found[1], found[2]) for found in _LINK.finditer(prose(text))]


def anchors(text: str) -> set[str]:
    """What `#…` may follow in a link to this text: its headings, as GitHub names them."""
    headings = (found[1] for found in _HEADING.finditer(prose(text)))
    return {_NOT_IN_ANCHORS.sub("", heading.lower()).replace(" ", "-") for heading in headings}
