/** The services at a glance: who answers, and how far behind the log each consumer is. */

import "./health-strip.css";

import { useConfig } from "../../../config/config-context.ts";
import { useReadiness } from "../api/get-readiness.ts";
import { useSubscriptions } from "../api/get-subscriptions.ts";
import type { State } from "../service-health.ts";
import { lagOf, summary } from "../service-health.ts";

export function HealthStrip() {
  const { services, xray } = useConfig();
  return xray && services.length > 0 ? <Strip /> : null;
}

function Strip() {
  const { services } = useConfig();
  const readiness = useReadiness(services);
  const subscriptions = useSubscriptions();
  const shown = services.map(({ name }, index) => ({
    name,
    state: stateOf(readiness[index]?.status),
    lag: lagOf(subscriptions.data?.find((subscription) => subscription.name === name)),
  }));
  return (
    <section className="health" aria-label="Services">
      <ul>
        {shown.map(({ name, state, lag }) => (
          <li key={name} data-state={state}>
            <span className="health-name">{name}</span>
            <span className="health-state">{state === "unknown" ? "…" : state}</span>
            {lag !== "" && state !== "down" && !subscriptions.isError && (
              <span className="health-lag">{lag}</span>
            )}
          </li>
        ))}
      </ul>
      <p className="visually-hidden" role="status">
        {summary(shown)}
      </p>
    </section>
  );
}

function stateOf(status: string | undefined): State {
  return status === "success" ? "up" : status === "error" ? "down" : "unknown";
}
