"""What the fault tests share with the system tests: a running system, and its logs on failure."""

from tests.system.conftest import pytest_runtest_makereport, system

__all__ = ["pytest_runtest_makereport", "system"]
