/** Whether an element has come near to what is seen, once and for all: pictures are not asked for before. */
import { type RefObject, useEffect, useState } from "react";

const NEAR = "400px 0px";

export function useSeen(element: RefObject<Element | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (seen || !element.current) return;
    const watch = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setSeen(true);
      },
      { rootMargin: NEAR },
    );
    watch.observe(element.current);
    return () => watch.disconnect();
  }, [seen, element]);
  return seen;
}
