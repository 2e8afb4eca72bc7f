import { afterEach, expect, test } from "vitest";

import type { Listener, StreamEvent } from "./event-stream.ts";
import type { Follow } from "./shared-stream.ts";
import { shareStream } from "./shared-stream.ts";

/** Gives the lock to one after the other, as a browser does. */
class Locks {
  private queue: Promise<unknown> = Promise.resolve();

  request = (_name: string, { signal }: { signal: AbortSignal }, lead: () => Promise<void>) => {
    this.queue = this.queue.then(() => (signal.aborted ? undefined : lead()));
    return this.queue;
  };
}

/** Channels of one name in one browser: what one says all others hear, at once and in order. */
class Room {
  private members: EventTarget[] = [];

  enter(): BroadcastChannel {
    const member = new EventTarget();
    this.members.push(member);
    const postMessage = (data: unknown) => {
      for (const other of this.members.filter((one) => one !== member)) {
        other.dispatchEvent(new MessageEvent("message", { data }));
      }
    };
    return Object.assign(member, { postMessage }) as unknown as BroadcastChannel;
  }
}

const room = new Room();
let locks = new Locks();
const tabs: Tab[] = [];

afterEach(() => {
  for (const tab of tabs.splice(0)) tab.close();
  locks = new Locks();
});

class Tab {
  heard: string[] = [];
  liveness = "connecting";
  /** Where its streams began, if it has led. */
  began: (string | null)[] = [];
  stream: Listener | undefined;

  private end = new AbortController();

  constructor(shared: { locks: Locks | undefined } = { locks }) {
    tabs.push(this);
    const follow: Follow = (from, listener, signal) => {
      this.began.push(from);
      this.stream = listener;
      return new Promise((resolve) => {
        signal.addEventListener("abort", () => {
          resolve();
        });
      });
    };
    const listener: Listener = {
      onEvent: ({ name }) => this.heard.push(name),
      onLiveness: (liveness) => (this.liveness = liveness),
    };
    const given = shared.locks as unknown as LockManager | undefined;
    shareStream({ follow, channel: room.enter(), locks: given, listener }, this.end.signal);
  }

  close() {
    this.end.abort();
  }
}

const event = (name: string, id: string): StreamEvent => ({ name, data: "{}", id });

/** Until the lock has found who is next. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

test("one tab follows the stream, and all hear it", async () => {
  const [first, second] = [new Tab(), new Tab()];
  await settled();
  first.stream?.onLiveness("live");
  first.stream?.onEvent(event("post", "1"));
  expect(second.stream).toBeUndefined();
  expect([first.heard, second.heard]).toEqual([["post"], ["post"]]);
  expect(second.liveness).toBe("live");
});

test("a tab that comes later is told how things stand", async () => {
  const first = new Tab();
  await settled();
  first.stream?.onLiveness("lost");
  const second = new Tab();
  expect(second.liveness).toBe("lost");
});

test("when the leading tab closes, the next goes on from what it heard last", async () => {
  const [first, second, third] = [new Tab(), new Tab(), new Tab()];
  await settled();
  first.stream?.onEvent(event("post", "5"));
  first.close();
  await settled();
  expect(second.began).toEqual(["5"]);
  expect(third.stream).toBeUndefined();
  second.stream?.onEvent(event("comment", "6"));
  expect(third.heard).toEqual(["post", "comment"]);
});

test("a tab that heard otherwise than the new leader reads anew", async () => {
  const [first, second] = [new Tab(), new Tab()];
  await settled();
  first.stream?.onEvent(event("post", "5"));
  const late = new Tab();
  first.close();
  await settled();
  expect(second.began).toEqual(["5"]);
  expect(late.heard).toEqual(["reset"]);
});

test("without locks every tab follows by itself", () => {
  const [first, second] = [new Tab({ locks: undefined }), new Tab({ locks: undefined })];
  expect([first.began, second.began]).toEqual([[null], [null]]);
  first.stream?.onEvent(event("post", "1"));
  expect(second.heard).toEqual([]);
});
