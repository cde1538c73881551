import { describe, expect, it } from 'vitest';
import type { Values } from '@/ui/form/types';
import { doubtsOf, gapsOf } from './gaps';

const schema = {
  required: ['object'],
  properties: { object: { title: 'Table' }, mode: { default: 'upsert' }, mappings: {}, externalIdMapping: {}, autoSyncColumns: {} },
};

describe('gapsOf', () => {
  it('names what a form cannot do without, but not what was saved without it', () => {
    expect(gapsOf(schema, {})).toEqual(['Table']);
    expect(gapsOf(schema, { object: 'a' })).toEqual([]);
    expect(gapsOf(schema, {}, {})).toEqual([]);
    expect(gapsOf(schema, {}, { object: 'a' })).toEqual(['Table']);
    expect(gapsOf(null, {})).toEqual([]);
  });
});

describe('doubtsOf', () => {
  const mappings = [{ to: 'a', from: 'b' }];
  const externalIdMapping = { to: 'id', from: 'id' };
  it.each<[string, Values, number]>([
    ['nothing is mapped and matched', {}, 2],
    ['nothing is matched', { mappings }, 1],
    ['half is matched', { mappings, externalIdMapping: { to: 'id' } }, 1],
    ['rows are only added', { mappings, mode: 'insert' }, 0],
    ['all columns go along', { autoSyncColumns: true, externalIdMapping }, 0],
    ['all is there', { mappings, externalIdMapping }, 0],
  ])('says so when %s', (_, config, doubts) => {
    expect(doubtsOf(schema, config)).toHaveLength(doubts);
  });

  it('has none of a destination that needs no mappings', () => {
    expect(doubtsOf({ properties: { mappings: {} } }, {})).toEqual([]);
  });
});
