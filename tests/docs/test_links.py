"""Links between the texts, and from the texts into the code, lead where they say."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.docs.markdown import Link, anchors, links, markdown_files, parts
from tools.house import ROOT


def relative_links() -> Iterator[tuple[str, Link, Path, str]]:
    """Each with the file it stands in, the path that it leads to, and what follows a `#`."""
    for path in markdown_files():
        for link in links(path.read_text()):
            if link.is_relative:
                target, _, anchor = link.target.partition("#")
                there = (path.parent / target).resolve() if target else path
                yield f"{path.relative_to(ROOT)}: {link.target}", link, there, anchor


def test_every_relative_link_leads_to_a_file_or_folder_of_the_repository() -> None:
    missing = [
        where
        for where, _, there, _ in relative_links()
        if not there.exists() or ROOT not in [there, *there.parents]
    ]
    assert missing == []


def test_a_link_that_shows_a_name_leads_to_a_file_with_that_name_in_it() -> None:
    missing = [
        f"{where} has no {name}"
        for where, link, there, _ in relative_links()
        if (name := link.name_in_code) and there.is_file()
        if not re.search(rf"\b{name}\b", there.read_text())
    ]
    assert missing == []


def test_an_anchor_is_a_heading_of_the_text_that_it_leads_to() -> None:
    wrong = [
        where
        for where, _, there, anchor in relative_links()
        if anchor and (there.suffix != ".md" or anchor not in anchors(there.read_text()))
    ]
    assert wrong == []


def test_whatever_make_is_told_to_do_it_can_do() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    unknown = []
    for path in markdown_files():
        text = "".join(part.text for part in parts(path.read_text()))
        for target in re.findall(r"(?:^|`)make ([a-z]+)\b", text, re.MULTILINE):
            if target not in targets:
                unknown.append(f"{path.relative_to(ROOT)}: make {target}")
    assert unknown == []


def test_every_decision_is_in_the_list_of_decisions() -> None:
    folder = ROOT / "docs" / "adr"
    listed = {link.target for link in links((folder / "README.md").read_text())}
    assert {path.name for path in folder.glob("*.md")} - {"README.md"} <= listed


def test_every_promise_names_a_test_that_proves_it() -> None:
    text = (ROOT / "docs" / "guarantees.md").read_text()
    table = text[text.index("| promise ") :].split("\n\n")[0].splitlines()[2:]
    assert len(table) > 15
    assert [row for row in table if "(../tests/" not in row.split("|")[-2]] == []
