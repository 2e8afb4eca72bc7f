/** Where everything in the diagram stands, in SVG units. Pure. */

import type { Step } from "./story.ts";
import { duration, lanesOf } from "./story.ts";

export interface Lane {
  name: string;
  x: number;
}

export interface Arrow {
  y: number;
  from: number;
  to: number;
  kind: "published" | "received" | "waiting";
  /** How long it took, beside the service's end of the arrow; empty where nobody knows. */
  delay: string;
}

export interface Row {
  step: Step;
  published: Arrow;
  deliveries: Arrow[];
}

export interface Layout {
  width: number;
  height: number;
  /** From one service to the next. */
  lane: number;
  lanes: Lane[];
  busX: number;
  rows: Row[];
}

export const HEAD = 26;

/** Outside the first and the last lane: their delays. */
const MARGIN = 8;
/** Narrow enough for four services on a phone; so wide that an event's name fits between two. */
const [NARROWEST, WIDEST] = [64, 148];
const ABOVE = 38;
const DELIVERY = 17;
const BELOW = 12;

/** The story within `room`, or wider where its lanes would become too narrow to read. */
export function layOut(story: Step[], room: number): Layout {
  const names = lanesOf(story);
  const fair = Math.floor((room - 2 * MARGIN) / names.length);
  const lane = Math.min(WIDEST, Math.max(NARROWEST, fair));
  const lanes = names.map((name, index) => ({ name, x: MARGIN + lane / 2 + index * lane }));
  const xOf = (name: string) => lanes.find((lane) => lane.name === name)?.x ?? 0;
  const busX = xOf("bus");

  let y = HEAD;
  const rows = story.map((step): Row => {
    y += ABOVE;
    const sent = { from: xOf(step.from), to: busX, delay: label(step.untilLogged) };
    const published: Arrow = { ...sent, y, kind: "published" };
    const deliveries = step.deliveries.map(({ to, isReceived, untilReceived }): Arrow => {
      y += DELIVERY;
      const kind = isReceived ? "received" : "waiting";
      return { y, from: busX, to: xOf(to), kind, delay: label(untilReceived) };
    });
    y += BELOW;
    return { step, published, deliveries };
  });
  return { width: 2 * MARGIN + names.length * lane, height: y + BELOW, lane, lanes, busX, rows };
}

function label(milliseconds: number | null): string {
  return milliseconds === null ? "" : duration(milliseconds);
}
