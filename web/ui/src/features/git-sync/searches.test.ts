import { describe, expect, it } from 'vitest';
import { conflictSearch, connectSearch, steps, tabSearch, tabs } from './searches';

describe('an address', () => {
  it.each(steps)('opens the step %s', (step) => {
    expect(connectSearch({ step })).toEqual({ step });
  });

  it.each(tabs)('opens the tab %s', (tab) => {
    expect(tabSearch({ tab })).toEqual({ tab });
  });

  it.each<[Record<string, unknown>, object]>([
    [{ take: 'app' }, { take: 'app' }],
    [{ take: 'repo', as: 'yaml' }, { take: 'repo', as: 'yaml' }],
    [{ take: 'merge', as: 'fields' }, { take: 'merge' }],
    [{ way: 'push' }, { way: 'push' }],
    [{ take: 'both', as: true, way: 3 }, {}],
    [{}, {}],
  ])('%j of a conflict chooses %j', (raw, chosen) => {
    expect(conflictSearch(raw)).toEqual({ take: undefined, as: undefined, way: undefined, ...chosen });
  });

  it('leaves out what makes no sense', () => {
    expect(connectSearch({ step: 'nowhere' }).step).toBeUndefined();
    expect(connectSearch({ step: 1 }).step).toBeUndefined();
    expect(tabSearch({ tab: ['commits'] }).tab).toBeUndefined();
  });
});
