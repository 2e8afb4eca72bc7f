/** "just now", "5 minutes ago", "yesterday", and from a month on the date. */
export function relativeTime(date: Date, now: number): string {
  const seconds = (now - date.getTime()) / 1000;
  if (seconds < 45) return "just now";
  for (const [unit, length, end] of UNITS) {
    if (seconds < end) return WORDS.format(-Math.round(seconds / length), unit);
  }
  return DATE.format(date);
}

const WORDS = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const DATE = new Intl.DateTimeFormat("en", { dateStyle: "medium" });

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Up to which age in seconds a unit is used. */
const UNITS: [Intl.RelativeTimeFormatUnit, number, number][] = [
  ["minute", MINUTE, 59.5 * MINUTE],
  ["hour", HOUR, 23.5 * HOUR],
  ["day", DAY, 30 * DAY],
];
