"""One machine for all texts, so that the house is started once."""

from collections.abc import Iterator

import pytest

from tests.docs.machine import Machine
from tests.docs.reader import Reader


@pytest.fixture(scope="package")
def reader() -> Iterator[Reader]:
    """A reader at a machine on which nothing runs yet."""
    with Machine() as machine:
        yield Reader(machine)
