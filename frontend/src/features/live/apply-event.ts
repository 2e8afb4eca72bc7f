/** What an event of the stream changes in what the page has read. */

import type { QueryClient } from "@tanstack/react-query";

import type { Pages } from "../../lib/newest-first.ts";
import { drop, put } from "../../lib/newest-first.ts";
import { keys } from "../../lib/query-keys.ts";
import type { Comment, Post } from "../../lib/wire.ts";
import { forgetDeleted, settle } from "../own-writes/own-writes.ts";
import type { StreamEvent } from "./event-stream.ts";

/** Nothing is fetched but after "reset", and after a "hello" by which something was missed. */
export function applyEvent(client: QueryClient, { name, data }: StreamEvent): void {
  const apply = APPLY[name];
  if (apply) apply(client, JSON.parse(data) as never);
}

/* What the stream says is what the query service serves: its shapes are those of the schema. */
const APPLY: Partial<Record<string, (client: QueryClient, data: never) => void>> = {
  hello: readAnew,
  reset: readAnew,

  post(client, post: Post) {
    changeList<Post>(client, keys.posts, (list) => put(list, post));
    if (client.getQueryState(keys.post(post.id))) client.setQueryData(keys.post(post.id), post);
    settle({ posts: [post] });
    lookBehind(client, post.id);
  },

  "post-deleted"(client, { id }: { id: string }) {
    changeList<Post>(client, keys.posts, (list) => drop(list, id));
    void client.invalidateQueries({ queryKey: keys.post(id) });
    void client.invalidateQueries({ queryKey: keys.comments(id) });
    forgetDeleted(id);
    lookBehind(client, id);
  },

  comment(client, { postId, ...comment }: Comment & { postId: string }) {
    changeList<Comment>(client, keys.comments(postId), (list) => put(list, comment));
    settle({ comments: [comment] });
    lookBehind(client, comment.id);
  },

  "comment-deleted"(client, { id, postId }: { id: string; postId: string }) {
    changeList<Comment>(client, keys.comments(postId), (list) => drop(list, id));
    forgetDeleted(id);
    lookBehind(client, id);
  },
};

/** Whatever was read, and whatever could not be read: both may be different now. */
function readAnew(client: QueryClient): void {
  void client.invalidateQueries({
    predicate: ({ queryKey, state }) =>
      keys.isProjected(queryKey) && (state.status !== "pending" || state.fetchStatus !== "idle"),
  });
}

/** What could not be read while the service was away; the rest is brought by the stream. */
export function readWhatFailed(client: QueryClient): void {
  void client.refetchQueries({
    predicate: ({ queryKey, state }) => keys.isProjected(queryKey) && state.status === "error",
  });
}

/** Another event has happened: an X-ray that is open shows it. */
function lookBehind(client: QueryClient, id: string): void {
  void client.invalidateQueries({ queryKey: keys.trace(id) });
}

function changeList<T>(
  client: QueryClient,
  key: readonly string[],
  change: (list: Pages<T>) => Pages<T>,
): void {
  client.setQueryData<Pages<T>>(key, (list) => list && change(list));
}
