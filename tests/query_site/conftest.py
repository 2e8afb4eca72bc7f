"""What every test of the query service can ask for."""

import pytest
from rest_framework.test import APIClient

from query_site.query import ready_view
from query_site.query.kept import Kept


@pytest.fixture(autouse=True)
def _nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that has just begun."""
    monkeypatch.setattr(ready_view, "kept", Kept())


@pytest.fixture
def client() -> APIClient:
    return APIClient()
