import { notificationsStore } from '@mantine/notifications';
import { useEffect, useState } from 'react';

// useNotices becomes true with the first short message: until then nothing that shows them is
// needed.
export function useNotices(): boolean {
  const [any, setAny] = useState(false);
  useEffect(() => notificationsStore.subscribe((state) => setAny((was) => was || state.notifications.length > 0)), []);
  return any;
}
