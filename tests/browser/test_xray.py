"""What stands behind a comment: its events, in order, with who sent and who heard them."""

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.site import Site

TIME = r"^\d+(\.\d)? m?s$"
AFTER = r"after \d+(\.\d)? m?s"
STORY = ["CommentCreated", "CommentModerated", "CommentUpdated"]


def test_the_story_of_a_comment_is_told_in_order(page: Page, site: Site) -> None:
    post = site.write_post()
    comment = site.write_comment(post, "Follow me")
    article = page.get_by_role("article", name=post["title"])
    article.get_by_role("button", name="X-ray of this comment").click()
    panel = page.get_by_role("complementary")
    steps = panel.get_by_role("list", name="Events in order").get_by_role("listitem")
    expect(steps).to_have_count(3)
    assert steps.get_by_role("strong").all_inner_texts() == STORY
    trace = site.get("bus", f"/trace/{comment['id']}").json()
    for step, event in zip(steps.all(), trace, strict=True):
        expect(step).to_contain_text(str(event["position"]))
        expect(step).to_contain_text(f"from {event['source'].removeprefix('/')}")
        expect(step).to_contain_text("in the log after")
        if event["delayMs"] is not None:
            expect(step).to_contain_text(f"+{duration(event['delayMs'])}")
    heard = ["moderation {}, query {}", "comments {}", "query {}"]
    for step, who in zip(steps.all(), heard, strict=True):
        expect(step).to_contain_text(re.compile("received by " + who.replace("{}", AFTER)))
    every_hop = panel.locator(".hop-delay")
    expect(every_hop).to_have_count(3 + 4)
    expect(every_hop.filter(has_text=re.compile(TIME))).to_have_count(3 + 4)
    assert panel.locator(".hop-type").all_text_contents() == STORY


def duration(milliseconds: int) -> str:
    """As the page writes it."""
    return f"{milliseconds} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


def test_it_grows_while_one_looks_at_it(page: Page, site: Site) -> None:
    post = site.write_post()
    site.kill("moderation")
    comment = site.write_comment(post, "Slowly")
    page.goto(f"/#/xray/{comment['id']}")
    steps = page.get_by_role("list", name="Events in order").get_by_role("listitem")
    expect(steps).to_have_count(1)
    expect(steps.first).to_contain_text("waiting for moderation")
    site.start("moderation")
    expect(steps).to_have_count(3)
    expect(steps.first).not_to_contain_text("waiting")


def test_a_post_has_its_story_too(page: Page, site: Site) -> None:
    post = site.write_post()
    article = page.get_by_role("article", name=post["title"])
    article.get_by_role("button", name="X-ray of this post").click()
    step = page.get_by_role("list", name="Events in order").get_by_role("listitem")
    expect(step).to_contain_text("PostCreated")
    expect(step).to_contain_text(re.compile(f"received by comments {AFTER}, query {AFTER}"))


def test_a_page_without_the_xray_asks_the_bus_for_nothing(
    context: BrowserContext, site: Site
) -> None:
    page = context.new_page()
    told = site.get("frontend", "/config.json").json() | {"xray": False, "busUrl": None}
    page.route("**/config.json", lambda route: route.fulfill(json=told))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    post = site.write_post()
    page.goto("/")
    expect(page.get_by_role("article", name=post["title"])).to_be_visible()
    expect(page.get_by_role("button", name="X-ray")).to_have_count(0)
    expect(page.get_by_role("region", name="Services")).to_have_count(0)
    assert [url for url in asked if url.startswith(site.url("bus"))] == []
