/** What the strip says of a service. Pure. */

import type { Subscription } from "../../lib/wire.ts";

export type State = "unknown" | "up" | "down";

/** How far a consumer is behind; empty for a service that consumes nothing. */
export function lagOf(subscription: Subscription | undefined): string {
  if (!subscription) return "";
  const { state, lag, lagSeconds } = subscription;
  if (state !== "active") return state;
  if (lag === 0) return "caught up";
  // A second is no lag: the bus lets events that a consumer skips wait so long for company.
  return `${lag} behind${lagSeconds >= 2 ? `, ${Math.round(lagSeconds)} s` : ""}`;
}

/** One sentence for those who cannot see the dots. */
export function summary(services: { name: string; state: State }[]): string {
  const down = services.filter(({ state }) => state === "down").map(({ name }) => name);
  if (down.length > 0) return `Not answering: ${down.join(", ")}.`;
  return services.every(({ state }) => state === "up") ? "All services answer." : "";
}
