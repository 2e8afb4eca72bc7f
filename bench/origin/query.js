// Query: posts with their comments, for the page. Filled from the bus, first with its whole past.
import axios from "axios";
import { BUS_URL, createApp, listen } from "./service.js";

const posts = {};
const app = createApp();

app.get("/posts", (req, res) => {
  res.send(posts);
});

app.post("/events", (req, res) => {
  handle(req.body);
  res.send({});
});

function handle({ type, data }) {
  if (type === "PostCreated") {
    const { id, title } = data;
    posts[id] = { id, title, comments: [] };
  }
  if (type === "CommentCreated") {
    const { id, content, postId, status } = data;
    posts[postId].comments.push({ id, content, status });
  }
  if (type === "CommentUpdated") {
    const { id, content, postId, status } = data;
    const comment = posts[postId].comments.find((comment) => comment.id === id);
    comment.status = status;
    comment.content = content;
  }
}

try {
  const past = await axios.get(`${BUS_URL}/events`);
  past.data.forEach(handle);
  console.log(`replayed ${past.data.length} events`);
} catch (error) {
  console.error(`nothing replayed: ${error.message}`);
}
listen(app, "query", 4002);
