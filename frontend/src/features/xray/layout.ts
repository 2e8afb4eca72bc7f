/** Where everything in the diagram stands, in SVG units. Pure. */

import type { Step } from "./story.ts";
import { lanesOf } from "./story.ts";

export interface Lane {
  name: string;
  x: number;
}

export interface Arrow {
  y: number;
  from: number;
  to: number;
  kind: "published" | "applied" | "waiting";
}

export interface Row {
  step: Step;
  published: Arrow;
  deliveries: Arrow[];
}

export interface Layout {
  width: number;
  height: number;
  lanes: Lane[];
  busX: number;
  rows: Row[];
}

/** Left of the first lane: the delays. */
export const GUTTER = 58;
export const LANE = 108;
export const HEAD = 26;

const ABOVE = 38;
const DELIVERY = 16;
const BELOW = 12;

export function layOut(story: Step[]): Layout {
  const lanes = lanesOf(story).map((name, index) => ({
    name,
    x: GUTTER + LANE / 2 + index * LANE,
  }));
  const xOf = (name: string) => lanes.find((lane) => lane.name === name)?.x ?? 0;
  const busX = xOf("bus");

  let y = HEAD;
  const rows = story.map((step): Row => {
    y += ABOVE;
    const published: Arrow = { y, from: xOf(step.from), to: busX, kind: "published" };
    const deliveries = step.deliveries.map(({ to, isApplied }): Arrow => {
      y += DELIVERY;
      return { y, from: busX, to: xOf(to), kind: isApplied ? "applied" : "waiting" };
    });
    y += BELOW;
    return { step, published, deliveries };
  });
  return { width: GUTTER + lanes.length * LANE, height: y + BELOW, lanes, busX, rows };
}
