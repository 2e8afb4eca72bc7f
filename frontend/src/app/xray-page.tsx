import { useConfig } from "../config/config-context.ts";
import { XrayView } from "../features/xray/components/xray-view.tsx";
import { hrefOf } from "./route.ts";
import { useTitle } from "./use-title.ts";

/** The X-ray on a page of its own, to be kept open or passed on. */
export function XrayPage({ id }: { id: string }) {
  const { xray } = useConfig();
  useTitle("X-ray");
  return (
    <>
      <p className="back">
        <a href={hrefOf({ page: "home" })}>← All posts</a>
      </p>
      <section className="card xray-page">
        <h1>X-ray</h1>
        <p className="hint xray-id">{id}</p>
        {xray ? <XrayView id={id} /> : <p className="empty">The X-ray is switched off here.</p>}
      </section>
    </>
  );
}
