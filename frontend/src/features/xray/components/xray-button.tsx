import { useConfig } from "../../../config/config-context.ts";
import type { Subject } from "../xray-context.ts";
import { useXray } from "../xray-context.ts";

/** Opens or closes the X-ray of this post or comment; not there when it is switched off. */
export function XrayButton({ id, of }: Subject) {
  const { xray } = useConfig();
  const { subject, open, close } = useXray();
  if (!xray) return null;
  const isOpen = subject?.id === id;
  return (
    <button
      type="button"
      className="xray-button"
      aria-expanded={isOpen}
      aria-label={`X-ray of this ${of}`}
      onClick={() => {
        if (isOpen) close();
        else open({ id, of });
      }}
    >
      X-ray
    </button>
  );
}
