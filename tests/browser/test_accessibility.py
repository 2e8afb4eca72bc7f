"""axe-core finds nothing to complain of, and nothing is wider than the window."""

from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site
from tests.system.harness import ROOT

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"

SCHEMES: list[Literal["light", "dark"]] = ["light", "dark"]


HIDDEN = "element => element.scrollWidth - element.clientWidth"
"""Pixels that one would have to scroll for."""

MOST_IN_A_LINE = 85
"""Characters: typographers name 45 to 75 for a column of text, and WCAG 1.4.8 at most 80."""


def violations(page: Page) -> list[str]:
    """What axe-core has found: rule and place."""
    page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate("axe.run()")
    return [
        f"{violation['id']}: {node['target']} {node.get('failureSummary')}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return wider


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [320, 1280, 1920])
def test_there_is_nothing_to_complain_of(
    page: Page, site: Site, scheme: Literal["light", "dark"], width: int
) -> None:
    post = site.write_post()
    site.write_comment(post, "Approved")
    site.write_comment(post, "Orange")
    site.settle(post, 2)
    site.kill("moderation")
    site.write_comment(post, "Pending")
    page.set_viewport_size({"width": width, "height": 800})
    # Without motion: text that is half faded in has half the contrast.
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.reload()
    article = page.get_by_role("article", name=post["title"])
    expect(article.get_by_role("listitem")).to_have_count(3)
    expect(page.get_by_role("region", name="Services")).to_contain_text("down")
    article.get_by_role("button", name="Comment", exact=True).click()
    expect(article.get_by_role("alert")).to_be_visible()
    assert violations(page) == []
    assert overflow(page) <= 0

    article.get_by_role("button", name="X-ray of this comment").first.click()
    panel = page.get_by_role("complementary")
    expect(panel.get_by_role("img")).to_be_visible()
    assert violations(page) == []
    assert overflow(page) <= 0
    if width == 320:
        assert panel.get_by_role("region", name="Sequence diagram").evaluate(HIDDEN) == 0

    page.goto(f"/#/posts/{post['id']}")
    expect(page.get_by_role("heading", level=1, name=post["title"])).to_be_visible()
    expect(page.get_by_role("article").get_by_role("listitem")).to_have_count(3)
    assert violations(page) == []
    assert overflow(page) <= 0


@pytest.mark.parametrize("width", [320, 1280, 1920, 3840])
def test_lines_are_short_enough_to_read_however_wide_the_window_is(
    page: Page, site: Site, width: int
) -> None:
    post = site.write_post()
    site.write_comment(post, "minimum " * 100)
    site.settle(post, 1)
    page.set_viewport_size({"width": width, "height": 900})
    page.reload()
    text = page.get_by_role("article", name=post["title"]).locator(".text")
    expect(text).to_be_visible()
    assert text.evaluate(CHARACTERS_IN_A_LINE) <= MOST_IN_A_LINE
    assert overflow(page) <= 0


CHARACTERS_IN_A_LINE = """element => {
    const lines = Math.round(
        element.getBoundingClientRect().height / parseFloat(getComputedStyle(element).lineHeight)
    );
    return element.textContent.length / lines;
}"""


def test_nothing_moves_for_who_wants_no_motion(page: Page, site: Site) -> None:
    post = site.write_post()
    site.write_comment(post, "Still")
    site.settle(post, 1)
    item = page.get_by_role("article", name=post["title"]).get_by_role("listitem")
    expect(item).to_be_visible()
    moves = "element => getComputedStyle(element).animationName"
    assert item.evaluate(moves) != "none"
    page.emulate_media(reduced_motion="reduce")
    assert item.evaluate(moves) == "none"
    assert page.evaluate("document.getAnimations().length") == 0
