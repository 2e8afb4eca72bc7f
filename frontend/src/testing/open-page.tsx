import type { RenderResult } from "@testing-library/react";
import { render } from "@testing-library/react";

import { App } from "../app/app.tsx";
import { Providers } from "../app/providers.tsx";
import type { Config } from "../config/config.ts";
import { newQueryClient } from "../lib/query-client.ts";
import { config } from "./blog.ts";

/** The whole page, as a reader gets it. */
export function openPage(own: Partial<Config> = {}): RenderResult {
  return render(
    <Providers config={{ ...config, ...own }} client={newQueryClient()}>
      <App />
    </Providers>,
  );
}
