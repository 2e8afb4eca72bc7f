/** Says aloud what moderation has decided of a comment of one's own. */

import { useEffect, useState } from "react";

import { onVerdict } from "./own-writes.ts";

export function Verdicts() {
  const [said, setSaid] = useState("");
  useEffect(
    () =>
      onVerdict((status) => {
        setSaid(
          status === "approved"
            ? "Your comment is published."
            : "Your comment was rejected by moderation.",
        );
      }),
    [],
  );
  return (
    <p className="visually-hidden" role="status">
      {said}
    </p>
  );
}
