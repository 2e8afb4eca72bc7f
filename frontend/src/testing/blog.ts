/** A whole blog behind the network, as simple as can be; a test changes it as it likes. */

import { http, HttpResponse } from "msw";

import type { Config } from "../config/config.ts";
import type { Comment, Post, Subscription, TraceStep } from "../lib/wire.ts";
import { server } from "./server.ts";

export const config: Config = {
  postsUrl: "http://posts.test",
  commentsUrl: "http://comments.test",
  queryUrl: "http://query.test",
  busUrl: "http://bus.test",
  xray: true,
  services: [],
};

export function aPost(fields: Partial<Post> = {}): Post {
  const comments = fields.comments ?? [];
  return {
    id: "p1",
    title: "A post",
    createdAt: "2026-01-01T10:00:00.000000Z",
    commentCount: comments.length,
    comments,
    ...fields,
  };
}

export function aComment(fields: Partial<Comment> = {}): Comment {
  return {
    id: "c1",
    content: "A comment",
    status: "approved",
    createdAt: "2026-01-01T11:00:00.000000Z",
    ...fields,
  };
}

export class Blog {
  posts: Post[] = [];
  comments: Comment[] = [];
  trace: TraceStep[] = [];
  subscriptions: Subscription[] = [];
  /** What was asked of the services, such as "GET http://query.test/posts". */
  asked: string[] = [];

  private streams: ReadableStreamDefaultController<Uint8Array>[] = [];
  private isStreaming = true;

  constructor() {
    server.events.on("request:start", ({ request }) => {
      this.asked.push(`${request.method} ${request.url}`);
    });
    server.use(
      http.get("http://query.test/posts", () => HttpResponse.json(this.posts)),
      http.get("http://query.test/posts/:id", ({ params }) => {
        const post = this.posts.find(({ id }) => id === params["id"]);
        return post ? HttpResponse.json(post) : HttpResponse.json({ detail: "No." }, NOT_FOUND);
      }),
      http.get("http://query.test/posts/:id/comments", () => HttpResponse.json(this.comments)),
      http.get("http://query.test/stream", () => this.stream()),
      http.post("http://posts.test/posts", async ({ request }) => {
        const { title } = (await request.json()) as { title: string };
        return HttpResponse.json({ id: "own", title, createdAt: now() }, CREATED);
      }),
      http.post("http://comments.test/posts/:id/comments", async ({ params, request }) => {
        const { comment } = (await request.json()) as { comment: string };
        const about = { id: "own", postId: params["id"], status: "pending", createdAt: now() };
        return HttpResponse.json({ ...about, content: comment }, CREATED);
      }),
      http.get("http://bus.test/trace/:id", () =>
        this.trace.length > 0
          ? HttpResponse.json(this.trace)
          : HttpResponse.json({ detail: "No." }, NOT_FOUND),
      ),
      http.get("http://bus.test/subscriptions", () => HttpResponse.json(this.subscriptions)),
    );
  }

  /** Something that the stream says to everybody who listens. */
  tell(event: string, data: unknown, id = "1-x"): void {
    const text = `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const stream of this.streams) stream.enqueue(new TextEncoder().encode(text));
  }

  /** The query service ends, and no stream can be had until `streamAgain`. */
  stopStreaming(): void {
    this.isStreaming = false;
    for (const stream of this.streams.splice(0)) stream.close();
  }

  streamAgain(): void {
    this.isStreaming = true;
  }

  private stream() {
    if (!this.isStreaming) return HttpResponse.error();
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.streams.push(controller);
        controller.enqueue(new TextEncoder().encode("id: 0-x\nevent: hello\ndata: {}\n\n"));
      },
    });
    return new HttpResponse(body, { headers: { "Content-Type": "text/event-stream" } });
  }
}

const NOT_FOUND = { status: 404 };
const CREATED = { status: 201 };

function now(): string {
  return new Date().toISOString().replace("Z", "000Z");
}
