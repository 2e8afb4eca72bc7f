"""docs/deploy.md, whose commands the tests run as they stand there."""

import re

from tools.house import ROOT

TEXT = (ROOT / "docs" / "deploy.md").read_text("utf-8")
BLOCK = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(heading: str) -> str:
    """The first block below the heading. Raises AssertionError where there is none."""
    _, found, rest = TEXT.partition(f"# {heading}\n")
    section = re.split(r"^#", rest, maxsplit=1, flags=re.MULTILINE)[0]
    block = BLOCK.search(section)
    assert found, f"docs/deploy.md has no heading {heading}"
    assert block, f"docs/deploy.md has no commands below {heading}"
    return block[1]
