import cronstrue from 'cronstrue';
import type { Json, Values } from '@/ui/form/types';
import { capital } from '@/ui/sentence';

export type ScheduleType = 'manual' | 'interval' | 'visual_cron' | 'cron';

// Schedule is a sync's schedule as the file has it; null is manual.
export type Schedule = Values | null;

export const scheduleTypes: { value: ScheduleType; label: string }[] = [
  { value: 'manual', label: 'Manual' },
  { value: 'interval', label: 'Interval' },
  { value: 'visual_cron', label: 'Days and times' },
  { value: 'cron', label: 'Cron' },
];

export const units = ['minute', 'hour', 'day', 'week'];
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

// Slot is a time on some days of the week.
export interface Slot {
  days: string[];
  time: string; // 16:00
}

const isObject = (v: unknown): v is Values => typeof v === 'object' && v !== null && !Array.isArray(v);
const objectOf = (v: unknown): Values => (isObject(v) ? v : {});

// typeOf is a schedule's type; one that is not known is returned as it is.
export function typeOf(s: Schedule): string {
  return s === null ? 'manual' : typeof s.type === 'string' ? s.type : 'manual';
}

// detailOf is a schedule's own settings.
export const detailOf = (s: Schedule): Values => objectOf(s?.schedule);

export const zoneOf = (s: Schedule): string => {
  const zone = detailOf(s).timezone;
  return typeof zone === 'string' && zone !== '' ? zone : 'UTC';
};

const begins: Record<ScheduleType, Values> = {
  manual: {},
  interval: { interval: { unit: 'hour', quantity: 1 } },
  cron: { expression: '0 6 * * *' },
  visual_cron: { expressions: [{ days: { monday: true, tuesday: true, wednesday: true, thursday: true, friday: true }, time: '06:00' }] },
};

const ownKeys = ['interval', 'expression', 'expressions'];

// withType gives a schedule another type, with settings to begin with. Start, time zone and keys
// that are not known stay.
export function withType(s: Schedule, type: ScheduleType): Schedule {
  if (typeOf(s) === type) return s;
  if (type === 'manual') return { type };
  const kept = Object.fromEntries(Object.entries(detailOf(s)).filter(([key]) => !ownKeys.includes(key) && (key !== 'timezone' || type !== 'interval')));
  return { ...s, type, schedule: { ...begins[type], ...kept } };
}

// withDetail changes some of a schedule's own settings; undefined takes one away.
export function withDetail(s: Schedule, change: Values): Schedule {
  const next = { ...detailOf(s), ...change };
  for (const key of Object.keys(next)) if (next[key] === undefined) delete next[key];
  return { ...s, schedule: next };
}

// slotsOf are the times of a schedule by days of the week.
export function slotsOf(s: Schedule): Slot[] {
  const list = detailOf(s).expressions;
  return (Array.isArray(list) ? list : []).map((item) => {
    const days = objectOf(objectOf(item).days);
    const time = objectOf(item).time;
    return { days: weekdays.filter((d) => days[d] === true), time: typeof time === 'string' ? time : '' };
  });
}

export function withSlots(s: Schedule, slots: Slot[]): Schedule {
  return withDetail(s, { expressions: slots.map((slot): Json => ({ days: Object.fromEntries(weekdays.filter((d) => slot.days.includes(d)).map((d) => [d, true])), time: slot.time })) });
}

// scheduleWords says a schedule in a few words.
export function scheduleWords(s: Schedule): string {
  switch (typeOf(s)) {
    case 'manual':
      return 'Manual';
    case 'interval':
      return intervalWords(objectOf(detailOf(s).interval));
    case 'cron':
      return `${cronWords(String(detailOf(s).expression ?? ''))}, ${zoneOf(s)}`;
    case 'visual_cron':
      return `${slotWords(slotsOf(s))}, ${zoneOf(s)}`;
    default:
      return `${typeOf(s)} (not known)`;
  }
}

function intervalWords({ unit, quantity }: Values): string {
  if (typeof unit !== 'string' || unit === '' || !Number(quantity)) return 'No interval';
  return Number(quantity) === 1 ? `Every ${unit}` : `Every ${Number(quantity)} ${unit}s`;
}

// cronWords reads a cron expression aloud; one that cannot be read is returned as it is.
export function cronWords(expression: string): string {
  try {
    const words = cronstrue.toString(expression, { use24HourTimeFormat: true });
    return /^At \d\d:\d\d$/.test(words) ? `Every day at ${words.slice(3)}` : words;
  } catch {
    return expression || 'No expression';
  }
}

export const dayName = capital;

function daysWords(days: string[]): string {
  const key = weekdays.filter((d) => days.includes(d)).join();
  if (key === weekdays.join()) return 'Every day';
  if (key === weekdays.slice(0, 5).join()) return 'Weekdays';
  if (key === weekdays.slice(5).join()) return 'Weekends';
  return days.length === 0 ? 'No day' : days.length === 1 ? `${dayName(days[0]!)}s` : days.map((d) => dayName(d).slice(0, 3)).join(', ');
}

const timeWords = (s: Slot) => s.time || 'no time';

function slotWords(slots: Slot[]): string {
  const [first, second] = slots;
  if (!first) return 'No time';
  const sameDays = slots.every((s) => s.days.join() === first.days.join());
  if (sameDays && slots.length <= 3) return `${daysWords(first.days)} at ${slots.map(timeWords).join(', ')}`;
  const words = `${daysWords(first.days)} at ${timeWords(first)}`;
  return second ? `${words} and ${slots.length - 1} more` : words;
}
