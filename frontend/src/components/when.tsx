/** A time as people say it, with the exact one on hover and for machines. */

import { relativeTime } from "../lib/relative-time.ts";
import { useNow } from "./use-now.ts";

export function When({ time }: { time: string }) {
  const now = useNow();
  const date = new Date(time);
  return (
    <time className="when" dateTime={time} title={date.toLocaleString("en", EXACT)}>
      {relativeTime(date, now)}
    </time>
  );
}

const EXACT: Intl.DateTimeFormatOptions = { dateStyle: "full", timeStyle: "medium" };
