// Comments: an array per post. A comment is pending until moderation has spoken.
import { randomBytes } from "node:crypto";
import { createApp, emit, listen } from "./service.js";

const commentsByPostId = {};
const app = createApp();

app.get("/posts/:id/comments", (req, res) => {
  res.send(commentsByPostId[req.params.id] ?? []);
});

app.post("/posts/:id/comments", async (req, res) => {
  const id = randomBytes(4).toString("hex");
  const postId = req.params.id;
  const content = req.body.content ?? req.body.comment;
  const comments = (commentsByPostId[postId] ??= []);
  comments.push({ id, content, status: "pending" });
  await emit("CommentCreated", { id, content, postId, status: "pending" });
  res.status(201).send(comments);
});

app.post("/events", async (req, res) => {
  const { type, data } = req.body;
  if (type === "CommentModerated") {
    const { id, postId, status } = data;
    const comment = commentsByPostId[postId]?.find((comment) => comment.id === id);
    if (comment) {
      comment.status = status;
      await emit("CommentUpdated", { id, postId, status, content: comment.content });
    }
  }
  res.send({});
});

listen(app, "comments", 4001);
