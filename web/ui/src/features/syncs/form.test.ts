import { describe, expect, it } from 'vitest';
import { errorAt } from './errorAt';
import { createOf, emptyForm, faultAt, formOf, updateOf, type SyncForm } from './form';
import type { Sync } from './queries';

const hourly = { type: 'interval', schedule: { interval: { unit: 'hour', quantity: 1 } } };
const view = { model: 'users', destination: 'hubspot', configuration: { mode: 'upsert', mappings: [{ to: 'email', from: 'email' }] }, schedule: hourly } as unknown as Sync;
const form = formOf(view);

describe('saving a sync', () => {
  it('without a change sends nothing', () => {
    expect(updateOf(form, formOf(view))).toEqual({});
    expect(updateOf({ ...form, config: { mappings: [{ from: 'email', to: 'email', ignoreNull: undefined }], mode: 'upsert' } }, form)).toEqual({});
  });

  it.each<[string, Partial<SyncForm>, object]>([
    ['another model', { model: 'accounts' }, { model: 'accounts' }],
    ['another destination', { destination: 'slack' }, { destination: 'slack' }],
    ['a description', { description: 'Contacts' }, { description: 'Contacts' }],
    ['settings as a whole', { config: { mode: 'insert' } }, { configuration: { mode: 'insert' } }],
    ['another schedule', { schedule: [{ type: 'manual' }] }, { schedule: { type: 'manual' } }],
    ['no schedule', { schedule: [null] }, { schedule: null }],
  ])('sends %s, and nothing else', (_, change, sent) => {
    expect(updateOf({ ...form, ...change }, form)).toEqual(sent);
  });

  it('takes an emptied description away', () => {
    expect(updateOf(form, { ...form, description: 'old' })).toEqual({ description: null });
  });
});

describe('a new sync', () => {
  const filled: SyncForm = { ...emptyForm, model: 'users', destination: 'hubspot' };
  it('leaves its name to the server, and runs by hand', () => {
    expect(JSON.parse(JSON.stringify(createOf(filled, '', false)))).toEqual({ model: 'users', destination: 'hubspot', configuration: {}, schedule: { type: 'manual' } });
  });

  it('has what was chosen', () => {
    expect(createOf({ ...filled, description: 'Contacts', schedule: [hourly] }, 'contacts', true)).toEqual({
      slug: 'contacts', model: 'users', destination: 'hubspot', description: 'Contacts', configuration: {}, schedule: hourly, disabled: true,
    });
  });
});

describe('what is wrong', () => {
  const problems = [
    { path: 'model', message: 'there is no model users', hint: 'add it' },
    { path: 'destination', message: 'it is paused', warning: true },
    { path: 'schedule.expression', message: 'a field is missing' },
    { path: 'schedule.expression', message: 'a field is missing' },
    { path: 'schedule.timezone', message: 'there is no zone Berlin', hint: 'use Europe/Berlin' },
  ];

  it.each([
    ['model', 'There is no model users'],
    ['destination', undefined],
    ['description', undefined],
  ])('stands at %s: %s', (key, said) => {
    expect(faultAt(problems, key)).toBe(said);
  });

  it.each<[string[], string | undefined]>([
    [['model'], 'There is no model users. Add it.'],
    [['destination'], undefined],
    [['schedule', 'expression'], 'A field is missing.'],
    [['schedule'], 'A field is missing. There is no zone Berlin. Use Europe/Berlin.'],
    [['schedule', 'interval'], undefined],
  ])('is told once, with what to do, at %j', (path, said) => {
    expect(errorAt(problems, ...path)).toBe(said);
  });
});
