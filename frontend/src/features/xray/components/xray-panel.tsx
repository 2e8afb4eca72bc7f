/** The X-ray beside the page: to the right where there is room, from below on a phone. */

import type { KeyboardEvent } from "react";
import { useEffect, useRef } from "react";

import { hrefOf } from "../../../app/route.ts";
import type { Subject } from "../xray-context.ts";
import { useXray } from "../xray-context.ts";
import { XrayView } from "./xray-view.tsx";

export function XrayPanel() {
  const { subject } = useXray();
  return subject && <Panel key={subject.id} {...subject} />;
}

function Panel({ id, of }: Subject) {
  const { close } = useXray();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
  };
  return (
    // Escape is a short cut for the button in it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <aside className="xray-panel card" aria-labelledby="xray-heading" onKeyDown={onKeyDown}>
      <header className="xray-head">
        <h2 id="xray-heading" tabIndex={-1} ref={heading}>
          What this {of} has set off
        </h2>
        <a href={hrefOf({ page: "xray", id })}>Own page</a>
        <button type="button" className="button button-quiet" onClick={close}>
          Close
        </button>
      </header>
      <XrayView id={id} />
    </aside>
  );
}
