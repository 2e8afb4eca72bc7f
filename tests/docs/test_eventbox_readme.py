"""The quickstart of eventbox, followed to the letter: two fresh projects, and the bus."""

from collections.abc import Callable, Iterator

import pytest

from eventbox import conf
from tests.docs.stranger import Instruction, Stranger, instructions
from tools.house import ROOT
from tools.trial.waiting import wait_until

README = (ROOT / "eventbox" / "README.md").read_text()
QUICKSTART = README[README.index("## Quickstart") : README.index("## What is guaranteed")]


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stranger]:
    """Somebody who has followed the quickstart to its end."""
    with Stranger(tmp_path_factory.mktemp("stranger")) as stranger:
        stranger.check_out()
        for instruction in instructions(QUICKSTART):
            stranger.follow(instruction)
        yield stranger


def script_that(asks: Callable[[Instruction], object]) -> str:
    """The one script of the quickstart that does so."""
    [step] = filter(asks, instructions(QUICKSTART))
    return step.block.text


PLACE_ORDER = script_that(lambda step: "place_order('a pot of tea')" in step.block.text)
SHOW_LETTERS = script_that(lambda step: step.answer)


def test_the_order_of_one_project_is_noted_in_the_other(stranger: Stranger) -> None:
    assert stranger.type(SHOW_LETTERS) == "You ordered a pot of tea.\n"


@pytest.mark.parametrize("name", ["mailer", "bus_site"])
def test_what_is_ordered_while_one_of_them_is_away_is_noted_afterwards(
    stranger: Stranger, name: str
) -> None:
    line = stranger.running(name)
    stranger.stop(line)
    stranger.type(PLACE_ORDER.replace("a pot of tea", f"cups during {name}"))
    stranger.start(line)
    wait_until(
        lambda: stranger.type(SHOW_LETTERS).count(f"You ordered cups during {name}.\n") == 1,
        "the letter is written",
    )


def test_pip_installs_eventbox_and_nothing_else_of_this_repository(stranger: Stranger) -> None:
    [packages] = (stranger.folder / "venv").glob("lib/python*/site-packages")
    others = {package.parent.name for package in ROOT.glob("*/__init__.py")} - {"eventbox"}
    assert len(others) > 6
    there = {path.name for path in packages.iterdir()}
    assert not others & there
    assert "drf_spectacular" not in there
    eventbox = packages / "eventbox"
    assert (eventbox / "py.typed").exists()
    assert (eventbox / "migrations" / "0001_initial.py").exists()


def test_a_fresh_project_passes_djangos_checks_without_a_warning(stranger: Stranger) -> None:
    for project in ("shop", "mailer"):
        command = f"venv/bin/python {project}/manage.py"
        stranger.type(f"{command} check --fail-level WARNING")
        stranger.type(f"{command} makemigrations --check")


def _column(heading: str) -> list[str]:
    """The first column of the table behind a heading, without its back-ticks and options."""
    section = README[README.index(f"## {heading}\n") :]
    rows = [row for row in section.split("\n## ")[0].splitlines() if row.startswith("| `")]
    return [row.split("`")[1].split()[0] for row in rows]


def test_every_setting_is_explained() -> None:
    assert set(_column("Settings")) == conf.NAMES


def test_every_command_is_explained() -> None:
    commands = (ROOT / "eventbox" / "management" / "commands").glob("[a-z]*.py")
    assert set(_column("Commands")) == {path.stem for path in commands}
