import { expect, test } from 'vitest';
import { fieldName, fieldNames } from './fieldName';

test.each([
  ['', 'The whole resource'],
  ['rawSql', 'SQL'],
  ['primaryKey', 'Primary key'],
  ['config', 'Settings'],
  ['config.mappings[0].to', 'mappings[0].to'],
  ['config.mappings', 'Mappings'],
  ['config.mappings[to=email].from', 'Mappings › email'],
  ['config.externalIdMapping.to', 'Record matching'],
  ['slug', 'File name'],
  ['schedule.timezone', 'schedule.timezone'],
])('the field %j is called %s', (path, said) => {
  expect(fieldName(path)).toBe(said);
});

test('what changed is named once', () => {
  expect(fieldNames(['config.mode', 'schedule.schedule', 'schedule.type', 'rawSql'])).toEqual(['Mode', 'Schedule', 'SQL']);
});
