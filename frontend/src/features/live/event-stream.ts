/**
 * One connection to the stream, opened again for as long as it is wanted, from the event that came
 * last. A connection on which not even a heartbeat arrives is taken for dead.
 */

import { EventSourceParserStream } from "eventsource-parser/stream";

import { backoff } from "../../lib/retry.ts";

export interface StreamEvent {
  /** "post", "comment", "post-deleted", "comment-deleted", "hello" or "reset". */
  name: string;
  /** JSON. */
  data: string;
  /** Only on the last of several that belong together: the place from which to go on. */
  id: string | null;
}

export type Liveness = "connecting" | "live" | "lost";

export interface Listener {
  onEvent: (event: StreamEvent) => void;
  onLiveness: (liveness: Liveness) => void;
}

/** Three of the stream's heartbeats. */
const SILENCE_MS = 45_000;

/** Follows the stream until `signal` aborts; then resolves. Never rejects. */
export async function follow(
  url: string,
  lastEventId: string | null,
  listener: Listener,
  signal: AbortSignal,
): Promise<void> {
  let from = lastEventId;
  let failures = 0;
  while (!signal.aborted) {
    await listen(url, from, signal, {
      onLiveness: (liveness) => {
        failures = 0;
        listener.onLiveness(liveness);
      },
      onEvent: (event) => {
        from = event.id ?? from;
        listener.onEvent(event);
      },
    });
    if (isAborted(signal)) return;
    listener.onLiveness("lost");
    await pause(backoff(failures++), signal);
  }
}

/** One connection, until it ends for whatever reason. */
async function listen(
  url: string,
  from: string | null,
  signal: AbortSignal,
  listener: Listener,
): Promise<void> {
  const silence = new AbortController();
  let timer = setTimeout(() => {
    silence.abort();
  }, SILENCE_MS);
  const address = from === null ? url : `${url}?lastEventId=${encodeURIComponent(from)}`;
  try {
    const response = await fetch(address, {
      headers: { Accept: "text/event-stream" },
      cache: "no-store",
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok || !response.body) return;
    // From here on nothing is missed: when resuming at once, else from the "hello" on.
    let isLive = from !== null;
    if (isLive) listener.onLiveness("live");
    const awake = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        clearTimeout(timer);
        timer = setTimeout(() => {
          silence.abort();
        }, SILENCE_MS);
        controller.enqueue(chunk);
      },
    });
    const events = response.body
      .pipeThrough(awake)
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream())
      .getReader();
    for (let read = await events.read(); !read.done; read = await events.read()) {
      const { event = "message", data, id = null } = read.value;
      listener.onEvent({ name: event, data, id });
      if (!isLive) listener.onLiveness("live");
      isLive = true;
    }
  } catch {
    // Refused, broken, silent or no longer wanted: the caller knows what to do next.
  } finally {
    clearTimeout(timer);
  }
}

/** Waits, but no longer once the network is back or the page is looked at again. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      removeEventListener("online", over);
      signal.removeEventListener("abort", over);
      resolve();
    };
    const timer = setTimeout(over, milliseconds);
    addEventListener("online", over);
    signal.addEventListener("abort", over);
  });
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
