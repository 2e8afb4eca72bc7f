// Posts: an object of posts by id.
import { randomBytes } from "node:crypto";
import { createApp, emit, listen } from "./service.js";

const posts = {};
const app = createApp();

app.get("/posts", (req, res) => {
  res.send(posts);
});

app.post("/posts", async (req, res) => {
  const id = randomBytes(4).toString("hex");
  const { title } = req.body;
  posts[id] = { id, title };
  await emit("PostCreated", { id, title });
  res.status(201).send(posts[id]);
});

app.post("/events", (req, res) => {
  console.log("received", req.body.type);
  res.send({});
});

listen(app, "posts", 4000);
