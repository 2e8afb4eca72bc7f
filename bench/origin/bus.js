// The bus: an array of events, each posted at once to all four services, whoever may be listening.
import { createApp, listen, post } from "./service.js";

const SINKS = (
  process.env.SINKS ??
  "http://127.0.0.1:4000/events,http://127.0.0.1:4001/events,http://127.0.0.1:4002/events,http://127.0.0.1:4003/events"
).split(",");

const events = [];
const app = createApp();

app.post("/events", (req, res) => {
  const event = req.body;
  events.push(event);
  for (const sink of SINKS) {
    post(sink, event); // not waited for: a service that is down misses it
  }
  res.send({ status: "OK" });
});

app.get("/events", (req, res) => {
  res.send(events);
});

listen(app, "bus", 4005);
