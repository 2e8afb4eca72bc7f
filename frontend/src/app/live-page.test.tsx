import { screen, waitFor, within } from "@testing-library/react";
import { delay, http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";

import { aComment, aPost, Blog } from "../testing/blog.ts";
import { openPage } from "../testing/open-page.tsx";
import { server } from "../testing/server.ts";

let blog: Blog;

beforeEach(() => {
  blog = new Blog();
  blog.posts = [aPost()];
});

test("what others write arrives by itself, without another request", async () => {
  openPage();
  await screen.findByRole("article", { name: "A post" });
  const asked = blog.asked.length;
  blog.tell("post", aPost({ id: "p2", title: "News", createdAt: "2026-02-01T00:00:00Z" }));
  await screen.findByRole("article", { name: "News" });
  const titles = screen.getAllByRole("heading", { level: 2 });
  expect(titles.map((title) => title.textContent)).toEqual(["News", "A post"]);
  expect(blog.asked).toHaveLength(asked);
});

test("a comment's verdict arrives by itself", async () => {
  blog.posts = [aPost({ comments: [aComment({ status: "pending", content: null })] })];
  openPage();
  await screen.findByText("Awaiting moderation");
  blog.tell("post", aPost({ comments: [aComment({ content: "Welcome" })] }));
  expect(await screen.findByText("Welcome")).toBeVisible();
  expect(screen.queryByText("Awaiting moderation")).toBeNull();
});

test("what happens while the posts are on their way here is not lost", async () => {
  server.use(
    http.get("http://query.test/posts", async () => {
      const before = [...blog.posts];
      blog.tell("post", aPost({ id: "p2", title: "News", createdAt: "2026-02-01T00:00:00Z" }));
      blog.tell("post", aPost({ title: "Renamed" }));
      await delay(100);
      return HttpResponse.json(before);
    }),
  );
  openPage();
  expect(await screen.findByRole("article", { name: "News" })).toBeVisible();
  expect(await screen.findByRole("article", { name: "Renamed" })).toBeVisible();
});

test("a deleted post goes", async () => {
  openPage();
  await screen.findByRole("article", { name: "A post" });
  blog.tell("post-deleted", { id: "p1" });
  expect(await screen.findByText(/No posts yet/)).toBeVisible();
});

test("after a reset everything is read anew", async () => {
  openPage();
  await screen.findByRole("article", { name: "A post" });
  blog.posts = [aPost({ title: "Rewritten" })];
  blog.tell("reset", {});
  expect(await screen.findByRole("article", { name: "Rewritten" })).toBeVisible();
});

test("a lost stream is said, and goes on from the event that came last", async () => {
  openPage();
  await screen.findByRole("article", { name: "A post" });
  blog.tell("post", aPost({ title: "Changed" }), "7-seven");
  await screen.findByRole("article", { name: "Changed" });

  blog.stopStreaming();
  expect(await screen.findByText(/out of date/)).toBeVisible();
  blog.streamAgain();
  await waitFor(() => {
    expect(screen.queryByText(/out of date/)).toBeNull();
  });
  expect(blog.asked).toContain("GET http://query.test/stream?lastEventId=7-seven");
});

test("what could not be read is read once the service is back", async () => {
  openPage();
  await screen.findByRole("article", { name: "A post" });
  blog.tell("post", aPost(), "3-three");
  server.use(http.get("http://query.test/posts/p1", () => HttpResponse.error(), { once: true }));
  server.use(http.get("http://query.test/posts/p1", () => HttpResponse.error(), { once: true }));
  server.use(http.get("http://query.test/posts/p1", () => HttpResponse.error(), { once: true }));
  blog.stopStreaming();
  screen.getByRole("link", { name: "A post" }).click();
  await screen.findByText("The query service does not answer.");
  blog.streamAgain();
  const heading = { level: 1, name: "A post" };
  expect(await screen.findByRole("heading", heading)).toBeVisible();
});

test("all comments of a post have a page, which is live too", async () => {
  const ten = Array.from({ length: 11 }, (_, index) =>
    aComment({ id: `c${index}`, content: `Number ${index}` }),
  );
  blog.comments = ten;
  blog.posts = [aPost({ commentCount: 11, comments: ten.slice(0, 10) })];
  openPage();
  (await screen.findByRole("link", { name: "All 11 comments" })).click();
  await screen.findByRole("heading", { level: 1, name: "A post" });
  expect(document.title).toBe("A post · Postbus");
  const list = await screen.findByRole("list", { name: "Comments" });
  await waitFor(() => {
    expect(within(list).getAllByRole("listitem")).toHaveLength(11);
  });
  const news = aComment({ id: "c99", content: "The latest", createdAt: "2026-03-01T00:00:00Z" });
  blog.tell("comment", { postId: "p1", ...news });
  await within(list).findByText("The latest");
  expect(within(list).getAllByRole("listitem")[0]).toHaveTextContent("The latest");
  blog.tell("comment-deleted", { postId: "p1", id: "c99" });
  await waitFor(() => {
    expect(within(list).queryByText("The latest")).toBeNull();
  });
});
