/** Keeps everything below it fresh, by the one stream of this browser. */

import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useEffect, useMemo, useState } from "react";

import { useConfig } from "../../config/config-context.ts";
import { startApplying } from "./applier.ts";
import type { Liveness } from "./event-stream.ts";
import { follow } from "./event-stream.ts";
import { LiveContext } from "./live-context.ts";
import { shareStream } from "./shared-stream.ts";

const PATIENCE_MS = 1_000;

export function LiveProvider({ children }: { children: ReactNode }) {
  const { queryUrl } = useConfig();
  const client = useQueryClient();
  const [liveness, setLiveness] = useState<Liveness>("connecting");
  const [isPatienceOver, setPatienceOver] = useState(false);

  useEffect(() => {
    const timer = setTimeout(() => {
      setPatienceOver(true);
    }, PATIENCE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);

  useEffect(() => {
    const end = new AbortController();
    const applier = startApplying(client, setLiveness);
    const url = `${queryUrl}/stream`;
    const channel = new BroadcastChannel(`postbus ${url}`);
    shareStream(
      {
        follow: (from, listener, signal) => follow(url, from, listener, signal),
        channel,
        locks: navigator.locks,
        listener: applier,
      },
      end.signal,
    );
    return () => {
      end.abort();
      applier.stop();
      channel.close();
    };
  }, [client, queryUrl]);

  const live = useMemo(
    () => ({ liveness, isTimeToRead: liveness !== "connecting" || isPatienceOver }),
    [liveness, isPatienceOver],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}
