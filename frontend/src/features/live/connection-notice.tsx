/** Says when the page no longer changes by itself, and when it does again. */

import { useEffect, useState } from "react";

import { useLive } from "./live-context.ts";

/** A moment without a stream, such as a restart, is not worth a word. */
const GRACE_MS = 1_500;

export function ConnectionNotice() {
  const isLost = useLive().liveness === "lost";
  return (
    <div className="notice-place" role="status">
      {isLost && <LostNotice />}
    </div>
  );
}

function LostNotice() {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setShown(true);
    }, GRACE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  if (!isShown) return null;
  return (
    <p className="notice">
      The query service does not answer: what you see may be out of date. Trying again …
    </p>
  );
}
