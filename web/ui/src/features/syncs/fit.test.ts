import { describe, expect, test } from 'vitest';
import { fitted, leftOut, type Origin } from './fit';
import type { Target } from './queries';

const target = (type: string, ...names: string[]): Target => ({
  type,
  name: type,
  title: type,
  schema: { properties: Object.fromEntries(names.map((n) => [n, { title: n.toUpperCase() }])) },
});
const postgres = target('postgres', 'object', 'mode', 'mappings');
const slack = target('slack', 'channel', 'mappings');
const unknown: Target = { ...target('later'), schema: null };

const saved = { object: 'contacts', mode: 'upsert', mappings: [], later: 1 };
const origin: Origin = { destination: 'crm', config: saved };

describe('the settings of a sync', () => {
  test.each<[string, object, Target | undefined, Target | undefined, object, string[]]>([
    ['of the same type all stay, those that are not known too', saved, postgres, postgres, saved, []],
    ['of another type go, but for those that it has too', saved, slack, postgres, { mappings: [] }, ['OBJECT', 'MODE', 'later']],
    ['that were set on the way to another type and back go', { ...saved, channel: 'C1' }, postgres, postgres, saved, ['channel']],
    ['all stay for a type that is not known', saved, unknown, postgres, saved, []],
    ['all stay for a destination that is not there', saved, undefined, postgres, saved, []],
    ['of a type that was not known go too', saved, slack, unknown, { mappings: [] }, ['object', 'mode', 'later']],
    ['that are taken away are not told', { ...saved, mode: undefined }, slack, postgres, { mappings: [] }, ['OBJECT', 'later']],
  ])('%s', (_, config, now, was, stay, go) => {
    expect(fitted(config as Origin['config'], now, was, origin)).toEqual(stay);
    expect(leftOut(config as Origin['config'], now, was, origin)).toEqual(go);
  });
});
