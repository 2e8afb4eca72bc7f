/** The events that one post or comment has caused, as they happen. */

import "./xray.css";

import { useEffect } from "react";

import { Failure } from "../../../components/failure.tsx";
import { Loading } from "../../../components/loading.tsx";
import { Refused } from "../../../lib/api-client.ts";
import { useSubscriptions } from "../../health/api/get-subscriptions.ts";
import { useTrace } from "../api/get-trace.ts";
import type { Step } from "../story.ts";
import { storyOf } from "../story.ts";
import { SequenceDiagram } from "./sequence-diagram.tsx";
import { StepList } from "./step-list.tsx";

export function XrayView({ id }: { id: string }) {
  const trace = useTrace(id);
  const subscriptions = useSubscriptions(trace.data?.at(-1)?.position);
  const story = storyOf(trace.data ?? [], subscriptions.data ?? []);
  useReceipts(story, trace.refetch);
  if (trace.isPending) return <Loading what="the events" />;
  if (!trace.data) {
    const isUnknown = trace.error instanceof Refused && trace.error.status === 404;
    if (!isUnknown) return <Failure error={trace.error} retry={trace.refetch} />;
    return <p className="empty">The log has no event of it yet. Looking again …</p>;
  }
  return (
    <>
      {trace.isError && <p className="notice">{trace.error.message} This is how it was.</p>}
      <SequenceDiagram story={story} />
      <p className="legend">
        The number is the event’s position in the log. A dashed line is a delivery that the consumer
        has received; a dotted one is still waiting. Beside a service stands the time from its
        change to the log, or from the log until it confirmed the event.
      </p>
      <StepList story={story} />
      <p className="visually-hidden" role="status">
        {story.length === 1 ? "1 event" : `${story.length} events`}, the last is{" "}
        {story.at(-1)?.type}.
      </p>
    </>
  );
}

/** Looks again when a consumer has gone past an event: then the trace can tell when it did. */
function useReceipts(story: Step[], lookAgain: () => unknown): void {
  const received = story.flatMap((step) => step.deliveries.filter((one) => one.isReceived)).length;
  useEffect(() => {
    if (received > 0) lookAgain();
  }, [received, lookAgain]);
}
