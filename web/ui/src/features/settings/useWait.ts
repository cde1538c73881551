import { useEffect, useState } from 'react';
import type { Fault } from '@/api/error';

// useWait counts down the seconds until a refused request may be sent again.
export function useWait(fault: Fault | null): number {
  const [known, setKnown] = useState(fault);
  const [left, setLeft] = useState(fault?.wait ?? 0);
  if (known !== fault) {
    setKnown(fault);
    setLeft(fault?.wait ?? 0);
  }
  const waits = left > 0;
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(() => setLeft((n) => Math.max(0, n - 1)), 1000);
    return () => clearInterval(timer);
  }, [waits, known]);
  return left;
}
