import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';

interface Trashed {
  id: number;
  name: string;
  bringBack: () => Promise<void>;
  onBack: () => void;
  why: (error: unknown) => string;
}

// trashNotice tells that something is in the trash, and brings it back when asked.
export function trashNotice({ id, name, bringBack, onBack, why }: Trashed) {
  const notice = `trash-${id}`;
  const undo = () => {
    notifications.hide(notice);
    bringBack().then(onBack, (e: unknown) => notifications.show({ color: 'red', title: 'Not restored', message: why(e) }));
  };
  notifications.show({
    id: notice,
    autoClose: 10_000,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{name} is in the trash.</Text>
        <Button size="compact-sm" variant="light" onClick={undo}>Undo</Button>
      </Group>
    ),
  });
}
