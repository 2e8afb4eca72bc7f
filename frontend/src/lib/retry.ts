/** How long to wait before trying again: doubling from half a second to ten, with full jitter. */
export function backoff(failures: number, random: () => number = Math.random): number {
  const ceiling = Math.min(10_000, 500 * 2 ** Math.min(failures, 10));
  return 100 + random() * ceiling;
}
