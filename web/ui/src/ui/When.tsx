import { Text } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { ago } from './ago';
import { Hint } from './Hint';

function everyMinute(tell: () => void) {
  const timer = setInterval(tell, 30_000);
  return () => clearInterval(timer);
}

// When says how long ago something was; the exact time is in the tooltip.
export function When({ at }: { at: string | Date | null | undefined }) {
  const now = useSyncExternalStore(everyMinute, () => Math.floor(Date.now() / 30_000)) * 30_000;
  if (!at) return <Text span c="dimmed">never</Text>;
  const time = new Date(at);
  return (
    <Hint label={time.toLocaleString()}>
      <time dateTime={time.toISOString()} style={{ whiteSpace: 'nowrap' }}>{ago(time, new Date(Math.max(now, time.getTime())))}</time>
    </Hint>
  );
}
