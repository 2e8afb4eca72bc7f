"""Debian's Chromium, looking at a site that really runs."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from tests.browser.site import Site
from tests.system.conftest import pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]  # the services' logs beside whatever fails

PATIENCE_MS = 20_000
"""Only bounds a test that fails: what is looked at here usually shows within a second."""


@pytest.fixture(scope="session")
def running_site() -> Iterator[Site]:
    with Site() as site:
        site.start_all()
        yield site


@pytest.fixture
def site(running_site: Site) -> Iterator[Site]:
    """The site, all of it running, also after a test that has killed a service."""
    yield running_site
    running_site.start_all()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = shutil.which("chromium")
    assert chromium, "There is no Chromium here: make chromium"
    arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
    return {**browser_type_launch_args, "executable_path": chromium, "args": arguments}


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], site: Site) -> dict[str, Any]:
    viewport = {"width": 1280, "height": 900}
    return {**browser_context_args, "base_url": site.url("frontend"), "viewport": viewport}


@pytest.fixture
def context(context: BrowserContext) -> Iterator[BrowserContext]:
    """No page of it may fail on its own, nor try what the content security policy forbids."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    context.on("console", note)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    yield context
    assert complaints == []


@pytest.fixture
def page(page: Page) -> Page:
    """The page of the blog."""
    page.goto("/")
    return page
