import { Group, NumberInput, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useId, useMemo } from 'react';
import { within } from '@/ui/form/path';
import type { Problem, Values } from '@/ui/form/types';
import { errorAt } from './errorAt';
import { NextTimes } from './NextTimes';
import { useNextTimes } from './queries';
import { cronWords, detailOf, scheduleTypes, scheduleWords, typeOf, units, withDetail, withType, zoneOf, type Schedule, type ScheduleType } from './schedule';
import { VisualCron } from './VisualCron';

interface Props {
  value: Schedule;
  onChange: (next: Schedule) => void;
  problems: Problem[]; // of the whole sync
  paused: boolean;
}

const about: Record<ScheduleType, string> = {
  manual: 'Runs only when somebody starts it.',
  interval: 'Runs again and again, after the same span of time.',
  visual_cron: 'Runs on days of the week, at times of the day.',
  cron: 'Runs by a cron expression of five fields.',
};

// ScheduleField says when a sync runs, and shows when that will be.
export function ScheduleField({ value, onChange, problems, paused }: Props) {
  const title = useId();
  const type = typeOf(value);
  const known = scheduleTypes.find((t) => t.value === type);
  const [asked] = useDebouncedValue(value, 250);
  const next = useNextTimes(asked);
  const wrong = useMemo(() => within([...problems, ...(next.data?.problems ?? [])], ['schedule', 'schedule']), [problems, next.data]);
  const zoned = type === 'cron' || type === 'visual_cron';
  return (
    <Stack gap="md">
      <div>
        <Text size="sm" fw={500} id={title} mb={4}>Runs</Text>
        <SegmentedControl
          aria-labelledby={title}
          data={known ? scheduleTypes : [...scheduleTypes, { value: type, label: type }]}
          value={type}
          onChange={(v) => onChange(withType(value, v as ScheduleType))}
          fullWidth
          maw={520}
          styles={{ label: { paddingInline: 6 } }}
        />
        <Text size="sm" c="dimmed" mt={4}>{known ? about[known.value] : 'This type is not known here. It is kept, and starts nothing.'}</Text>
      </div>
      {type === 'interval' && <Interval value={value} onChange={onChange} problems={wrong} />}
      {type === 'cron' && <Cron value={value} onChange={onChange} problems={wrong} />}
      {type === 'visual_cron' && <VisualCron value={value} onChange={onChange} problems={wrong} />}
      {zoned && <Zone value={value} onChange={onChange} problems={wrong} />}
      {known && type !== 'manual' && <NextTimes words={scheduleWords(value)} zone={zoned ? zoneOf(value) : undefined} next={next.data?.next} error={next.error} current={asked === value} paused={paused} />}
    </Stack>
  );
}

interface PartProps {
  value: Schedule;
  onChange: (next: Schedule) => void;
  problems: Problem[]; // paths from the schedule's own settings
}

function Interval({ value, onChange, problems }: PartProps) {
  const interval = (detailOf(value).interval ?? {}) as Values;
  const unit = typeof interval.unit === 'string' ? interval.unit : '';
  const put = (change: Values) => onChange(withDetail(value, { interval: { ...interval, ...change } }));
  return (
    <Group gap="sm" align="start">
      <NumberInput label="Every" min={1} allowDecimal={false} clampBehavior="none" w={110} value={typeof interval.quantity === 'number' ? interval.quantity : ''} onChange={(v) => put({ quantity: typeof v === 'number' ? v : null })} error={errorAt(problems, 'interval', 'quantity')} />
      <Select label="Unit" w={150} data={units.map((u) => ({ value: u, label: interval.quantity === 1 ? u : `${u}s` }))} value={unit || null} onChange={(u) => u && put({ unit: u })} allowDeselect={false} error={errorAt(problems, 'interval', 'unit')} />
    </Group>
  );
}

function Cron({ value, onChange, problems }: PartProps) {
  const expression = String(detailOf(value).expression ?? '');
  const error = errorAt(problems, 'expression');
  return (
    <TextInput
      label="Cron expression"
      description="Minute, hour, day of the month, month, day of the week"
      placeholder="0 6 * * *"
      value={expression}
      onChange={(e) => onChange(withDetail(value, { expression: e.currentTarget.value }))}
      error={error}
      maw={420}
      spellCheck={false}
      inputWrapperOrder={['label', 'description', 'input', 'error']}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      aria-description={error ? undefined : cronWords(expression)}
    />
  );
}

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((z) => z !== 'UTC')];

function Zone({ value, onChange, problems }: PartProps) {
  const zone = zoneOf(value);
  return (
    <Select
      label="Time zone"
      data={zones.includes(zone) ? zones : [zone, ...zones]}
      value={zone}
      onChange={(z) => z && onChange(withDetail(value, { timezone: z === 'UTC' ? undefined : z }))}
      searchable
      allowDeselect={false}
      limit={80}
      nothingFoundMessage="No such time zone"
      error={errorAt(problems, 'timezone')}
      maw={300}
    />
  );
}
