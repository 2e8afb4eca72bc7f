"""What the processes of a crew say: lines from all of them in one stream, as honcho shows them.

Many at once, where many are there: to print each alone took a tenth of a busy system's time.
"""

from collections.abc import Iterable, Iterator, Mapping
from io import BufferedReader
from typing import IO, TextIO

AT_ONCE = 64 * 1024
"""Bytes that are read at most before they are printed."""


class Told:
    """Prints lines to `output`, each behind the name of who says it.

    `colours` has the ANSI colour of each name, for an output that is a terminal. There is no time:
    every service's log lines begin with theirs.
    """

    def __init__(self, output: TextIO, colours: Mapping[str, str]) -> None:
        self._output = output
        width = max(map(len, colours))
        terminal = output.isatty()
        self._prefixes = {"": f" {'':{width}} | "}
        for name, colour in colours.items():
            prefix = f" {name:{width}} | "
            self._prefixes[name] = f"\033[0m\033[{colour}m{prefix}\033[0m" if terminal else prefix

    def print(self, told: Iterable[tuple[str, bytes]]) -> None:
        """Print whole lines and who says them, in order; raises OSError where nobody reads.

        What is not UTF-8 is shown as U+FFFD.
        """
        text = [
            f"{self._prefixes[name]}{line}\n"
            for name, lines in told
            for line in lines.decode("utf-8", "replace").splitlines()
        ]
        self._output.write("".join(text))
        self._output.flush()


def whole_lines(output: IO[bytes]) -> Iterator[bytes]:
    """What comes out, as it comes, up to the last end of a line each time."""
    assert isinstance(output, BufferedReader)
    rest = b""
    while some := output.read1(AT_ONCE):
        lines, end, rest_of = (rest + some).rpartition(b"\n")
        if end:
            yield lines + end
        rest = rest_of
    if rest:
        yield rest
