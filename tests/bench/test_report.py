"""What a run leaves in the folder."""

from pathlib import Path
from xml.etree import ElementTree

from bench.report import write
from tests.bench.measured import STUCK, result

SVG = "{http://www.w3.org/2000/svg}"


def test_the_results_hold_the_table_the_notes_the_machine_and_the_pictures(tmp_path: Path) -> None:
    write([result([400.0], [100.0])], ["Machine: 2 × slow"], ["A note."], folder=tmp_path)

    written = (tmp_path / "results.md").read_text()
    for expected in ("| 4 × (4–4) |", "- Machine: 2 × slow", "- A note.", "(row-01.svg)"):
        assert expected in written


def test_a_picture_has_a_dot_for_every_round_of_both_sides(tmp_path: Path) -> None:
    found = [result([400.0, 410.0], [100.0, 90.0]), result([0.0, 0.0], None, line=STUCK)]

    write(found, [], [], folder=tmp_path)

    picture = ElementTree.parse(tmp_path / "row-01.svg").getroot()
    assert len(picture.findall(f"{SVG}circle")) == 6
