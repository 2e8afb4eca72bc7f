"""What a person does on an ordinary day."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, Request, expect

from tests.browser.site import Site, unique


def test_a_person_writes_a_post_and_a_comment_and_sees_what_moderation_says(
    page: Page, site: Site
) -> None:
    title = unique("Hello")
    page.get_by_label("Write a post").fill(title)
    page.get_by_role("button", name="Post", exact=True).click()
    post = page.get_by_role("article", name=title)
    expect(post).to_contain_text("0 comments")
    site.wait_for_post(title)

    post.get_by_label("Write a comment").fill("What a fine day")
    post.get_by_role("button", name="Comment", exact=True).click()
    expect(post.get_by_role("listitem")).to_contain_text("What a fine day")
    expect(post.get_by_text("Awaiting moderation")).to_have_count(0)
    expect(post).to_contain_text("1 comment")

    post.get_by_label("Write a comment").fill("Orange is my colour")
    post.get_by_role("button", name="Comment", exact=True).click()
    expect(post.get_by_role("listitem").first).to_contain_text("Rejected by moderation")
    expect(post).not_to_contain_text("Orange is my colour")


def test_the_first_view_makes_one_request_for_all_posts_and_comments(
    page: Page, site: Site
) -> None:
    posts = [site.write_post() for _ in range(5)]
    for post in posts:
        for number in range(3):
            site.write_comment(post, f"Number {number}")
    for post in posts:
        site.settle(post, 3)

    asked: list[str] = []

    def note(request: Request) -> None:
        address = urlsplit(request.url)
        if address.path.startswith("/posts"):
            asked.append(f"{request.method} {address.netloc}{address.path}")

    page.on("request", note)
    page.reload()
    for post in posts:
        article = page.get_by_role("article", name=post["title"])
        expect(article.get_by_role("listitem")).to_have_count(3)
    page.wait_for_load_state("load")
    assert asked == [f"GET {urlsplit(site.url('query')).netloc}/posts"]


def test_older_posts_and_all_comments_of_a_post_can_be_read(page: Page, site: Site) -> None:
    oldest = site.write_post()
    for number in range(12):
        site.write_comment(oldest, f"Number {number}")
    site.settle(oldest, 12)
    for _ in range(20):
        site.write_post()

    page.reload()
    article = page.get_by_role("article", name=oldest["title"])
    expect(page.get_by_role("article").first).to_be_visible()
    expect(article).to_have_count(0)
    page.get_by_role("button", name="Show older posts").click()
    expect(article.get_by_role("listitem")).to_have_count(10)

    article.get_by_role("link", name="All 12 comments").click()
    expect(page.get_by_role("heading", level=1, name=oldest["title"])).to_be_visible()
    expect(page.get_by_role("article").get_by_role("listitem")).to_have_count(12)
    page.go_back()
    expect(page.get_by_label("Write a post")).to_be_visible()


def test_everything_can_be_done_with_the_keyboard_alone(page: Page, site: Site) -> None:
    title = unique("By keys")
    expect(page.get_by_label("Write a post")).to_be_visible()
    page.get_by_role("link", name="Postbus").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Write a post")).to_be_focused()
    page.keyboard.type(title)
    page.keyboard.press("Enter")
    post = page.get_by_role("article", name=title)
    expect(post).to_be_visible()
    expect(page.get_by_label("Write a post")).to_be_focused()
    site.wait_for_post(title)

    for _ in range(4):  # the button, the title, its X-ray, the field
        page.keyboard.press("Tab")
    expect(post.get_by_label("Write a comment")).to_be_focused()
    page.keyboard.type("Typed")
    page.keyboard.press("Control+Enter")
    expect(post.get_by_role("listitem")).to_contain_text("Typed")

    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What this comment has set off")).to_be_focused()
    page.keyboard.press("Escape")
    expect(post.get_by_role("button", name="X-ray of this comment")).to_be_focused()
