/**
 * What a trace tells: who sent each event, who was to hear of it, and who has. Pure.
 *
 * Delays lie between a service's clock and the log's: on one machine they are one, and apart they
 * are as right as the clocks.
 */

import type { Subscription, TraceStep } from "../../lib/wire.ts";

export interface Delivery {
  to: string;
  /** Whether the consumer's own cursor has passed the event: applied, or set aside after a failure. */
  isReceived: boolean;
  /**
   * Milliseconds from the log until the consumer wrote the event that it answered with. Null where
   * it has answered with none: when it applied the event is then known to itself alone.
   */
  untilAnswered: number | null;
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
      .map(({ name, position }) => ({
        to: name,
        isReceived: position >= step.position,
        untilAnswered: between(step.appendedAt, answerOf(name, step, trace)?.time ?? null),
      }))
      .sort((one, other) => rank(one.to) - rank(other.to)),
  }));
}

/** "34 ms", and from a second on "1.2 s". */
export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Everybody in the story, as they stand side by side. */
export function lanesOf(story: Step[]): string[] {
  const names = story.flatMap(({ from, deliveries }) => [from, ...deliveries.map(({ to }) => to)]);
  return [...new Set([...names, "bus"])].sort(
    (one, other) => rank(one) - rank(other) || one.localeCompare(other),
  );
}

/** The first event that this consumer has sent because of that step. */
function answerOf(name: string, step: TraceStep, trace: TraceStep[]): TraceStep | undefined {
  return trace.find(
    ({ causationid, source }) => causationid === step.id && nameOf(source) === name,
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
