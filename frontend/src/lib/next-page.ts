/** Where a list goes on (RFC 8288): path and query of the link whose `rel` is "next". */
export function nextPage(link: string | null): string | null {
  const target = link?.match(/<([^>]*)>\s*;\s*rel="?next"?/)?.[1];
  if (!target) return null;
  const { pathname, search } = new URL(target, "http://service");
  return pathname + search;
}
