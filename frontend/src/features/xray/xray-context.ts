/** Which post or comment is under the X-ray, if any. */

import { createContext, use } from "react";

export interface Subject {
  id: string;
  of: "post" | "comment";
}

export interface Xray {
  subject: Subject | null;
  open: (subject: Subject) => void;
  close: () => void;
}

export const XrayContext = createContext<Xray>({
  subject: null,
  open: () => undefined,
  close: () => undefined,
});

export function useXray(): Xray {
  return use(XrayContext);
}
