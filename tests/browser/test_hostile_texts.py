"""Whatever people type is shown as the text that it is, and stays in its place."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.site import Site, unique
from tests.browser.test_accessibility import overflow

TEXTS = {
    "a script": "<script>window.pwned = 1</script><img src=x onerror='window.pwned = 1'>",
    "markup": "</p></li><b onmouseover=alert(1)>bold</b> &amp; {{7*7}} ${7*7}",
    "bidi controls": "\u202eright to left\u2066 \u2067and isolates\u202d overridden",
    "2,000 emoji": "🦊" * 2000,
    "an endless word": "w" * 2000,
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_comment_is_shown_as_text(name: str, page: Page, site: Site) -> None:
    text = TEXTS[name]
    post = site.write_post()
    page.set_viewport_size({"width": 320, "height": 800})
    article = page.get_by_role("article", name=post["title"])
    article.get_by_label("Write a comment").fill(text)
    article.get_by_role("button", name="Comment", exact=True).click()
    item = article.get_by_role("listitem")
    expect(item).to_be_visible()
    expect(item.get_by_text("Awaiting moderation")).to_have_count(0)
    page.reload()
    assert item.locator(".text").text_content() == text
    assert page.evaluate("window.pwned") is None
    assert overflow(page) <= 0


def test_a_title_is_shown_as_text(page: Page, site: Site) -> None:
    title = unique("<script>window.pwned = 1</script> \u202e" + "w" * 150)
    site.write_post(title)
    page.set_viewport_size({"width": 320, "height": 800})
    heading = page.get_by_role("heading", level=2).filter(has_text=title[-8:])
    expect(heading).to_be_visible()
    assert heading.text_content() == title
    assert page.evaluate("window.pwned") is None
    assert overflow(page) <= 0


def test_the_direction_of_a_text_ends_with_it(page: Page, site: Site) -> None:
    post = site.write_post()
    site.write_comment(post, "\u202eturned round")
    site.settle(post, 1)
    item = page.get_by_role("article", name=post["title"]).get_by_role("listitem")
    text, time = item.locator(".text"), item.locator("time")
    expect(text).to_be_visible()
    styles = "e => [getComputedStyle(e).direction, getComputedStyle(e).unicodeBidi]"
    assert text.evaluate(styles)[1] in ("isolate", "plaintext")
    assert time.evaluate(styles)[0] == "ltr"


def test_no_inline_script_or_style_is_run_even_where_one_got_in(
    browser: Browser, site: Site
) -> None:
    context = browser.new_context(base_url=site.url("frontend"))
    page = context.new_page()
    page.goto("/")
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.pwned = 1";
            const style = document.createElement("style");
            style.textContent = "body { display: none }";
            document.body.append(script, style);
            document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.pwned = 1'>");
        }"""
    )
    expect(page.get_by_label("Write a post")).to_be_visible()
    assert page.evaluate("window.pwned") is None
    context.close()
