from collections.abc import Iterator

import pytest

from tests.eventbox.diary import handlers


@pytest.fixture(autouse=True)
def _nothing_is_broken() -> Iterator[None]:
    handlers.broken.clear()
    yield
    handlers.broken.clear()
