/**
 * What a trace tells: who sent each event, who was to hear of it, and who has. Pure.
 *
 * Delays are by the log's clock. Only the way from a change into the log begins by the service's
 * own: on one machine they are one, and apart it is as right as the two clocks.
 */

import type { Subscription, TraceStep } from "../../lib/wire.ts";

export interface Delivery {
  to: string;
  /** Whether the consumer's own cursor has passed the event: applied, or set aside after a failure. */
  isReceived: boolean;
  /** When it first confirmed the event to the bus; null where the bus does not know any more. */
  receivedAt: string | null;
  /** Milliseconds from the log until then. */
  untilReceived: number | null;
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
    untilLogged: between(step.time, step.appendedAt),
    deliveries: subscriptions
      .filter(({ types }) => types.length === 0 || types.includes(step.type))
      .map(({ name, position }) => deliveryOf(step, name, position))
      .sort((one, other) => rank(one.to) - rank(other.to)),
  }));
}

/** Whether a consumer that has come to `position` has the event, and since when. */
function deliveryOf(step: TraceStep, to: string, position: number): Delivery {
  const isReceived = position >= step.position;
  const receipt = isReceived && step.receivedBy.find(({ subscription }) => subscription === to);
  return {
    to,
    isReceived,
    receivedAt: receipt ? receipt.at : null,
    untilReceived: receipt ? receipt.delayMs : null,
  };
}

/** "34 ms", "1.2 s", "3 min", "5 h", "2 days". */
export function duration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${milliseconds} ms`;
  const seconds = milliseconds / 1_000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  const hours = Math.floor(seconds / 3_600);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}

/** Everybody in the story, as they stand side by side. */
export function lanesOf(story: Step[]): string[] {
  const names = story.flatMap(({ from, deliveries }) => [from, ...deliveries.map(({ to }) => to)]);
  return [...new Set([...names, "bus"])].sort(
    (one, other) => rank(one) - rank(other) || one.localeCompare(other),
  );
}

function between(from: string | null, to: string | null): number | null {
  return from === null || to === null ? null : Math.max(0, Date.parse(to) - Date.parse(from));
}

function rank(name: string): number {
  const place = LEFT_TO_RIGHT.indexOf(name);
  return place < 0 ? LEFT_TO_RIGHT.length : place;
}

/** "/comments" is the comments service. */
function nameOf(source: string): string {
  return source.replace(/^\/+/, "") || source;
}
