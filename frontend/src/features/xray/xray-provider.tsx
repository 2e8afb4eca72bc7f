/** Opens the X-ray, and gives the focus back to where it was opened from. */

import type { ReactNode } from "react";
import { useMemo, useRef, useState } from "react";

import type { Subject } from "./xray-context.ts";
import { XrayContext } from "./xray-context.ts";

export function XrayProvider({ children }: { children: ReactNode }) {
  const [subject, setSubject] = useState<Subject | null>(null);
  const openedFrom = useRef<Element | null>(null);

  const xray = useMemo(
    () => ({
      subject,
      open: (next: Subject) => {
        openedFrom.current = document.activeElement;
        setSubject(next);
      },
      close: () => {
        setSubject(null);
        if (openedFrom.current instanceof HTMLElement) openedFrom.current.focus();
      },
    }),
    [subject],
  );
  return <XrayContext value={xray}>{children}</XrayContext>;
}
