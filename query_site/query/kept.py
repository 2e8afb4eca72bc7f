"""Answers that are kept in the process for as long as the projection stands as they were read.

What is kept is good while the projection's stamp is the one that it was read under; the stamp is
read for each request, so a change shows at once, in every process.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from django.http import HttpResponse

MOST = 64
"""Answers; those that were asked for last."""

LARGEST = 256 * 1024
"""Bytes of one answer: a page of posts has about a tenth of that."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, whole, and the stamp that it was read under."""

    stamp: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @classmethod
    def of(cls, response: HttpResponse, stamp: str) -> "Answer":
        """What the response says."""
        return cls(stamp, response.status_code, dict(response.items()), response.content)

    def response(self) -> HttpResponse:
        """The same, to be given once more."""
        return HttpResponse(self.body, status=self.status, headers=self.headers)


class Kept:
    """The answers to a few requests; thread-safe."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, request: Hashable) -> Answer | None:
        """What was answered to such a request, whether or not it is still so."""
        with self._lock:
            answer = self._answers.get(request)
            if answer is not None:
                self._answers.move_to_end(request)
            return answer

    def put(self, request: Hashable, answer: Answer) -> None:
        """Keep it instead of what was answered before."""
        if len(answer.body) > LARGEST:
            return
        with self._lock:
            self._answers[request] = answer
            self._answers.move_to_end(request)
            if len(self._answers) > MOST:
                self._answers.popitem(last=False)
