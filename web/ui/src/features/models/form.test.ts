import { expect, test } from 'vitest';
import { createOf, customFault, emptyForm, faultsByField, formOf, updateOf, type ModelForm } from './form';
import type { Model } from './queries';

const view = { name: 'Users', source: 'warehouse', queryType: 'raw_sql', raw: { sql: 'select 1' }, primaryKey: 'id' } as Model;
const form: ModelForm = formOf(view);

test('only what differs is sent', () => {
  expect(updateOf(form, form)).toEqual({});
  expect(updateOf({ ...form, name: 'People ', description: 'All' }, form)).toEqual({ name: 'People', description: 'All' });
  expect(updateOf({ ...form, sql: 'select 2' }, form)).toEqual({ queryType: 'raw_sql', raw: { sql: 'select 2' } });
});

test('an emptied field is taken away', () => {
  expect(updateOf({ ...form, primaryKey: '' }, form)).toEqual({ primaryKey: null });
});

test('another type sends its own query and no other', () => {
  expect(updateOf({ ...form, queryType: 'table', table: 'public.users' }, form)).toEqual({ queryType: 'table', table: { name: 'public.users' } });
  expect(updateOf({ ...form, table: 'left.over' }, form)).toEqual({});
});

test('a new model leaves out what is empty', () => {
  expect(createOf({ ...emptyForm, name: 'Users', source: 'warehouse', sql: 'select 1' }, '')).toEqual({
    name: 'Users', source: 'warehouse', queryType: 'raw_sql', raw: { sql: 'select 1' }, slug: undefined, description: undefined, primaryKey: undefined,
  });
});

test('a custom query is JSON', () => {
  expect(customFault({ ...form, queryType: 'custom', custom: '{"a": ' })).toMatch(/not JSON/);
  expect(customFault({ ...form, queryType: 'custom', custom: '{"a": 1}' })).toBeUndefined();
  expect(customFault({ ...form, custom: '{' })).toBeUndefined();
});

test.each<[string, Partial<Model>, Partial<ModelForm>]>([
  ['SQL', { queryType: 'raw_sql', raw: { sql: 'select 1' } }, { sql: 'select 1' }],
  ['a table', { queryType: 'table', raw: undefined, table: { name: 'public.users' } }, { table: 'public.users', sql: '' }],
  ['dbt', { queryType: 'dbt', raw: undefined, dbt: { dbtUniqueId: 'model.shop.users' } } as Partial<Model>, { dbt: 'model.shop.users' }],
  ['a custom query', { queryType: 'custom', raw: undefined, custom: { query: { a: 1 } } } as Partial<Model>, { custom: '{\n  "a": 1\n}' }],
  ['no description', { description: undefined }, { description: '' }],
])('a model with %s is edited as it is, and unchanged when nothing is', (_, of, want) => {
  const f = formOf({ ...view, ...of } as Model);
  expect(f).toMatchObject(want);
  expect(customFault(f)).toBeUndefined();
  expect(updateOf(f, formOf({ ...view, ...of } as Model))).toEqual({});
});

test('an empty custom query says what it may be', () => {
  expect(customFault({ ...form, queryType: 'custom', custom: ' ' })).toBe('The query is a JSON value, such as {}');
});

test('the first problem of a field is told, below it too', () => {
  expect(faultsByField([{ path: 'customQuery.limit', message: 'is too large' }, { path: 'customQuery', message: 'is odd' }, { path: 'type', message: 'is unknown' }])).toEqual({ custom: 'Is too large', queryType: 'Is unknown' });
});

test("the server's problems stand at their fields", () => {
  expect(faultsByField([{ path: 'rawSql', message: 'is empty' }, { path: 'source', message: 'is unknown', warning: true }, { message: 'else' }])).toEqual({ sql: 'Is empty' });
});
