import type { QueryClient } from "@tanstack/react-query";
import { QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { ConfigContext } from "../config/config-context.ts";
import type { Config } from "../config/config.ts";
import { LiveProvider } from "../features/live/live-provider.tsx";
import { XrayProvider } from "../features/xray/xray-provider.tsx";

interface Props {
  config: Config;
  client: QueryClient;
  children: ReactNode;
}

/** What every page stands on. */
export function Providers({ config, client, children }: Props) {
  return (
    <ConfigContext value={config}>
      <QueryClientProvider client={client}>
        <LiveProvider>
          <XrayProvider>{children}</XrayProvider>
        </LiveProvider>
      </QueryClientProvider>
    </ConfigContext>
  );
}
