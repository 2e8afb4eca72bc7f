"""The verdict on a comment: a pure function of its text and the rules.

A rule is about whole words: "orange" is in "Orange!" and not in "oranges". A phrase is its words in
this order with any white space between them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from moderation_site.moderation.folding import ZERO_WIDTH_SPACE, fold, is_word_character

Action = Literal["reject", "hold"]
Status = Literal["approved", "rejected", "held"]

_OUTCOME: Final[dict[Action, Status]] = {"reject": "rejected", "hold": "held"}


@dataclass(frozen=True, slots=True)
class WordRule:
    """What to do with comments in which a word or a phrase stands."""

    phrase: str
    action: Action


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to become of a comment. `held` leaves it to a person; `reason` says why, if not."""

    status: Status
    reason: str = ""


def decide(content: str, rules: Iterable[WordRule]) -> Verdict:
    """The verdict by the first rule that applies, where every `reject` goes before every `hold`.

    Approved where none applies.
    """
    folded = fold(content)
    for rule in sorted(rules, key=lambda rule: rule.action != "reject"):
        if _stands_in(folded, rule.phrase):
            return Verdict(_OUTCOME[rule.action], f"contains “{rule.phrase}”")
    return Verdict("approved")


def words_of(phrase: str) -> list[str]:
    """The words of a phrase as they are compared; none where nothing in it can be seen."""
    return fold(phrase).replace(ZERO_WIDTH_SPACE, "").split()


def _stands_in(folded: str, phrase: str) -> bool:
    pattern = _pattern(phrase, loose=ZERO_WIDTH_SPACE in folded)
    at = 0
    while pattern is not None and (found := pattern.search(folded, at)):
        if _is_whole(folded, *found.span()):
            return True
        at = found.start() + 1
    return False


@lru_cache(maxsize=4096)
def _pattern(phrase: str, *, loose: bool) -> re.Pattern[str] | None:
    """The phrase's words in a row. `loose` looks through zero width spaces within words too."""
    words = words_of(phrase)
    if not words:
        return None
    if not loose:
        return re.compile(r"\s+".join(map(re.escape, words)))
    gap = f"{ZERO_WIDTH_SPACE}*"
    return re.compile(rf"[\s{ZERO_WIDTH_SPACE}]+".join(gap.join(map(re.escape, w)) for w in words))


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no word goes on over either end of text[start:end]."""
    return not (_joined(text, start) or _joined(text, end))


def _joined(text: str, at: int) -> bool:
    """Whether one word lies on both sides of the place before text[at]."""
    return 0 < at < len(text) and is_word_character(text[at - 1]) and is_word_character(text[at])
