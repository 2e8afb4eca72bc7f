/** Lists as the services page them: newest first, by (createdAt, id). Pure: what comes in stays. */

import type { InfiniteData } from "@tanstack/react-query";

import type { Page } from "./api-client.ts";

/** What a list is made of. `createdAt` is text of one width, so its order is that of time. */
export interface Dated {
  id: string;
  createdAt: string;
}

export type Pages<T> = InfiniteData<Page<T>, string | null>;

export function isNewer(one: Dated, other: Dated): boolean {
  if (one.createdAt !== other.createdAt) return one.createdAt > other.createdAt;
  return one.id > other.id;
}

/** Puts the item in its place. One that belongs on a page not read yet is left out. */
export function put<T extends Dated>(list: Pages<T>, item: T): Pages<T> {
  const isThere = list.pages.some((page) => page.items.some(({ id }) => id === item.id));
  if (isThere) {
    return mapItems(list, (items) => items.map((old) => (old.id === item.id ? item : old)));
  }
  const last = list.pages.length - 1;
  const home = list.pages.findIndex(({ items, next }, index) => {
    const oldest = items.at(-1);
    return (oldest && isNewer(item, oldest)) || (index === last && next === null);
  });
  if (home < 0) return list;
  return mapItems(list, (items, index) => {
    if (index !== home) return items;
    const at = items.findIndex((other) => isNewer(item, other));
    return at < 0 ? [...items, item] : items.toSpliced(at, 0, item);
  });
}

export function drop<T extends Dated>(list: Pages<T>, id: string): Pages<T> {
  return mapItems(list, (items) => items.filter((item) => item.id !== id));
}

/** Every item once: an item may have moved on to the next page between two requests. */
export function itemsOf<T extends Dated>(list: Pages<T>): T[] {
  const items = list.pages.flatMap((page) => page.items);
  return [...new Map(items.map((item) => [item.id, item])).values()];
}

/**
 * Those of `own` that the list does not show yet, put where they belong. `isWhole` says whether
 * the list has all there is; otherwise older ones are on a page not read yet.
 */
export function withOwn<T extends Dated>(list: T[], own: T[], isWhole: boolean): T[] {
  const known = new Set(list.map(({ id }) => id));
  const oldest = list.at(-1);
  const missing = own.filter(
    (item) => !known.has(item.id) && (isWhole || (oldest && isNewer(item, oldest))),
  );
  if (missing.length === 0) return list;
  return [...missing, ...list].sort((one, other) => (isNewer(one, other) ? -1 : 1));
}

function mapItems<T>(list: Pages<T>, change: (items: T[], page: number) => T[]): Pages<T> {
  return {
    ...list,
    pages: list.pages.map((page, index) => ({ ...page, items: change(page.items, index) })),
  };
}
