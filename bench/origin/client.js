// The calls that the browser client makes, without the browser: write a post, comment on it, read
// the page until moderation has spoken about every comment. Prints what a reader would see, as JSON.
//
//   node client.js "A title" "a comment" "another comment"
import axios from "axios";
import { pathToFileURL } from "node:url";

const POSTS_URL = process.env.POSTS_URL ?? "http://127.0.0.1:4000";
const COMMENTS_URL = process.env.COMMENTS_URL ?? "http://127.0.0.1:4001";
const QUERY_URL = process.env.QUERY_URL ?? "http://127.0.0.1:4002";
const DEADLINE = Number(process.env.DEADLINE_MS ?? 30_000);

export async function createPost(title) {
  return (await axios.post(`${POSTS_URL}/posts`, { title })).data;
}

export async function createComment(postId, content) {
  await axios.post(`${COMMENTS_URL}/posts/${postId}/comments`, { content });
}

export async function fetchPosts() {
  const response = await axios.get(`${QUERY_URL}/posts`);
  return Object.values(response.data);
}

export function render({ content, status }) {
  if (status === "approved") return content;
  if (status === "pending") return "This comment is awaiting moderation";
  return "This comment has been rejected";
}

async function main([title, ...comments]) {
  const { id } = await createPost(title);
  for (const content of comments) await createComment(id, content);
  const until = Date.now() + DEADLINE;
  for (;;) {
    const post = (await fetchPosts()).find((post) => post.id === id);
    const settled = post?.comments.filter(({ status }) => status !== "pending") ?? [];
    if (post && settled.length === comments.length) {
      return { id, title: post.title, comments: post.comments.map(render) };
    }
    if (Date.now() > until) throw new Error(`not settled in time: ${JSON.stringify(post)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(JSON.stringify(await main(process.argv.slice(2))));
}
