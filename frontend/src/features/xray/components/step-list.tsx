import type { Delivery, Step } from "../story.ts";
import { duration } from "../story.ts";

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
            {step.untilLogged !== null && ` · in the log after ${duration(step.untilLogged)}`}
          </p>
          <p className="step-more">{heard(step.deliveries)}</p>
        </li>
      ))}
    </ol>
  );
}

function delay({ afterCause }: Step): string {
  return afterCause === null ? "start" : `+${duration(afterCause)}`;
}

function heard(deliveries: Delivery[]): string {
  const received = deliveries.filter(({ isReceived }) => isReceived).map(receipt);
  const waiting = deliveries.filter(({ isReceived }) => !isReceived).map(({ to }) => to);
  const parts = [
    received.length > 0 ? `received by ${received.join(", ")}` : "",
    waiting.length > 0 ? `waiting for ${waiting.join(", ")}` : "",
  ];
  return parts.filter(Boolean).join(" · ") || "nobody is to hear of it";
}

function receipt({ to, untilAnswered }: Delivery): string {
  return untilAnswered === null ? to : `${to} (answered after ${duration(untilAnswered)})`;
}

function clock(time: string): string {
  const date = new Date(time);
  const milliseconds = String(date.getMilliseconds()).padStart(3, "0");
  return `${date.toLocaleTimeString("en-GB")}.${milliseconds}`;
}
