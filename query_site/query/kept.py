"""Answers that are kept in the process for as long as the projection stands as they were read.

What is kept is good while the projection's stamp is the one that it was read under; the stamp is
read for each request, so a change shows at once, in every process.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

from chassis.front import Head

MOST = 64
"""Answers; those that were asked for last."""

LARGEST = 256 * 1024
"""Bytes of one answer: a page of posts has about a tenth of that."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, whole, the stamp that it was read under, and the path to be logged."""

    stamp: str
    path: str
    head: Head
    body: bytes


class Kept:
    """The answers to a few requests, for one event loop."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()

    def get(self, request: Hashable) -> Answer | None:
        """What was answered to such a request, whether or not it is still so."""
        answer = self._answers.get(request)
        if answer is not None:
            self._answers.move_to_end(request)
        return answer

    def put(self, request: Hashable, answer: Answer) -> None:
        """Keep it instead of what was answered before."""
        if len(answer.body) > LARGEST:
            return
        self._answers[request] = answer
        self._answers.move_to_end(request)
        if len(self._answers) > MOST:
            self._answers.popitem(last=False)

    def clear(self) -> None:
        """Keep nothing of all that."""
        self._answers.clear()
