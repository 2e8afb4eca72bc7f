// Moderation: rejects what contains "orange", approves the rest.
import { createApp, emit, listen } from "./service.js";

const app = createApp();

app.post("/events", async (req, res) => {
  const { type, data } = req.body;
  if (type === "CommentCreated") {
    const { id, postId, content } = data;
    const status = content.includes("orange") ? "rejected" : "approved";
    await emit("CommentModerated", { id, postId, status, content });
  }
  res.send({});
});

listen(app, "moderation", 4003);
