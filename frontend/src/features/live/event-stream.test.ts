import { http, HttpResponse } from "msw";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { server } from "../../testing/server.ts";
import { follow } from "./event-stream.ts";

const URL = "http://query.test/stream";

let asked: string[];
let end: AbortController;

beforeEach(() => {
  asked = [];
  end = new AbortController();
});

afterEach(() => {
  end.abort();
  vi.useRealTimers();
});

/** Answers with these bodies, one connection after the other; null refuses one. */
function streams(...bodies: (string | null)[]) {
  server.use(
    http.get(URL, ({ request }) => {
      asked.push(request.url);
      const body = bodies.shift();
      if (body === null) return new HttpResponse(null, { status: 503 });
      const stream = new ReadableStream<Uint8Array>({
        start(controller) {
          if (body !== undefined) controller.enqueue(new TextEncoder().encode(body));
          if (bodies.length > 0) controller.close();
        },
      });
      return new HttpResponse(stream, { headers: { "Content-Type": "text/event-stream" } });
    }),
  );
}

function listen(from: string | null = null) {
  const heard: string[] = [];
  void follow(
    URL,
    from,
    {
      onEvent: ({ name, data, id }) => heard.push(`${name} ${data} ${id ?? "-"}`),
      onLiveness: (liveness) => heard.push(liveness),
    },
    end.signal,
  );
  return heard;
}

test("events are told as they come, and a new stream is live with its first", async () => {
  streams("id: 4\nevent: hello\ndata: {}\n\n: heartbeat\n\nevent: post\ndata: {}\n\n");
  const heard = listen();
  await vi.waitFor(() => {
    expect(heard).toEqual(["hello {} 4", "live", "post {} -"]);
  });
});

test("it goes on from the last id, also after refusals", async () => {
  streams("id: 4\nevent: hello\ndata: {}\n\n", null, ": heartbeat\n\n");
  const heard = listen();
  await vi.waitFor(
    () => {
      expect(heard).toEqual(["hello {} 4", "live", "lost", "lost", "live"]);
    },
    { timeout: 15_000 },
  );
  expect(asked).toEqual([URL, `${URL}?lastEventId=4`, `${URL}?lastEventId=4`]);
});

test("a connection on which nothing comes is given up, and made again", async () => {
  vi.useFakeTimers();
  // By hand: a faked network that is cut off in the middle of an answer fails in its own way.
  vi.stubGlobal("fetch", (url: string, { signal }: { signal: AbortSignal }) => {
    asked.push(url);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("id: 4\nevent: hello\ndata: {}\n\n"));
        signal.addEventListener("abort", () => {
          controller.error(signal.reason);
        });
      },
    });
    return Promise.resolve(new Response(body));
  });
  const heard = listen();
  await vi.advanceTimersByTimeAsync(44_000);
  expect(heard).toEqual(["hello {} 4", "live"]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(heard).toContain("lost");
  expect(asked).toEqual([URL, `${URL}?lastEventId=4`]);
});
