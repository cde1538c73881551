import { describe, expect, it } from 'vitest';
import { columnsOf, kindOf, listOf, mappingKinds, move, newMapping, set, withKind } from './mapping';

describe('a mapping', () => {
  it('has a kind by its type', () => {
    expect(kindOf({ to: 'email', from: 'email' })).toBe('standard');
    expect(kindOf({ to: 'a', type: 'reference ', lookup: {} })).toBe('reference');
    expect(kindOf({ to: 'a', type: 'object', from: [] })).toBe('object');
    expect(kindOf({ to: 'a', type: 'boost' })).toBeUndefined();
  });

  it('becomes one of another kind, and keeps what belongs to none', () => {
    const m = { to: 'email', from: 'email', type: 'standard', ignoreNull: true, fieldType: 'STRING', later: 1 };
    expect(withKind(m, 'static')).toEqual({ to: 'email', fieldType: 'STRING', later: 1, type: 'static', value: '', valueType: 'string' });
    expect(withKind(m, 'array')).toEqual({ to: 'email', fieldType: 'STRING', later: 1, type: 'array', from: 'email', children: [] });
    expect(withKind(withKind(m, 'template'), 'variable')).toEqual({ to: 'email', fieldType: 'STRING', later: 1, type: 'variable', variable: 'sync-run-id' });
    expect(withKind(m, 'standard')).toBe(m);
  });

  it.each(mappingKinds.map((k) => k.value))('of kind %s is recognised again', (kind) => {
    expect(kindOf(withKind(newMapping(), kind))).toBe(kind);
  });

  it('leaves a bare form bare', () => {
    expect(set({ to: 'email', from: 'email' }, { from: 'mail' })).toEqual({ to: 'email', from: 'mail' });
    expect(set({ to: 'a', from: 'b', ignoreNull: true }, { ignoreNull: undefined })).toEqual({ to: 'a', from: 'b' });
  });
});

describe('a list of mappings', () => {
  it('moves entries within its bounds', () => {
    expect(move(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
    expect(move(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'c', 'b']);
    expect(move(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  });

  it('tells the columns that it reads, nested ones too', () => {
    const mappings = [
      { to: 'a', from: 'name' },
      { to: 'b', type: 'object', from: [{ to: 'c', from: 'city' }] },
      { to: 'd', type: 'array', from: 'orders', children: [{ to: 'e', from: 'total' }] },
      { to: 'f', type: 'reference', lookup: { by: 'Id', from: 'account_id' } },
      { to: 'g', type: 'static', value: 'x' },
    ];
    expect(columnsOf({ mappings, externalIdMapping: { to: 'h', from: 'id' } }, 'key')).toEqual(['account_id', 'city', 'id', 'key', 'name', 'orders', 'total']);
  });

  it('is empty where there is none', () => {
    expect(listOf(undefined)).toEqual([]);
    expect(listOf('mappings')).toEqual([]);
  });
});
