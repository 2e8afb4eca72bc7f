/** What a trace tells: who sent each event, who was to hear of it, and who has. Pure. */

import type { Subscription, TraceStep } from "../../lib/wire.ts";

export interface Delivery {
  to: string;
  /** Whether the consumer's own cursor has passed the event. */
  isApplied: boolean;
}

export interface Step {
  position: number;
  type: string;
  from: string;
  appendedAt: string;
  /** Milliseconds since the event that caused it was in the log; null for a first one. */
  afterCause: number | null;
  /** Milliseconds from the change in the service to the event's place in the log. */
  untilLogged: number | null;
  deliveries: Delivery[];
}

const LEFT_TO_RIGHT = ["posts", "comments", "bus", "moderation", "query"];

export function storyOf(trace: TraceStep[], subscriptions: Subscription[]): Step[] {
  return trace.map((step) => ({
    position: step.position,
    type: step.type,
    from: nameOf(step.source),
    appendedAt: step.appendedAt,
    afterCause: step.delayMs,
    untilLogged:
      step.time === null ? null : Math.max(0, Date.parse(step.appendedAt) - Date.parse(step.time)),
    deliveries: subscriptions
      .filter(({ types }) => types.length === 0 || types.includes(step.type))
      .map(({ name, position }) => ({ to: name, isApplied: position >= step.position }))
      .sort((one, other) => rank(one.to) - rank(other.to)),
  }));
}

/** Everybody in the story, as they stand side by side. */
export function lanesOf(story: Step[]): string[] {
  const names = story.flatMap(({ from, deliveries }) => [from, ...deliveries.map(({ to }) => to)]);
  return [...new Set([...names, "bus"])].sort(
    (one, other) => rank(one) - rank(other) || one.localeCompare(other),
  );
}

function rank(name: string): number {
  const place = LEFT_TO_RIGHT.indexOf(name);
  return place < 0 ? LEFT_TO_RIGHT.length : place;
}

/** "/comments" is the comments service. */
function nameOf(source: string): string {
  return source.replace(/^\/+/, "") || source;
}
