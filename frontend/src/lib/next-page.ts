/**
 * Where a list goes on (RFC 8288): path and query of the link whose `rel` is "next", as seen from
 * the service at `base`, which may be one by a path of its own behind a gateway.
 */
export function nextPage(link: string | null, base: string): string | null {
  const target = link?.match(/<([^>]*)>\s*;\s*rel="?next"?/)?.[1];
  if (!target) return null;
  const { pathname, search } = new URL(target, "http://service");
  const prefix = new URL(base, "http://service").pathname.replace(/\/$/, "");
  return (pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : pathname) + search;
}
