/** Starts the page once it knows where the services are. */

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./app/app.tsx";
import { Shell } from "./app/shell.tsx";
import { Providers } from "./app/providers.tsx";
import { loadConfig } from "./config/config.ts";
import { newQueryClient } from "./lib/query-client.ts";

const place = document.getElementById("root");
if (!place) throw new Error("index.html has no #root.");
const root = createRoot(place);

try {
  const config = await loadConfig();
  root.render(
    <StrictMode>
      <Shell>
        <Providers config={config} client={newQueryClient()}>
          <App />
        </Providers>
      </Shell>
    </StrictMode>,
  );
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  root.render(<p role="alert">Postbus cannot start: {reason}</p>);
}
