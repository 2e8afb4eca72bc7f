"""What a text shows of an answer, to be compared with what really comes.

White space is left aside. `…` stands for anything on its line, and a line that is nothing but `…`
for any number of lines. In JSON `…` has no quotation mark in it; `, …]` is the rest of an array.
"""

import re
from dataclasses import dataclass

_SOMETHING = r"[^\n]*?"
_SOME_LINES = r"(?:[^\n]*\n)*?"
_UNQUOTED = r'[^"\n]*?'
_REST_OF_ARRAY = r",[^\n]*]"


@dataclass(frozen=True)
class Promise:
    """A text with `…` in it. JSON may be laid out in lines otherwise than it comes."""

    text: str
    json: bool = False

    def is_all_of(self, seen: str) -> bool:
        """Whether `seen` is what was promised and nothing else."""
        return re.fullmatch(self._pattern(), self._bare(seen)) is not None

    def is_in(self, seen: str) -> bool:
        """Whether `seen` has somewhere what was promised."""
        return re.search(self._pattern(), self._bare(seen)) is not None

    def _pattern(self) -> str:
        return "".join(map(self._line_pattern, self._bare(self.text).splitlines()))

    def _line_pattern(self, line: str) -> str:
        if line == "…":
            return _SOME_LINES
        if not self.json:
            return _pattern_of(line, _SOMETHING) + r"\n"
        stretches = (_pattern_of(stretch, _UNQUOTED) for stretch in line.split(",…]"))
        return _REST_OF_ARRAY.join(stretches) + r"\n"

    def _bare(self, text: str) -> str:
        lines = ["".join(line.split()) for line in text.splitlines()]
        if self.json:
            lines = ["".join(lines)]
        return "".join(f"{line}\n" for line in lines if line)


def _pattern_of(text: str, anything: str) -> str:
    return anything.join(map(re.escape, text.split("…")))
