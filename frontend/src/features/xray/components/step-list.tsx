import { Fragment } from "react";

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
          <p className="step-more">
            <Heard deliveries={step.deliveries} />
          </p>
        </li>
      ))}
    </ol>
  );
}

function delay({ afterCause }: Step): string {
  return afterCause === null ? "start" : `+${duration(afterCause)}`;
}

function Heard({ deliveries }: { deliveries: Delivery[] }) {
  const received = deliveries.filter(({ isReceived }) => isReceived);
  const waiting = deliveries.filter(({ isReceived }) => !isReceived).map(({ to }) => to);
  if (deliveries.length === 0) return "nobody is to hear of it";
  return (
    <>
      {received.length > 0 && "received by "}
      {received.map((delivery, index) => (
        <Fragment key={delivery.to}>
          {index > 0 && ", "}
          {delivery.to}
          <After {...delivery} />
        </Fragment>
      ))}
      {received.length > 0 && waiting.length > 0 && " · "}
      {waiting.length > 0 && `waiting for ${waiting.join(", ")}`}
    </>
  );
}

function After({ receivedAt, untilReceived }: Delivery) {
  if (receivedAt === null || untilReceived === null) return null;
  return (
    <>
      {" "}
      <time dateTime={receivedAt} title={clock(receivedAt)}>
        after {duration(untilReceived)}
      </time>
    </>
  );
}

function clock(time: string): string {
  const date = new Date(time);
  const milliseconds = String(date.getMilliseconds()).padStart(3, "0");
  return `${date.toLocaleTimeString("en-GB")}.${milliseconds}`;
}
