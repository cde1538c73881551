import { useEffect, useState } from 'react';

const soon = 300; // milliseconds, where the browser does not tell

// useIdle becomes true once the browser has nothing else to do: the time for what the first
// sight of a page does not need.
export function useIdle(): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    if (!('requestIdleCallback' in window)) {
      const timer = setTimeout(() => setIdle(true), soon);
      return () => clearTimeout(timer);
    }
    const asked = requestIdleCallback(() => setIdle(true), { timeout: 3000 });
    return () => cancelIdleCallback(asked);
  }, []);
  return idle;
}
