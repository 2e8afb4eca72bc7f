"""Each service may be down alone, and the page shows what that means and no more."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site, unique


@pytest.mark.parametrize("down", ["posts", "comments", "moderation", "bus"])
def test_reading_goes_on_without(down: str, page: Page, site: Site) -> None:
    post = site.write_post()
    site.write_comment(post, "Still here")
    site.settle(post, 1)
    site.kill(down)
    page.reload()
    article = page.get_by_role("article", name=post["title"])
    expect(article.get_by_text("Still here")).to_be_visible()
    strip = page.get_by_role("region", name="Services")
    expect(strip.get_by_role("listitem").filter(has_text=down)).to_contain_text("down")


def test_a_comment_that_could_not_be_sent_is_kept_and_sent_again(page: Page, site: Site) -> None:
    post = site.write_post()
    article = page.get_by_role("article", name=post["title"])
    field = article.get_by_label("Write a comment")
    send = article.get_by_role("button", name="Comment", exact=True)
    site.kill("comments")
    field.fill("Worth keeping")
    send.click()
    expect(article.get_by_role("alert")).to_contain_text("The comments service does not answer")
    expect(field).to_have_value("Worth keeping")

    site.start("comments")
    send.click()
    expect(article.get_by_role("listitem")).to_contain_text("Worth keeping")
    expect(article.get_by_text("Awaiting moderation")).to_have_count(0)


def test_a_post_that_could_not_be_sent_is_kept_and_sent_again(page: Page, site: Site) -> None:
    title = unique("Kept")
    site.kill("posts")
    page.get_by_label("Write a post").fill(title)
    page.keyboard.press("Enter")
    expect(page.get_by_text("The posts service does not answer")).to_be_visible()
    site.start("posts")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name=title)).to_be_visible()


def test_what_is_written_while_the_bus_is_down_arrives_later(page: Page, site: Site) -> None:
    title = unique("On its way")
    site.kill("bus")
    page.get_by_label("Write a post").fill(title)
    page.keyboard.press("Enter")
    article = page.get_by_role("article", name=title)
    expect(article.get_by_text("on its way to readers")).to_be_visible()
    site.start("bus")
    expect(article.get_by_text("on its way to readers")).to_have_count(0)
    expect(article).to_be_visible()


def test_a_page_opened_without_the_query_service_fills_once_it_is_back(
    page: Page, site: Site
) -> None:
    post = site.write_post()
    site.kill("query")
    page.reload()
    expect(page.get_by_text("The query service does not answer.")).to_be_visible()
    site.start("query")
    expect(page.get_by_role("article", name=post["title"])).to_be_visible()
