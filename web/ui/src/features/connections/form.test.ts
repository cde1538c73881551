import { expect, test } from 'vitest';
import { connectorOf, createOf, fieldFault, formOf, lostSecrets, secretsOf, updateOf, type ConnectionForm } from './form';
import type { Connection, Connector } from './queries';

const base: ConnectionForm = { name: 'Warehouse', description: '', config: { host: 'db', port: 5432 }, secrets: [] };

test('only what differs is sent', () => {
  expect(updateOf(base, base, {})).toEqual({});
  expect(updateOf({ ...base, name: ' Lake ' }, base, {})).toEqual({ name: 'Lake' });
  expect(updateOf({ ...base, config: { host: 'db' } }, base, {})).toEqual({ configuration: { host: 'db' } });
  expect(updateOf(base, { ...base, description: 'old' }, {})).toEqual({ description: null });
});

test('a secret is sent when it was typed and the edit was not discarded since', () => {
  const typed = { password: 'geheim' };
  expect(updateOf({ ...base, secrets: ['password'] }, base, typed)).toEqual({ secrets: typed });
  expect(updateOf(base, base, typed)).toEqual({});
  expect(secretsOf({ ...base, secrets: ['password', 'token'] }, typed)).toEqual(typed);
});

test('a secret from before a reload is told as lost', () => {
  expect(lostSecrets({ ...base, secrets: ['password', 'token'] }, { token: 'x' })).toEqual(['password']);
});

test('a new one has its type, and a slug only when one was chosen', () => {
  expect(createOf({ ...base, secrets: ['password'] }, 'postgres', '', { password: 'x' })).toEqual({
    name: 'Warehouse', type: 'postgres', slug: undefined, description: undefined, configuration: base.config, secrets: { password: 'x' },
  });
});

test('a problem stands at its field', () => {
  const problems = [{ path: 'name', message: 'the name is empty' }, { path: 'config.host', message: 'no' }];
  expect(fieldFault(problems, 'name')).toBe('The name is empty');
  expect(fieldFault(problems, 'slug')).toBeUndefined();
});

test('a connection is edited without its secrets', () => {
  expect(formOf({ name: 'Warehouse', configuration: { host: 'db' } } as unknown as Connection)).toEqual({ name: 'Warehouse', description: '', config: { host: 'db' }, secrets: [] });
});

test.each([
  ['postgres', 'postgres'],
  ['postgresql', 'postgres'],
  ['mysql', undefined],
])('the type %s has the form of %s', (type, found) => {
  const connectors = [{ type: 's3', aliases: [] }, { type: 'postgres', aliases: ['postgresql'] }] as unknown as Connector[];
  expect(connectorOf(connectors, type)?.type).toBe(found);
});
