/** How fresh the page is. */

import { createContext, use } from "react";

import type { Liveness } from "./event-stream.ts";

export interface Live {
  liveness: Liveness;
  /**
   * Whether to read now. What is read before the stream has begun could be missing what happened
   * in between; so reading waits for the stream, though never for long.
   */
  isTimeToRead: boolean;
}

export const LiveContext = createContext<Live>({ liveness: "live", isTimeToRead: true });

export function useLive(): Live {
  return use(LiveContext);
}
