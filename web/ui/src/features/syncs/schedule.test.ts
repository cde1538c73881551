import { describe, expect, it } from 'vitest';
import { scheduleWords, slotsOf, withDetail, withSlots, withType } from './schedule';

const visual = (...expressions: { days: Record<string, boolean>; time: string }[]) => ({ type: 'visual_cron', schedule: { expressions } });
const week = { monday: true, tuesday: true, wednesday: true, thursday: true, friday: true };

describe('scheduleWords', () => {
  it.each([
    [null, 'Manual'],
    [{ type: 'manual' }, 'Manual'],
    [{ type: 'interval', schedule: { interval: { unit: 'hour', quantity: 1 } } }, 'Every hour'],
    [{ type: 'interval', schedule: { interval: { unit: 'minute', quantity: 15 } } }, 'Every 15 minutes'],
    [{ type: 'interval', schedule: { interval: { unit: 'day', quantity: '1' } } }, 'Every day'],
    [{ type: 'interval', schedule: { interval: { quantity: 1 } } }, 'No interval'],
    [{ type: 'interval', schedule: { interval: { unit: 'hour', quantity: null } } }, 'No interval'],
    [{ type: 'interval' }, 'No interval'],
    [{ type: 'cron', schedule: { expression: '0 3 * * *' } }, 'Every day at 03:00, UTC'],
    [{ type: 'cron', schedule: {} }, 'No expression, UTC'],
    [{ type: 'cron', schedule: { expression: '30 6 * * 1', timezone: 'Europe/Berlin' } }, 'At 06:30, only on Monday, Europe/Berlin'],
    [{ type: 'cron', schedule: { expression: 'never' } }, 'never, UTC'],
    [visual({ days: week, time: '09:00' }), 'Weekdays at 09:00, UTC'],
    [visual({ days: week, time: '09:00' }, { days: week, time: '17:00' }), 'Weekdays at 09:00, 17:00, UTC'],
    [visual({ days: { monday: true }, time: '16:00' }), 'Mondays at 16:00, UTC'],
    [visual({ days: { monday: true, friday: true }, time: '16:00' }, { days: { sunday: true }, time: '08:00' }), 'Mon, Fri at 16:00 and 1 more, UTC'],
    [visual({ days: week, time: '' }), 'Weekdays at no time, UTC'],
    [visual({ days: {}, time: '09:00' }), 'No day at 09:00, UTC'],
    [visual(), 'No time, UTC'],
    [{ type: 'dbt_cloud', schedule: {} }, 'dbt_cloud (not known)'],
  ])('says %j as %s', (schedule, words) => {
    expect(scheduleWords(schedule)).toBe(words);
  });
});

describe('a schedule', () => {
  const cron = { type: 'cron', schedule: { expression: '0 3 * * *', timezone: 'Europe/Berlin', startDate: '2026-01-31', later: 1 } };

  it('keeps its start, zone and unknown keys when the type changes', () => {
    expect(withType(cron, 'visual_cron')).toMatchObject({ type: 'visual_cron', schedule: { timezone: 'Europe/Berlin', startDate: '2026-01-31', later: 1 } });
    expect(withType(cron, 'visual_cron')).not.toHaveProperty('schedule.expression');
    expect(withType(cron, 'interval')).toEqual({ type: 'interval', schedule: { interval: { unit: 'hour', quantity: 1 }, startDate: '2026-01-31', later: 1 } });
    expect(withType(cron, 'manual')).toEqual({ type: 'manual' });
    expect(withType(cron, 'cron')).toBe(cron);
  });

  it('changes one setting and leaves the others', () => {
    expect(withDetail(cron, { expression: '@daily', timezone: undefined })).toEqual({ type: 'cron', schedule: { expression: '@daily', startDate: '2026-01-31', later: 1 } });
  });

  it('reads and writes days and times', () => {
    const s = visual({ days: { friday: true, monday: true, sunday: false }, time: '16:00' });
    expect(slotsOf(s)).toEqual([{ days: ['monday', 'friday'], time: '16:00' }]);
    expect(withSlots(s, [{ days: ['sunday', 'monday'], time: '08:30' }])).toEqual(visual({ days: { monday: true, sunday: true }, time: '08:30' }));
  });
});
