import { describe, expect, it } from 'vitest';
import { applies, layoutOf, missingOf, nameOf, resolve, titlesOf } from './hints';
import { formatPath, parsePath, within } from './path';
import { validator, violations } from './validator';

const schema = {
  type: 'object',
  required: ['object'],
  $defs: { name: { type: 'string', title: 'Name', minLength: 1 } },
  properties: {
    mode: { type: 'string', enum: ['all', 'diff'], default: 'all', 'x-labels': { all: 'Every row' }, 'x-order': 2 },
    object: { $ref: '#/$defs/name', 'x-order': 1 },
    added: { type: 'string', 'x-when': { mode: ['diff'] } },
  },
  allOf: [{ if: { properties: { mode: { const: 'diff' } }, required: ['mode'] }, then: { required: ['added'] } }],
};

describe('hints', () => {
  it('orders by x-order and follows references', () => {
    expect(layoutOf(schema, [])['ui:order']).toEqual(['object', 'mode', 'added', '*']);
    expect(resolve(schema.properties.object, schema)).toEqual({ type: 'string', title: 'Name', minLength: 1, 'x-order': 1 });
    expect(nameOf(schema.properties.mode, 'all')).toBe('Every row');
    expect(nameOf(schema.properties.mode, 'diff')).toBe('diff');
  });

  it('has titles for parts, those of lists and references too', () => {
    const rows = { type: 'array', title: 'Rows', items: { $ref: '#/$defs/row' } };
    const root = { properties: { rows, bare: {} }, $defs: { row: { type: 'object', properties: { to: { title: 'To' } } } } };
    expect(titlesOf(root, 'config')).toEqual({ 'config.rows': 'Rows', 'config.rows.to': 'To' });
  });

  it('shows a property while it applies, or has a value', () => {
    const { added } = schema.properties;
    expect(applies(added, 'added', {}, schema.properties)).toBe(false);
    expect(applies(added, 'added', { mode: 'diff' }, schema.properties)).toBe(true);
    expect(applies(added, 'added', { added: 'x' }, schema.properties)).toBe(true);
  });
});

describe('what is missing', () => {
  const asks = { required: ['name'], properties: { type: { default: 'object' } }, allOf: [{ if: { properties: { type: { const: 'object' } } }, then: { required: ['object'] } }] };

  it.each<[Record<string, string>, string[]]>([
    [{}, ['name', 'object']],
    [{ name: 'n', type: 'object' }, ['object']],
    [{ name: 'n', type: 'event' }, []],
    [{ name: '', object: 'o' }, ['name']],
  ])('counts defaults in: %j', (value, missing) => {
    expect(missingOf(asks, value)).toEqual(missing);
  });

  it('is not asked for where a condition wants a key that is not there', () => {
    expect(missingOf({ allOf: [{ if: { required: ['type'], properties: { type: { const: 'x' } } }, then: { required: ['object'] } }] }, {})).toEqual([]);
  });
});

describe('validator', () => {
  it('names the field that is missing, once', () => {
    expect(violations(schema, { mode: 'diff', object: undefined })).toEqual([
      { path: ['added'], message: 'This is required' },
      { path: ['object'], message: 'This is required' },
    ]);
    expect(violations(schema, { object: 'a' })).toEqual([]);
  });

  it('resolves references of the root for a part', () => {
    const part = { properties: { object: { $ref: '#/$defs/name' } } };
    expect(validator.isValid(part, { object: '' }, schema as object)).toBe(false);
    expect(validator.isValid(part, { object: 'x' }, schema as object)).toBe(true);
  });
});

describe('paths', () => {
  it('are read and written', () => {
    expect(parsePath('config.mappings[2].to')).toEqual(['config', 'mappings', 2, 'to']);
    expect(parsePath('headers["a.b"]')).toEqual(['headers', 'a.b']);
    expect(formatPath(['mappings', 2, 'to'])).toBe('mappings[2].to');
    expect(within([{ path: 'config.mappings[2].to', message: 'm' }, { path: 'model', message: 'n' }], ['config', 'mappings'])).toEqual([{ path: '[2].to', message: 'm' }]);
  });
});
