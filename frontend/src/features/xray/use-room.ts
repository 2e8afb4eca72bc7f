/** How wide an element is, as the window, or whatever is beside it, changes. */

import type { RefObject } from "react";
import { useLayoutEffect, useState } from "react";

/** In CSS pixels; `initial` until it has been measured, before the first picture is shown. */
export function useRoom(element: RefObject<HTMLElement | null>, initial: number): number {
  const [room, setRoom] = useState(initial);
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return undefined;
    const measure = () => {
      setRoom(current.clientWidth);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => {
      observer.disconnect();
    };
  }, [element]);
  return room;
}
