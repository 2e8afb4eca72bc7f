"""What a run leaves: the table on the screen, bench/results.md and a picture for each row."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.plots import plot
from bench.table import HEADINGS, Result, cells, markdown

FOLDER = Path(__file__).resolve().parent

READING = (
    "Each figure is the median of {rounds} rounds, in brackets the least and the greatest. The"
    " sides take turns; a ratio is taken within each round, and the median of these is shown."
)


def show(found: Sequence[Result], machine: Sequence[str], notes: Sequence[str]) -> None:
    """Print the table."""
    console = Console(width=None if Console().is_terminal else 200)
    table = Table(*HEADINGS)
    for result in found:
        style = {"no": "red", "yes": "green"}.get(result.verdict, "")
        *most, verdict = cells(result)
        table.add_row(*most, f"[{style}]{verdict}[/]" if style else verdict)
    console.print(table)
    for line in (*notes, *machine):
        console.print(line, highlight=False, soft_wrap=True)


def write(
    found: Sequence[Result], machine: Sequence[str], notes: Sequence[str], *, folder: Path = FOLDER
) -> None:
    """Write results.md and a picture for each row; `found` is in the order of the rows."""
    pictures = []
    for number, lines in groupby(found, key=lambda result: result.row.number):
        name = f"row-{number:02d}.svg"
        of_row = list(lines)
        (folder / name).write_text(plot(of_row))
        pictures.append(f"![{of_row[0].row.title}]({name})")
    text = [
        "# Results",
        "",
        "Written by `make bench`; [README.md](README.md) says what each row is.",
        READING.format(rounds=len(found[0].rounds)),
        "",
        *markdown(found),
        "",
        *[f"- {note}" for note in notes],
        "",
        "## Where",
        "",
        *[f"- {line}" for line in machine],
        "",
        "## Pictures",
        "",
        *pictures,
        "",
    ]
    (folder / "results.md").write_text("\n".join(text))
