/**
 * One stream for all tabs of a browser: browsers open six connections to a host, so a seventh tab
 * with a stream of its own would hang.
 *
 * The tab that holds the lock leads: it follows the stream and passes on what it hears. When it
 * closes, the browser gives the lock to the next tab, which goes on from the event heard last.
 * Without locks (a page that is not from a secure origin has none) every tab follows by itself.
 */

import type { Listener, Liveness, StreamEvent } from "./event-stream.ts";

export type Follow = (
  lastEventId: string | null,
  listener: Listener,
  signal: AbortSignal,
) => Promise<void>;

type Message =
  | { kind: "event"; event: StreamEvent }
  | { kind: "liveness"; liveness: Liveness }
  /** A tab that has just come asks how things stand. */
  | { kind: "ask" }
  /** A tab has begun to lead, from this event on: who has heard otherwise must read anew. */
  | { kind: "lead"; from: string | null };

export interface Sharing {
  follow: Follow;
  channel: BroadcastChannel;
  locks: LockManager | undefined;
  listener: Listener;
}

export const LOCK = "postbus-stream";

const RESET: StreamEvent = { name: "reset", data: "{}", id: null };

/** Takes part until `signal` aborts. */
export function shareStream(
  { follow, channel, locks, listener }: Sharing,
  signal: AbortSignal,
): void {
  let heard: string | null = null;
  let liveness: Liveness = "connecting";
  let leading = false;

  const hear = (event: StreamEvent) => {
    heard = event.id ?? heard;
    listener.onEvent(event);
  };
  const turn = (now: Liveness) => {
    liveness = now;
    listener.onLiveness(now);
  };
  const tell = (message: Message) => {
    channel.postMessage(message);
  };
  const tellLiveness = () => {
    tell({ kind: "liveness", liveness });
  };

  const onMessage = ({ data: message }: MessageEvent<Message>) => {
    if (message.kind === "ask") {
      if (leading) tellLiveness();
    } else if (message.kind === "event") hear(message.event);
    else if (message.kind === "liveness") turn(message.liveness);
    else if (heard !== message.from) listener.onEvent(RESET);
  };

  const lead = async () => {
    if (signal.aborted) return;
    leading = true;
    tell({ kind: "lead", from: heard });
    const passOn: Listener = {
      onEvent: (event) => {
        hear(event);
        tell({ kind: "event", event });
      },
      onLiveness: (now) => {
        turn(now);
        tellLiveness();
      },
    };
    await follow(heard, passOn, signal);
  };

  if (!locks) {
    void follow(null, { onEvent: hear, onLiveness: turn }, signal);
    return;
  }
  channel.addEventListener("message", onMessage);
  signal.addEventListener("abort", () => {
    channel.removeEventListener("message", onMessage);
  });
  tell({ kind: "ask" });
  locks.request(LOCK, { signal }, lead).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
