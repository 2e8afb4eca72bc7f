"""One picture for each row: every round of both sides as a dot, the medians as strokes. Pure.

Written by hand, as an SVG of this kind needs no library. It suits light and dark pages alike.
"""

from collections.abc import Iterator, Sequence
from html import escape

from bench.rounds import Spread
from bench.table import Result, figure, measured

WIDTH, LEFT, RIGHT = 760, 150, 30
LANE, GAP, TOP = 26, 34, 40
OURS, PEER, INK = "#2f7d5b", "#c2643b", "#808080"


def plot(found: Sequence[Result]) -> str:
    """The SVG of one row: its lines, on each database."""
    row = found[0].row
    parts: list[str] = []
    y = TOP
    for result in found:
        parts += _line(result, y)
        y += 2 * LANE + GAP if result.peer else LANE + GAP
    title = escape(f"{row.number}. {row.title}, beside {row.peer}" if row.peer else row.title)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y}"'
            f' viewBox="0 0 {WIDTH} {y}" font-family="sans-serif" font-size="12" fill="{INK}">',
            f"<title>{title}</title>",
            f'<text x="8" y="18" font-size="14" font-weight="bold">{title}</text>',
            *parts,
            "</svg>",
            "",
        ]
    )


def _line(result: Result, y: int) -> Iterator[str]:
    unit, key = result.line.unit, result.line.key
    heading = f"{result.line.what}, {result.database}"
    if result.ratio:
        heading += f": {measured(result.ratio, ' ×')}"
    yield f'<text x="8" y="{y + 4}">{escape(heading)}</text>'
    sides = [("Postbus", OURS, [each.ours[key] for each in result.rounds])]
    if result.peer:
        theirs = [each.peer[key] for each in result.rounds if each.peer is not None]
        sides.append((result.row.peer, PEER, theirs))
    top = max((value for _, _, values in sides for value in values), default=0) or 1
    for lane, (name, colour, values) in enumerate(sides):
        yield from _lane(name, colour, values, unit, top, y + LANE * (lane + 1))


def _lane(
    name: str, colour: str, values: Sequence[float], unit: str, top: float, y: int
) -> Iterator[str]:
    """One side: a line from nought to the median, and a dot for each round."""

    def x(value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT - 90) * value / top

    median = Spread.of(values).median
    yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{escape(name[:22])}</text>'
    yield (
        f'<rect x="{LEFT}" y="{y - 7}" width="{x(median) - LEFT:.1f}" height="14"'
        f' fill="{colour}" fill-opacity="0.3"/>'
    )
    for value in values:
        yield f'<circle cx="{x(value):.1f}" cy="{y}" r="3.5" fill="{colour}"/>'
    label = f"{figure(median)} {unit}".replace(" /", "/")
    yield f'<text x="{x(max(values)) + 10:.1f}" y="{y + 4}">{escape(label)}</text>'
