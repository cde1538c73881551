import { ActionIcon, Button, Chip, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { Problem } from '@/ui/form/types';
import { dayName, slotsOf, weekdays, withSlots, type Schedule, type Slot } from './schedule';
import { errorAt } from './errorAt';

interface Props {
  value: Schedule;
  onChange: (next: Schedule) => void;
  problems: Problem[];
}

// VisualCron edits times of the day on days of the week.
export function VisualCron({ value, onChange, problems }: Props) {
  const slots = slotsOf(value);
  const put = (i: number, change: Partial<Slot>) => onChange(withSlots(value, slots.map((s, n) => (n === i ? { ...s, ...change } : s))));
  return (
    <Stack gap="sm">
      {slots.map((slot, i) => (
        <Stack key={i} gap={4} role="group" aria-label={`Time ${i + 1}`}>
          <Group gap="sm" align="center">
            <Chip.Group multiple value={slot.days} onChange={(days) => put(i, { days })}>
              <Group gap={6}>
                {weekdays.map((d) => <Chip key={d} value={d} size="xs" variant="outline" aria-label={dayName(d)}>{dayName(d).slice(0, 2)}</Chip>)}
              </Group>
            </Chip.Group>
            <Group gap={6} wrap="nowrap">
              <Text size="sm" aria-hidden>at</Text>
              <TextInput type="time" aria-label="Time of the day" value={slot.time} onChange={(e) => put(i, { time: e.currentTarget.value })} w={140} />
              {slots.length > 1 && (
                <ActionIcon variant="subtle" color="gray" aria-label={`Remove time ${i + 1}`} onClick={() => onChange(withSlots(value, slots.filter((_, n) => n !== i)))}><IconTrash size={16} /></ActionIcon>
              )}
            </Group>
          </Group>
          {errorAt(problems, 'expressions', i) && <Text size="sm" c="var(--mantine-color-error)">{errorAt(problems, 'expressions', i)}</Text>}
        </Stack>
      ))}
      <Group>
        <Button variant="light" size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => onChange(withSlots(value, [...slots, { days: slots.at(-1)?.days ?? ['monday'], time: '12:00' }]))}>Add a time</Button>
      </Group>
    </Stack>
  );
}
