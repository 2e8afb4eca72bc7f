"""Every open window shows what happens, as it happens, by one stream for each browser."""

from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.browser.site import Site, unique


def test_two_windows_see_each_other_write(browser: Browser, page: Page, site: Site) -> None:
    other = browser.new_context(base_url=site.url("frontend")).new_page()
    other.goto("/")
    expect(other.get_by_label("Write a post")).to_be_visible()
    title = unique("For both")
    page.get_by_label("Write a post").fill(title)
    page.keyboard.press("Enter")
    there = other.get_by_role("article", name=title)
    expect(there).to_be_visible()
    site.wait_for_post(title)

    there.get_by_label("Write a comment").fill("Seen by both")
    there.get_by_role("button", name="Comment", exact=True).click()
    here = page.get_by_role("article", name=title)
    expect(here.get_by_text("Seen by both")).to_be_visible()
    expect(there.get_by_text("Awaiting moderation")).to_have_count(0)
    other.context.close()


def test_a_text_that_waits_for_moderation_is_seen_in_its_own_browser_alone(
    browser: Browser, page: Page, site: Site
) -> None:
    post = site.write_post()
    other = browser.new_context(base_url=site.url("frontend")).new_page()
    other.goto("/")
    site.kill("moderation")
    here = page.get_by_role("article", name=post["title"])
    there = other.get_by_role("article", name=post["title"])
    here.get_by_label("Write a comment").fill("Between us")
    here.get_by_role("button", name="Comment", exact=True).click()
    expect(here.get_by_role("listitem")).to_contain_text("Between us")
    expect(there.get_by_role("listitem")).to_contain_text("Awaiting moderation")
    expect(there).not_to_contain_text("Between us")
    page.reload()
    expect(here.get_by_role("listitem")).to_contain_text("Between us")

    site.start("moderation")
    expect(there.get_by_text("Between us")).to_be_visible()
    expect(here.get_by_text("Awaiting moderation")).to_have_count(0)
    other.context.close()


def test_the_tabs_of_a_browser_share_one_stream_and_the_next_takes_over(
    context: BrowserContext, site: Site
) -> None:
    streams: list[str] = []

    def note(request: Request) -> None:
        if "/stream" in request.url:
            streams.append(request.url)

    context.on("request", note)
    # A browser opens six connections to a host: with a stream each, the seventh tab would hang.
    tabs = [context.new_page() for _ in range(7)]
    for tab in tabs:
        tab.goto("/")
        expect(tab.get_by_label("Write a post")).to_be_visible()
        expect(
            tab.get_by_role("article").or_(tab.get_by_text("No posts yet")).first
        ).to_be_visible()
    title = site.write_post()["title"]
    for tab in tabs:
        expect(tab.get_by_role("article", name=title)).to_be_visible()
    assert len(streams) == 1

    tabs.pop(0).close()
    title = site.write_post()["title"]
    for tab in tabs:
        expect(tab.get_by_role("article", name=title)).to_be_visible()
    assert len(streams) == 2
    assert "lastEventId=" in streams[1]


def test_the_page_goes_on_from_where_it_was_when_the_query_service_comes_back(
    page: Page, site: Site
) -> None:
    post = site.write_post()
    article = page.get_by_role("article", name=post["title"])
    expect(article).to_be_visible()
    page.evaluate("window.notReloaded = true")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    site.kill("query")
    expect(page.get_by_text("may be out of date")).to_be_visible()
    expect(article).to_be_visible()
    site.write_comment(post, "Written meanwhile")
    site.start("query")
    expect(article.get_by_text("Written meanwhile")).to_be_visible()
    expect(page.get_by_text("may be out of date")).to_have_count(0)
    assert page.evaluate("window.notReloaded") is True
    resumed = [url for url in asked if "/stream" in url]
    assert all("?lastEventId=" in url for url in resumed), "the first stream's id is kept"
    assert [url for url in asked if "/posts" in url] == [], "nothing had to be read anew"
