import { describe, expect, it } from 'vitest';
import type { JsonSchema } from './types';
import { validator, violations } from './validator';

const a = (schema: JsonSchema): JsonSchema => ({ type: 'object', properties: { a: schema } });

describe('violations', () => {
  it.each<[string, JsonSchema, unknown, string]>([
    ['a text that is empty', { type: 'string', minLength: 1 }, '', 'This must not be empty'],
    ['a text that is too short', { type: 'string', minLength: 5 }, 'abc', 'This is too short'],
    ['a list that is empty', { type: 'array', minItems: 1 }, [], 'This must not be empty'],
    ['a text that is too long', { type: 'string', maxLength: 2 }, 'abc', 'This is too long'],
    ['a list that is too long', { type: 'array', maxItems: 1 }, [1, 2], 'This is too long'],
    ['an entry that is there twice', { type: 'array', uniqueItems: true }, [1, 1], 'The same is here twice'],
    ['another type', { type: 'string' }, 7, 'This has another form than expected'],
    ['a value that is not offered', { enum: ['x', 'y'] }, 'z', 'This is none of the values that are known'],
    ['a text of another form', { type: 'string', pattern: '^a' }, 'b', 'This does not have the expected form'],
    ['a number that is too small', { type: 'number', minimum: 1 }, 0, 'This is too small'],
    ['a number that is too large', { type: 'number', maximum: 1 }, 2, 'This is too large'],
    ['a value that fits no alternative', { oneOf: [{ type: 'string' }, { type: 'number' }] }, true, 'This does not fit'],
    ['a value that is refused', { not: { const: 3 } }, 3, 'This does not fit'],
  ])('says of %s what is wrong, without the words of schemas', (_, schema, value, said) => {
    expect(violations(a(schema), { a: value })).toEqual([{ path: ['a'], message: said }]);
  });

  it('finds nothing where nothing is wrong, and leaves out what is undefined', () => {
    expect(violations(a({ type: 'string' }), { a: undefined })).toEqual([]);
    expect(violations(a({ type: 'string' }), undefined)).toEqual([]);
  });

  it.each<[JsonSchema, unknown, (string | number)[]]>([
    [{ type: 'array', items: { type: 'string' } }, ['x', 1], ['a', 1]],
    [{ type: 'object', additionalProperties: { type: 'string' } }, { 404: 1 }, ['a', '404']],
    [{ type: 'object', additionalProperties: { type: 'string' } }, { 'x/y.z~%41': 1 }, ['a', 'x/y.z~%41']],
    [{ type: 'object', required: ['the "name"'] }, {}, ['a', 'the "name"']],
  ])('stands at its place: %j', (schema, value, path) => {
    expect(violations(a(schema), { a: value }).map((v) => v.path)).toEqual([path]);
  });

  it('says one thing of one place', () => {
    expect(violations(a({ type: 'string', minLength: 5, pattern: '^b' }), { a: 'a' })).toHaveLength(1);
  });
});

describe('what a form is told', () => {
  it('stands at the field, also where its name has a dot', () => {
    const schema = a({ type: 'object', additionalProperties: { type: 'string' } });
    const { errorSchema } = validator.validateFormData({ a: { 'x.y': 1 } }, schema as object);
    expect(errorSchema).toEqual({ a: { 'x.y': { __errors: ['This has another form than expected'] } } });
  });
});
