from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.eventbox.diary import handlers

# An example may take its time: the machine may be busy with other suites.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def _nothing_is_broken() -> Iterator[None]:
    handlers.broken.clear()
    yield
    handlers.broken.clear()
