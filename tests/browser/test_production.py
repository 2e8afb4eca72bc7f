"""The page as `make serve` runs it: real servers, workers apart, DEBUG off, calls authenticated."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.site import unique
from tests.browser.test_xray import STORY
from tests.system.foreground import Foreground
from tests.system.harness import SERVICES
from tools.trial.waiting import wait_until


@pytest.fixture(params=[{}, {"XRAY": "on"}], ids=["as it comes", "with the X-ray"])
def house(request: pytest.FixtureRequest) -> Iterator[Foreground]:
    with Foreground("serve") as house:
        house.arguments.append(str(house.data / "env"))
        house.settings |= request.param
        house.start()
        house.wait_ready()
        yield house


@pytest.fixture
def browser_context_args(house: Foreground) -> dict[str, Any]:
    return {"base_url": house.url("frontend", ""), "viewport": {"width": 1280, "height": 900}}


def test_a_comment_turns_live_in_two_windows_and_its_xray_is_there_only_where_it_is_switched_on(
    browser: Browser, page: Page, house: Foreground
) -> None:
    # A browser of its own, as somebody else's: it shares no stream and no storage.
    elsewhere = browser.new_context(base_url=house.url("frontend", ""))
    other = elsewhere.new_page()
    other.goto("/")
    expect(other.get_by_text("No posts yet")).to_be_visible()
    title = unique("Served")
    page.get_by_label("Write a post").fill(title)
    page.keyboard.press("Enter")
    there = other.get_by_role("article", name=title)
    expect(there).to_be_visible()
    here = page.get_by_role("article", name=title)
    wait_until(lambda: can_be_commented_on(house), "comments has the post")
    for text in ("A fine apple", "A fine orange"):
        here.get_by_label("Write a comment").fill(text)
        here.get_by_role("button", name="Comment", exact=True).click()
        expect(here.get_by_label("Write a comment")).to_have_value("")
    for article in (here, there):
        expect(article.get_by_role("listitem")).to_have_count(2)
        expect(article.get_by_text("Awaiting moderation")).to_have_count(0)
        expect(article.get_by_text("A fine apple")).to_be_visible()
        expect(article.get_by_text("Rejected by moderation")).to_be_visible()
        expect(article.get_by_text("A fine orange")).to_have_count(0)
    elsewhere.close()

    strip = page.get_by_role("region", name="Services")
    xray = here.get_by_role("button", name="X-ray of this comment")
    if not house.settings:
        expect(xray).to_have_count(0)
        expect(strip).to_have_count(0)
        assert house.request("GET", "bus", "/subscriptions").status_code == 401
        return
    for service in SERVICES:
        expect(strip.get_by_role("listitem").filter(has_text=service)).to_contain_text("up")
    expect(strip.get_by_text("caught up")).to_have_count(3)
    xray.first.click()
    steps = page.get_by_role("list", name="Events in order").get_by_role("listitem")
    expect(steps).to_have_count(3)
    assert steps.get_by_role("strong").all_inner_texts() == STORY
    expect(steps.last).to_contain_text("received by query")


def can_be_commented_on(house: Foreground) -> bool:
    """Whether the one post has come to comments."""
    [post] = house.request("GET", "posts", "/posts").json()
    return house.request("GET", "comments", f"/posts/{post['id']}/comments").ok
