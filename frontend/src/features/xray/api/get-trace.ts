import type { UseQueryResult } from "@tanstack/react-query";
import { useQuery } from "@tanstack/react-query";

import { useConfig } from "../../../config/config-context.ts";
import { get } from "../../../lib/api-client.ts";
import { keys } from "../../../lib/query-keys.ts";
import type { TraceStep } from "../../../lib/wire.ts";

/** Events that end a story: after them one looks again less often. */
const LAST = new Set(["PostCreated", "PostDeleted", "CommentUpdated", "CommentDeleted"]);

/** What the post or comment with this id has set off, in the log's order; without any texts. */
export function useTrace(id: string): UseQueryResult<TraceStep[]> {
  const { busUrl } = useConfig();
  return useQuery({
    queryKey: keys.trace(id),
    queryFn: ({ signal }) =>
      get<TraceStep[]>(
        { name: "bus", url: busUrl ?? "" },
        `/trace/${encodeURIComponent(id)}`,
        signal,
      ),
    staleTime: 0,
    retry: false,
    refetchInterval: ({ state }) => (LAST.has(state.data?.at(-1)?.type ?? "") ? 5_000 : 1_000),
  });
}
