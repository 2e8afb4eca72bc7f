/**
 * Which page is shown, kept behind the `#` of the address: so the build runs from any folder of
 * any file server.
 */

import { useSyncExternalStore } from "react";

export type Route = { page: "home" } | { page: "post"; id: string } | { page: "xray"; id: string };

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return parseRoute(hash);
}

export function parseRoute(hash: string): Route {
  const [, page, id] = /^#\/(posts|xray)\/(.+)$/.exec(hash) ?? [];
  const name = id === undefined ? null : decoded(id);
  if (name === null) return { page: "home" };
  return { page: page === "posts" ? "post" : "xray", id: name };
}

export function hrefOf(route: Route): string {
  if (route.page === "home") return "#/";
  return `#/${route.page === "post" ? "posts" : "xray"}/${encodeURIComponent(route.id)}`;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function subscribe(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => {
    removeEventListener("hashchange", changed);
  };
}
