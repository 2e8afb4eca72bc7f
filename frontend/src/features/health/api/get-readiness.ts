import type { UseQueryResult } from "@tanstack/react-query";
import { useQueries } from "@tanstack/react-query";

import type { Service } from "../../../lib/api-client.ts";
import { get } from "../../../lib/api-client.ts";
import { keys } from "../../../lib/query-keys.ts";

/** Whether each service can serve, in their order; looked at again every three seconds. */
export function useReadiness(services: Service[]): UseQueryResult[] {
  return useQueries({
    queries: services.map((service) => ({
      queryKey: keys.readiness(service.url),
      queryFn: ({ signal }: { signal: AbortSignal }) => get<unknown>(service, "/readyz", signal),
      staleTime: 0,
      retry: false,
      refetchInterval: 3_000,
    })),
  });
}
