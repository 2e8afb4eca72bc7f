// What the five have in common: JSON over HTTP on a port of their own, and a way to tell the bus.
import axios from "axios";
import cors from "cors";
import express from "express";

export const BUS_URL = process.env.BUS_URL ?? "http://127.0.0.1:4005";

export function createApp() {
  const app = express();
  app.use(express.json());
  app.use(cors());
  return app;
}

export function listen(app, name, usualPort) {
  const port = Number(process.env.PORT ?? usualPort);
  app.listen(port, "127.0.0.1", (error) => {
    if (error) throw error;
    console.log(`${name} listens on ${port}`);
  });
}

// Fire and forget: an event that the bus does not take is lost, and only the log knows.
export async function emit(type, data) {
  await post(`${BUS_URL}/events`, { type, data });
}

export async function post(url, event) {
  try {
    await axios.post(url, event);
  } catch (error) {
    console.error(`${event.type} to ${url}: ${error.message}`);
  }
}
