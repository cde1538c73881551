import { expect, test } from 'vitest';
import { fieldName } from './fieldName';

test.each([
  ['', 'The whole resource'],
  ['rawSql', 'SQL'],
  ['primaryKey', 'Primary key'],
  ['config', 'Settings'],
  ['config.mappings[0].to', 'mappings[0].to'],
  ['schedule.timezone', 'schedule.timezone'],
])('the field %j is called %s', (path, said) => {
  expect(fieldName(path)).toBe(said);
});
