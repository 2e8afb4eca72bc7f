"""README and tour are followed to the letter, and what they promise is seen."""

import pytest

from tests.docs.reader import Reader
from tools.house import ROOT


@pytest.mark.parametrize("path", ["README.md", "docs/tour.md"])
def test_whoever_follows_it_sees_what_it_says(reader: Reader, path: str) -> None:
    assert reader.follow(ROOT / path) > 0
