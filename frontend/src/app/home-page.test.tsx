import { screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";

import { aComment, aPost, Blog } from "../testing/blog.ts";
import { openPage } from "../testing/open-page.tsx";
import { server } from "../testing/server.ts";

let blog: Blog;

beforeEach(() => {
  blog = new Blog();
});

const article = (name: string) => screen.findByRole("article", { name });

test("the posts are shown with their comments, by one request", async () => {
  blog.posts = [
    aPost({ id: "p2", title: "Second", comments: [aComment({ content: "Well said" })] }),
    aPost({ id: "p1", title: "First" }),
  ];
  openPage();
  const second = await article("Second");
  expect(within(second).getByText("Well said")).toBeVisible();
  expect(within(second).getByText("1 comment")).toBeVisible();
  expect(blog.asked.filter((asked) => !asked.endsWith("/stream"))).toEqual([
    "GET http://query.test/posts",
  ]);
});

test("until the posts are there the page says that it loads them", async () => {
  let answer = () => {};
  const asked = new Promise<void>((resolve) => (answer = resolve));
  server.use(
    http.get("http://query.test/posts", async () => {
      await asked;
      return HttpResponse.json([aPost({ title: "At last" })]);
    }),
  );
  openPage();
  expect(await screen.findByText("Loading posts …")).toBeInTheDocument();
  answer();
  expect(await article("At last")).toBeVisible();
  expect(screen.queryByText("Loading posts …")).not.toBeInTheDocument();
});

test("a time is told as how long ago, and exactly where one points at it", async () => {
  const createdAt = new Date(Date.now() - 3 * 3_600_000);
  blog.posts = [aPost({ createdAt: createdAt.toISOString() })];
  openPage();
  const time = within(await article("A post")).getByText("3 hours ago");
  expect(time).toHaveAttribute("datetime", createdAt.toISOString());
  expect(time.title).toContain(String(createdAt.getFullYear()));
  expect(time.title).toMatch(/\d:\d\d:\d\d/);
});

test("an empty blog says so", async () => {
  openPage();
  expect(await screen.findByText(/No posts yet/)).toBeVisible();
});

test("only an approved comment shows a text", async () => {
  const comments = [
    aComment({ id: "c3", status: "pending", content: null, createdAt: "2026-01-03T00:00:00Z" }),
    aComment({ id: "c2", status: "rejected", content: null, createdAt: "2026-01-02T00:00:00Z" }),
    aComment({ id: "c1", content: "Fine" }),
  ];
  blog.posts = [aPost({ comments })];
  openPage();
  const items = within(await article("A post")).getAllByRole("listitem");
  expect(items.map((item) => item.querySelector(".text")?.textContent)).toEqual([
    undefined,
    undefined,
    "Fine",
  ]);
  expect(items[0]).toHaveTextContent("Awaiting moderation");
  expect(items[1]).toHaveTextContent("Rejected by moderation");
});

test("one's own comment is there at once, with its text, until moderation has judged it", async () => {
  blog.posts = [aPost()];
  openPage();
  const post = await article("A post");
  await userEvent.type(within(post).getByLabelText("Write a comment"), "My thoughts");
  await userEvent.click(within(post).getByRole("button", { name: "Comment" }));

  const item = await within(post).findByRole("listitem");
  expect(item).toHaveTextContent("My thoughts");
  expect(item).toHaveTextContent("Awaiting moderation");
  expect(within(post).getByText("1 comment")).toBeVisible();
  expect(within(post).getByLabelText("Write a comment")).toHaveValue("");

  const rejected = aComment({ id: "own", content: null, status: "rejected" });
  blog.tell("post", aPost({ comments: [rejected] }));
  await waitFor(() => {
    expect(within(post).getByRole("listitem")).toHaveTextContent("Rejected by moderation");
  });
  expect(within(post).queryByText("My thoughts")).toBeNull();
  expect(screen.getByText("Your comment was rejected by moderation.")).toBeInTheDocument();
  expect(localStorage).toHaveLength(0);
});

test("one's own post is there before readers can see it", async () => {
  openPage();
  await userEvent.type(await screen.findByLabelText("Write a post"), "Hello{Enter}");
  const post = await article("Hello");
  expect(within(post).getByText("on its way to readers")).toBeVisible();

  blog.tell("post", aPost({ id: "own", title: "Hello" }));
  await waitFor(() => {
    expect(screen.queryByText("on its way to readers")).toBeNull();
  });
  expect(screen.getAllByRole("article")).toHaveLength(1);
});

test("a failed write keeps the text, says who did not answer, and can be sent again", async () => {
  blog.posts = [aPost()];
  server.use(
    http.post("http://comments.test/posts/:id/comments", () => HttpResponse.error(), {
      once: true,
    }),
  );
  openPage();
  const post = await article("A post");
  const field = within(post).getByLabelText("Write a comment");
  await userEvent.type(field, "Precious");
  await userEvent.click(within(post).getByRole("button", { name: "Comment" }));
  expect(await within(post).findByRole("alert")).toHaveTextContent(
    "The comments service does not answer",
  );
  expect(field).toHaveValue("Precious");
  expect(field).toHaveAccessibleDescription(/send it again/);

  await userEvent.click(within(post).getByRole("button", { name: "Comment" }));
  expect(await within(post).findByRole("listitem")).toHaveTextContent("Precious");
});

test("what a service refuses is said in its own words", async () => {
  server.use(
    http.post("http://posts.test/posts", () =>
      HttpResponse.json({ title: ["Not like this."] }, { status: 400 }),
    ),
  );
  openPage();
  await userEvent.type(await screen.findByLabelText("Write a post"), "Hm{Enter}");
  expect(await screen.findByText("Not like this.")).toBeVisible();
});

test("2,000 emoji are 2,000 characters, and one more is too many", async () => {
  blog.posts = [aPost()];
  openPage();
  const post = await article("A post");
  const field = within(post).getByLabelText("Write a comment");
  await userEvent.click(field);
  await userEvent.paste("🦊".repeat(2001));
  await userEvent.click(within(post).getByRole("button", { name: "Comment" }));
  expect(await within(post).findByRole("alert")).toHaveTextContent("At most 2000 characters");
  await userEvent.clear(field);
  await userEvent.paste("🦊".repeat(2000));
  await userEvent.click(within(post).getByRole("button", { name: "Comment" }));
  expect(await within(post).findByRole("listitem")).toHaveTextContent("🦊".repeat(2000));
});

test("older posts are read when they are asked for", async () => {
  server.use(
    http.get("http://query.test/posts", ({ request }) => {
      const isNext = new URL(request.url).searchParams.has("cursor");
      return isNext
        ? HttpResponse.json([aPost({ id: "p1", title: "Old" })])
        : HttpResponse.json([aPost({ id: "p2", title: "New" })], {
            headers: { Link: '<http://elsewhere/posts?cursor=x>; rel="next"' },
          });
    }),
  );
  openPage();
  await article("New");
  await userEvent.click(screen.getByRole("button", { name: "Show older posts" }));
  expect(await article("Old")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Show older posts" })).toBeNull();
});

test("a page without the query service says so, and can be tried again", async () => {
  blog.posts = [aPost()];
  server.use(http.get("http://query.test/posts", () => HttpResponse.json({}, { status: 500 })));
  openPage();
  const failure = await screen.findByRole("alert");
  expect(failure).toHaveTextContent("The query service does not answer");
  server.use(http.get("http://query.test/posts", () => HttpResponse.json(blog.posts)));
  await userEvent.click(within(failure).getByRole("button", { name: "Try again" }));
  expect(await article("A post")).toBeVisible();
});
