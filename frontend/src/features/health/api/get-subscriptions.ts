import type { UseQueryResult } from "@tanstack/react-query";
import { useQuery } from "@tanstack/react-query";

import { useConfig } from "../../../config/config-context.ts";
import { get } from "../../../lib/api-client.ts";
import { keys } from "../../../lib/query-keys.ts";
import type { Subscription } from "../../../lib/wire.ts";

/**
 * How far each consumer of the log is; looked at again every two seconds while it is shown, and
 * more often while somebody waits for them to pass the position `awaited`.
 */
export function useSubscriptions(awaited = 0): UseQueryResult<Subscription[]> {
  const { busUrl } = useConfig();
  return useQuery({
    queryKey: keys.subscriptions,
    queryFn: ({ signal }) =>
      get<Subscription[]>({ name: "bus", url: busUrl ?? "" }, "/subscriptions", signal),
    enabled: busUrl !== null,
    staleTime: 0,
    retry: false,
    refetchInterval: ({ state }) =>
      state.data?.some(({ position }) => position < awaited) ? 500 : 2_000,
  });
}
