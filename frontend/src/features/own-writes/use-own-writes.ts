import { useSyncExternalStore } from "react";

import type { OwnWrites } from "./own-writes.ts";
import { ownWrites, subscribe } from "./own-writes.ts";

export function useOwnWrites(): OwnWrites {
  return useSyncExternalStore(subscribe, ownWrites);
}
