import { expect, test } from "vitest";

import { parseRoute } from "../app/route.ts";
import { parseConfig } from "../config/config.ts";
import { defaultConfig } from "../config/default-config.ts";
import { nextPage } from "./next-page.ts";
import { relativeTime } from "./relative-time.ts";
import { backoff } from "./retry.ts";

test("the next page is read from the Link header, wherever the service thinks it is", () => {
  const link = '<http://proxy:1/posts?limit=20&cursor=a>; rel="next"';
  const base = "http://localhost:4002";
  expect(nextPage(link, base)).toBe("/posts?limit=20&cursor=a");
  expect(nextPage('</x>; rel="prev"', base)).toBeNull();
  expect(nextPage(null, base)).toBeNull();
});

test("behind a gateway the next page is asked for under the service's prefix, once", () => {
  const link = '<https://blog.example/api/query/posts?cursor=a>; rel="next"';
  expect(nextPage(link, "/api/query")).toBe("/posts?cursor=a");
  expect(nextPage(link, "https://blog.example/api/query")).toBe("/posts?cursor=a");
  expect(nextPage('</api/queryish/posts>; rel="next"', "/api/query")).toBe("/api/queryish/posts");
});

test.each([
  [10, "just now"],
  [60, "1 minute ago"],
  [59 * 60, "59 minutes ago"],
  [2 * 3600, "2 hours ago"],
  [24 * 3600, "yesterday"],
  [40 * 24 * 3600, "Jan 1, 2026"],
])("%d seconds ago is %s", (seconds, words) => {
  const date = new Date("2026-01-01T12:00:00Z");
  expect(relativeTime(date, date.getTime() + seconds * 1000)).toBe(words);
});

test("retries wait longer and longer, at most ten seconds", () => {
  const longest = [0, 1, 2, 3, 50].map((failures) => backoff(failures, () => 1));
  expect(longest).toEqual([600, 1100, 2100, 4100, 10_100]);
});

test("addresses of pages lead there and back; others lead home", () => {
  expect(parseRoute("#/posts/a%2Fb")).toEqual({ page: "post", id: "a/b" });
  expect(parseRoute("#/xray/x")).toEqual({ page: "xray", id: "x" });
  for (const other of ["", "#/", "#/posts/", "#/posts/%", "#/else/x"]) {
    expect(parseRoute(other)).toEqual({ page: "home" });
  }
});

test("a configuration is checked, and the X-ray needs the bus", () => {
  const given = { postsUrl: "http://p/", commentsUrl: "http://c", queryUrl: "http://q" };
  const read = parseConfig({ ...given, busUrl: null, xray: true });
  expect(read).toMatchObject({ postsUrl: "http://p", busUrl: null, xray: false, services: [] });
  expect(() => parseConfig({ ...given, queryUrl: 5 })).toThrow("config.json has no queryUrl.");
  expect(() => parseConfig("no")).toThrow("not an object");
});

test("in development the environment moves the ports", () => {
  const config = defaultConfig({ QUERY_PORT: "5002" });
  expect(config).toMatchObject({
    queryUrl: "http://localhost:5002",
    postsUrl: "http://localhost:4000",
  });
  expect(parseConfig(config)).toEqual(config);
});
