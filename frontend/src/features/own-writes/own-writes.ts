/**
 * What was written in this browser and readers cannot see yet: posts on their way to the query
 * service, and the texts of comments that wait for moderation. They are kept here and nowhere else.
 */

import type { Comment, Post, WrittenComment, WrittenPost } from "../../lib/wire.ts";

export interface OwnComment {
  id: string;
  postId: string;
  content: string;
  createdAt: string;
}

export interface OwnWrites {
  posts: WrittenPost[];
  comments: OwnComment[];
}

const KEY = "postbus.own-writes";
const KEPT_MS = 24 * 60 * 60 * 1000;
const NOTHING: OwnWrites = { posts: [], comments: [] };

let text: string | null = null;
let parsed = NOTHING;

/** What there is now; the same object until it changes. */
export function ownWrites(): OwnWrites {
  const stored = read();
  if (stored !== text) {
    text = stored;
    parsed = parse(stored);
  }
  return parsed;
}

export function keepPost(post: WrittenPost): void {
  const own = ownWrites();
  write({ ...own, posts: [post, ...own.posts] });
}

export function keepComment({ id, postId, content, createdAt }: WrittenComment): void {
  const own = ownWrites();
  write({ ...own, comments: [{ id, postId, content, createdAt }, ...own.comments] });
}

/** Forget what readers now see themselves: these posts, and those comments that are judged. */
export function settle({ posts = [], comments = [] }: { posts?: Post[]; comments?: Comment[] }) {
  const shown = [...comments, ...posts.flatMap((post) => post.comments)];
  const judged = shown.filter(({ status }) => status !== "pending");
  const own = new Set(ownWrites().comments.map(({ id }) => id));
  for (const { id, status } of judged) if (own.has(id)) for (const tell of told) tell(status);
  forget([...posts, ...judged].map(({ id }) => id));
}

/** Calls back with what moderation has said of a comment of one's own. */
export function onVerdict(tell: (status: Comment["status"]) => void): () => void {
  told.add(tell);
  return () => told.delete(tell);
}

/** Forget these posts and comments, and the comments of these posts. */
export function forgetDeleted(id: string): void {
  const { comments } = ownWrites();
  forget([id, ...comments.filter(({ postId }) => postId === id).map((comment) => comment.id)]);
}

/** Calls back after each change, in whichever tab it was made. */
export function subscribe(changed: () => void): () => void {
  addEventListener("storage", changed);
  here.addEventListener("change", changed);
  return () => {
    removeEventListener("storage", changed);
    here.removeEventListener("change", changed);
  };
}

const here = new EventTarget();
const told = new Set<(status: Comment["status"]) => void>();

function forget(ids: string[]): void {
  const gone = new Set(ids);
  const own = ownWrites();
  const posts = own.posts.filter(({ id }) => !gone.has(id));
  const comments = own.comments.filter(({ id }) => !gone.has(id));
  if (posts.length + comments.length < own.posts.length + own.comments.length) {
    write({ posts, comments });
  }
}

/** Where the browser keeps nothing for us, it is kept as long as the page. */
let unstored: string | null = null;

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return unstored;
  }
}

function write(own: OwnWrites): void {
  const { posts, comments } = own;
  const written = posts.length + comments.length > 0 ? JSON.stringify(own) : null;
  try {
    if (written === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, written);
  } catch {
    unstored = written;
  }
  here.dispatchEvent(new Event("change"));
}

function parse(stored: string | null): OwnWrites {
  try {
    const own = JSON.parse(stored ?? "null") as OwnWrites | null;
    const since = new Date(Date.now() - KEPT_MS).toISOString();
    const isKept = ({ createdAt }: { createdAt: string }) => createdAt > since;
    return own
      ? { posts: own.posts.filter(isKept), comments: own.comments.filter(isKept) }
      : NOTHING;
  } catch {
    return NOTHING;
  }
}
