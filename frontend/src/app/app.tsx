/** The frame around every page. */

import "./base.css";
import "./content.css";

import { useEffect, useRef } from "react";

import { HealthStrip } from "../features/health/components/health-strip.tsx";
import { ConnectionNotice } from "../features/live/connection-notice.tsx";
import { Verdicts } from "../features/own-writes/verdicts.tsx";
import { XrayPanel } from "../features/xray/components/xray-panel.tsx";
import { useXray } from "../features/xray/xray-context.ts";
import { HomePage } from "./home-page.tsx";
import { PostPage } from "./post-page.tsx";
import type { Route } from "./route.ts";
import { hrefOf, useRoute } from "./route.ts";
import { XrayPage } from "./xray-page.tsx";

export function App() {
  const route = useRoute();
  const { subject } = useXray();
  const hasPanel = subject !== null && route.page !== "xray";
  return (
    <>
      <header className="top">
        <a className="brand" href={hrefOf({ page: "home" })}>
          Postbus
        </a>
        <HealthStrip />
      </header>
      <ConnectionNotice />
      <Verdicts />
      <div className="columns" data-panel={hasPanel}>
        <Main key={hrefOf(route)} route={route} />
        {hasPanel && <XrayPanel />}
      </div>
    </>
  );
}

/** Who comes by a link begins at the top of what it leads to, with eyes and with ears. */
function Main({ route }: { route: Route }) {
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    if (hasShown) {
      main.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    hasShown = true;
  }, []);
  return (
    <main ref={main} tabIndex={-1}>
      {route.page === "home" && <HomePage />}
      {route.page === "post" && <PostPage id={route.id} />}
      {route.page === "xray" && <XrayPage id={route.id} />}
    </main>
  );
}

/** The first page of a visit keeps the browser's own focus and place. */
let hasShown = false;
