"""axe-core finds nothing to complain of, and nothing is wider than the window."""

from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site
from tests.system.harness import ROOT

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"

SCHEMES: list[Literal["light", "dark"]] = ["light", "dark"]


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
@pytest.mark.parametrize("width", [320, 1280])
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

    page.goto(f"/#/posts/{post['id']}")
    expect(page.get_by_role("heading", level=1, name=post["title"])).to_be_visible()
    expect(page.get_by_role("article").get_by_role("listitem")).to_have_count(3)
    assert violations(page) == []
    assert overflow(page) <= 0
