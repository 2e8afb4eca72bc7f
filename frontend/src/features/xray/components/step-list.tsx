import type { Delivery, Step } from "../story.ts";

export function StepList({ story }: { story: Step[] }) {
  return (
    <ol className="steps" aria-label="Events in order">
      {story.map((step) => (
        <li key={step.position}>
          <p className="step-head">
            <span className="step-position">{step.position}</span>
            <strong>{step.type}</strong>
            <span className="step-delay">{delay(step)}</span>
          </p>
          <p className="step-more">
            from {step.from} at <time dateTime={step.appendedAt}>{clock(step.appendedAt)}</time>
            {step.untilLogged !== null && ` · in the log after ${step.untilLogged} ms`}
          </p>
          <p className="step-more">{heard(step.deliveries)}</p>
        </li>
      ))}
    </ol>
  );
}

function delay({ afterCause }: Step): string {
  return afterCause === null ? "start" : `+${afterCause} ms`;
}

function heard(deliveries: Delivery[]): string {
  const names = (isApplied: boolean) =>
    deliveries.filter((delivery) => delivery.isApplied === isApplied).map(({ to }) => to);
  const [applied, waiting] = [names(true), names(false)];
  const parts = [
    applied.length > 0 ? `applied by ${applied.join(", ")}` : "",
    waiting.length > 0 ? `waiting for ${waiting.join(", ")}` : "",
  ];
  return parts.filter(Boolean).join(" · ") || "nobody is to hear of it";
}

function clock(time: string): string {
  const date = new Date(time);
  const milliseconds = String(date.getMilliseconds()).padStart(3, "0");
  return `${date.toLocaleTimeString("en-GB")}.${milliseconds}`;
}
