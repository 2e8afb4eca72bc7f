import { screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";

import type { Subscription, TraceStep } from "../../lib/wire.ts";
import { aComment, aPost, Blog } from "../../testing/blog.ts";
import { openPage } from "../../testing/open-page.tsx";

let blog: Blog;

beforeEach(() => {
  blog = new Blog();
  blog.posts = [aPost({ comments: [aComment()] })];
  blog.subscriptions = [
    aSubscription({ name: "query", types: ["CommentCreated"], position: 1 }),
    aSubscription({ name: "moderation", types: ["CommentCreated"], position: 2 }),
  ];
  blog.trace = [aStep({ position: 2, type: "CommentCreated", source: "/comments" })];
});

function aStep(fields: Partial<TraceStep>): TraceStep {
  return {
    position: 1,
    id: "e1",
    type: "PostCreated",
    source: "/posts",
    subject: "c1",
    time: "2026-01-01T11:00:00.000Z",
    appendedAt: "2026-01-01T11:00:00.012Z",
    causationid: null,
    delayMs: null,
    receivedBy: [],
    ...fields,
  };
}

function aReceipt(subscription: string, delayMs: number): TraceStep["receivedBy"][number] {
  return { subscription, at: "2026-01-01T11:00:00.040Z", delayMs };
}

function aSubscription(fields: Partial<Subscription>): Subscription {
  return {
    name: "query",
    sink: "http://query.test/events",
    types: [],
    mode: "window",
    state: "active",
    position: 0,
    lag: 0,
    lagSeconds: 0,
    lastError: "",
    lastSuccessAt: null,
    ...fields,
  };
}

/** The time of day that the page writes for that one in UTC. */
function clock(time: string): string {
  const there = new Date(`2026-01-01T${time}Z`);
  return `${there.toLocaleTimeString("en-GB")}.${time.slice(-3)}`;
}

const xrayButton = () => screen.findByRole("button", { name: "X-ray of this comment" });

test("the X-ray shows who has sent an event, who has applied it and who has not", async () => {
  openPage();
  await userEvent.click(await xrayButton());
  const panel = screen.getByRole("complementary", { name: "What this comment has set off" });
  const step = await within(panel).findByRole("listitem");
  expect(step).toHaveTextContent("2CommentCreatedstart");
  expect(step).toHaveTextContent("from comments");
  expect(step).toHaveTextContent("in the log after 12 ms");
  await waitFor(() => {
    expect(step).toHaveTextContent("received by moderation · waiting for query");
  });
  expect(within(panel).getByRole("img")).toBeVisible();
});

test("it tells the delay of each hop: to the log, to each receiver, from cause to effect", async () => {
  for (const subscription of blog.subscriptions) subscription.position = 3;
  blog.trace = [
    aStep({
      position: 2,
      type: "CommentCreated",
      source: "/comments",
      receivedBy: [aReceipt("query", 28), aReceipt("moderation", 1300)],
    }),
    aStep({
      position: 3,
      id: "e2",
      type: "CommentModerated",
      source: "/moderation",
      time: "2026-01-01T11:00:00.040Z",
      appendedAt: "2026-01-01T11:00:01.240Z",
      causationid: "e1",
      delayMs: 1228,
    }),
  ];
  openPage();
  await userEvent.click(await xrayButton());
  const panel = screen.getByRole("complementary");
  const [created, moderated] = await within(panel).findAllByRole("listitem");
  await waitFor(() => {
    expect(created).toHaveTextContent("received by moderation after 1.3 s, query after 28 ms");
  });
  expect(within(panel).getByText("after 28 ms")).toHaveAttribute("title", clock("11:00:00.040"));
  expect(moderated).toHaveTextContent("+1.2 s");
  expect(moderated).toHaveTextContent("in the log after 1.2 s");
  const drawn = [...panel.querySelectorAll(".hop-delay")].map((delay) => delay.textContent);
  expect(drawn.filter(Boolean)).toEqual(["1.3 s", "28 ms", "12 ms", "1.2 s"]);
});

test("who has received an event at a time that nobody knows has just received it", async () => {
  for (const subscription of blog.subscriptions) subscription.position = 2;
  openPage();
  await userEvent.click(await xrayButton());
  const step = await within(screen.getByRole("complementary")).findByRole("listitem");
  await waitFor(() => {
    expect(step).toHaveTextContent(/received by moderation, query$/);
  });
});

test("who has to receive an event again is waited for, whenever it had it first", async () => {
  blog.trace = [
    aStep({ position: 2, type: "CommentCreated", receivedBy: [aReceipt("query", 28)] }),
  ];
  openPage();
  await userEvent.click(await xrayButton());
  const step = await within(screen.getByRole("complementary")).findByRole("listitem");
  await waitFor(() => {
    expect(step).toHaveTextContent(/received by moderation · waiting for query$/);
  });
});

test("as soon as a consumer has received the last event it is told when", async () => {
  blog.trace = [aStep({ position: 2, type: "CommentUpdated", source: "/comments" })];
  blog.subscriptions = [aSubscription({ name: "query", position: 1 })];
  openPage();
  await userEvent.click(await xrayButton());
  expect(await screen.findByText("waiting for query")).toBeVisible();
  blog.trace[0]?.receivedBy.push(aReceipt("query", 28));
  blog.subscriptions = [aSubscription({ name: "query", position: 2 })];
  expect(await screen.findByText("after 28 ms", {}, { timeout: 3000 })).toBeVisible();
});

test("it grows as things happen", async () => {
  openPage();
  await userEvent.click(await xrayButton());
  await screen.findByRole("list", { name: "Events in order" });
  blog.trace.push(
    aStep({ position: 3, type: "CommentModerated", source: "/moderation", delayMs: 34 }),
  );
  blog.tell("comment", { postId: "p1", ...aComment() });
  const steps = screen.getByRole("list", { name: "Events in order" });
  expect(await within(steps).findByText("CommentModerated")).toBeVisible();
  expect(within(steps).getByText("+34 ms")).toBeVisible();
});

test("it takes the focus, and Escape gives it back", async () => {
  openPage();
  const button = await xrayButton();
  await userEvent.click(button);
  expect(screen.getByRole("heading", { name: /What this comment/ })).toHaveFocus();
  expect(button).toHaveAttribute("aria-expanded", "true");
  await userEvent.keyboard("{Escape}");
  expect(button).toHaveFocus();
  expect(screen.queryByRole("complementary")).toBeNull();
});

test("it has a page of its own", async () => {
  location.hash = "#/xray/c1";
  openPage();
  expect(await screen.findByRole("heading", { level: 1, name: "X-ray" })).toBeVisible();
  expect(await screen.findByRole("list", { name: "Events in order" })).toBeVisible();
});

test("what the log does not know yet is said", async () => {
  blog.trace = [];
  location.hash = "#/xray/c1";
  openPage();
  expect(await screen.findByText(/no event of it yet/)).toBeVisible();
});

test("where it is switched off there is no way to it, and the bus is asked nothing", async () => {
  openPage({ xray: false, busUrl: null });
  await screen.findByRole("article");
  expect(screen.queryByRole("button", { name: /X-ray/ })).toBeNull();
  expect(blog.asked.filter((asked) => asked.includes("bus.test"))).toEqual([]);
});
