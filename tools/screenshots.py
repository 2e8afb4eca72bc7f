"""`make screenshots`: the README's pictures of the page, taken of a running, filled system."""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tools.house import FRONTEND, QUERY, ROOT

IMAGES = ROOT / "docs" / "images"
SIZE = ViewportSize(width=1280, height=900)


class NothingToShow(Exception):
    """The system is not ready for its picture; the message says what to do."""


def main() -> int:
    """Write docs/images/page.png, page-dark.png and xray.png. Returns an exit code."""
    try:
        take(os.environ, IMAGES)
    except NothingToShow as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def take(environment: Mapping[str, str], folder: Path) -> None:
    """Take every picture into `folder`. Raises NothingToShow."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise NothingToShow("There is no Chromium here: make chromium")
    comment = approved_comment(environment)
    folder.mkdir(parents=True, exist_ok=True)
    page = f"{FRONTEND.address(environment)}/#/"
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        shoot(browser, page, "article", folder / "page.png")
        shoot(browser, page, "article", folder / "page-dark.png", color_scheme="dark")
        shoot(browser, f"{page}xray/{comment}", "svg[role=img]", folder / "xray.png")
        browser.close()


def approved_comment(environment: Mapping[str, str]) -> str:
    """The id of a comment whose whole story is there. Raises NothingToShow."""
    try:
        with requests.Session() as session:
            session.trust_env = False  # a proxy has nothing to do with the loopback
            answer = session.get(f"{QUERY.address(environment)}/posts", timeout=10)
            session.get(FRONTEND.address(environment), timeout=10).raise_for_status()
            posts: list[dict[str, Any]] = answer.json()
    except requests.RequestException as error:
        raise NothingToShow("The system does not answer. Start it first: make up") from error
    for post in posts:
        for comment in post["comments"]:
            if comment["status"] == "approved":
                return str(comment["id"])
    raise NothingToShow("There is no approved comment to show. Fill the system first: make demo")


def shoot(browser: Browser, address: str, shown: str, file: Path, **options: Any) -> None:
    """One picture, once what is `shown` is there."""
    context = browser.new_context(viewport=SIZE, device_scale_factor=1, **options)
    page: Page = context.new_page()
    page.goto(address)
    expect(page.locator(shown).first).to_be_visible(timeout=20_000)
    page.screenshot(path=file, animations="disabled")
    context.close()
    print(f"Wrote {file}")


if __name__ == "__main__":
    sys.exit(main())
