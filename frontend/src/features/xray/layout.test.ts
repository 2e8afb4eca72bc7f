import { expect, test } from "vitest";

import { layOut } from "./layout.ts";
import type { Step } from "./story.ts";

const deliveries = ["moderation", "query"].map((to) => ({
  to,
  isReceived: true,
  receivedAt: null,
  untilReceived: null,
}));
const story: Step[] = [
  {
    position: 1,
    type: "CommentCreated",
    from: "comments",
    appendedAt: "2026-01-01T11:00:00.012Z",
    afterCause: null,
    untilLogged: 12,
    deliveries,
  },
];

test("four services fit into a phone", () => {
  expect(layOut(story, 274).width).toBeLessThanOrEqual(274);
});

test("it grows with its room, but not without end", () => {
  expect(layOut(story, 500).width).toBeLessThanOrEqual(500);
  expect(layOut(story, 500).lane).toBeGreaterThan(layOut(story, 274).lane);
  expect(layOut(story, 5000).width).toBe(layOut(story, 1000).width);
});

test("where there is no room it becomes wider than that rather than unreadable", () => {
  expect(layOut(story, 100).width).toBe(layOut(story, 0).width);
  expect(layOut(story, 100).width).toBeGreaterThan(200);
});

test("nothing stands on anything else, from top to bottom", () => {
  const { rows, height } = layOut([...story, ...story], 500);
  const ys = rows.flatMap(({ published, deliveries }) => [
    published.y,
    ...deliveries.map((d) => d.y),
  ]);
  expect(ys).toEqual([...new Set(ys)].sort((one, other) => one - other));
  expect(Math.max(...ys)).toBeLessThan(height);
});
