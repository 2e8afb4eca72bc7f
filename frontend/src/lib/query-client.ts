/** How server state behaves: kept fresh by the stream, so never fetched again on its own. */

import { QueryClient } from "@tanstack/react-query";

import { ServiceDown } from "./api-client.ts";
import { backoff } from "./retry.ts";

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // The services may be on this machine, where being offline changes nothing.
        networkMode: "always",
        retry: (failures, error) => error instanceof ServiceDown && failures < 2,
        retryDelay: (failures) => backoff(failures),
      },
      // A write is sent again by whoever wrote it, who sees that it failed.
      mutations: { networkMode: "always", retry: false },
    },
  });
}
