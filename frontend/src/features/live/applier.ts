/**
 * Applies what the stream says, and applies it again to whatever was on its way here meanwhile:
 * an answer may have been written before the event and arrive after it.
 */

import type { QueryClient } from "@tanstack/react-query";

import { keys } from "../../lib/query-keys.ts";
import { applyEvent, readWhatFailed } from "./apply-event.ts";
import type { Listener, Liveness, StreamEvent } from "./event-stream.ts";

export interface Applier extends Listener {
  stop: () => void;
}

export function startApplying(
  client: QueryClient,
  onLiveness: (liveness: Liveness) => void,
): Applier {
  let meanwhile: StreamEvent[] = [];
  const isReading = () => client.isFetching({ queryKey: keys.projection }) > 0;

  const stop = client.getQueryCache().subscribe((change) => {
    const key = change.query.queryKey as readonly unknown[];
    if (change.type !== "updated" || !keys.isProjected(key)) return;
    const { action } = change;
    if (action.type === "success" && !action.manual) {
      for (const event of meanwhile) applyEvent(client, event);
    }
    if (!isReading()) meanwhile = [];
  });

  return {
    stop,
    onEvent(event) {
      applyEvent(client, event);
      // After these two all is read anew: what was heard before is in the answer.
      if (event.name === "hello" || event.name === "reset") meanwhile = [];
      else if (isReading()) meanwhile.push(event);
    },
    onLiveness(liveness) {
      onLiveness(liveness);
      if (liveness === "live") readWhatFailed(client);
    },
  };
}
