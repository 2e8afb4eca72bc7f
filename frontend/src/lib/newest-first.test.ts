import { expect, test } from "vitest";

import type { Dated, Pages } from "./newest-first.ts";
import { drop, itemsOf, put, withOwn } from "./newest-first.ts";

const item = (id: string): Dated => ({ id, createdAt: `2026-01-${id}` });

function pages(next: string | null, ...ids: string[][]): Pages<Dated> {
  return {
    pages: ids.map((some, index) => ({
      items: some.map(item),
      next: index < ids.length - 1 ? "more" : next,
    })),
    pageParams: ids.map(() => null),
  };
}

const idsOf = (list: Pages<Dated>) => list.pages.map(({ items }) => items.map(({ id }) => id));

test("a new item is put where its time belongs", () => {
  expect(idsOf(put(pages(null, ["20", "10"]), item("30")))).toEqual([["30", "20", "10"]]);
  expect(idsOf(put(pages(null, ["30"], ["10"]), item("20")))).toEqual([["30"], ["20", "10"]]);
});

test("the oldest of all goes to the end of a list that is whole", () => {
  expect(idsOf(put(pages(null, ["30"]), item("10")))).toEqual([["30", "10"]]);
  expect(idsOf(put(pages(null, []), item("10")))).toEqual([["10"]]);
});

test("an item of a page not read yet is left out", () => {
  expect(idsOf(put(pages("more", ["30"]), item("10")))).toEqual([["30"]]);
});

test("a known item is replaced where it is", () => {
  const changed = { ...item("10"), title: "new" };
  const list = put(pages(null, ["20"], ["10"]), changed);
  expect(list.pages[1]?.items[0]).toBe(changed);
});

test("of two of the same time the greater id is newer", () => {
  const twin = (id: string) => ({ id, createdAt: "same" });
  const list: Pages<Dated> = { pages: [{ items: [twin("b")], next: null }], pageParams: [null] };
  expect(idsOf(put(put(list, twin("a")), twin("c")))).toEqual([["c", "b", "a"]]);
});

test("a dropped item is gone, and one that is on two pages is shown once", () => {
  expect(idsOf(drop(pages(null, ["20", "10"]), "20"))).toEqual([["10"]]);
  expect(itemsOf(pages(null, ["20", "10"], ["10"]))).toHaveLength(2);
});

test("one's own items join those that were read, but not from before the last of them", () => {
  const ids = (list: Dated[]) => list.map(({ id }) => id);
  const [read, own] = [[item("20")], [item("30"), item("20"), item("10")]];
  expect(ids(withOwn(read, own, true))).toEqual(["30", "20", "10"]);
  expect(ids(withOwn(read, own, false))).toEqual(["30", "20"]);
});
