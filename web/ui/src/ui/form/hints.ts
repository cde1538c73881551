import type { UiSchema } from '@rjsf/utils';
import type { Json, JsonSchema, Values } from './types';

const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);

// resolve follows a reference within a schema; what stands beside it wins.
export function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const ref = schema.$ref;
  if (typeof ref !== 'string' || !ref.startsWith('#/')) return schema;
  const found = ref.slice(2).split('/').reduce<unknown>((at, step) => (isObject(at) ? at[step] : undefined), root);
  const beside = { ...schema };
  delete beside.$ref;
  return isObject(found) ? { ...resolve(found, root), ...beside } : beside;
}

// isSecret tells whether a property is written and never read.
export function isSecret(schema: JsonSchema): boolean {
  return schema['x-secret'] === true || schema.writeOnly === true || schema.format === 'password';
}

export const ownWidgets = ['textarea', 'template', 'keyvalue', 'hidden'];

// layoutOf is how rjsf is to draw a schema: our hints in its words. Of an x-widget that is
// among fields, the field is drawn instead.
export function layoutOf(schema: JsonSchema, fields: string[], skip: string[] = [], root = schema, depth = 0): UiSchema {
  const s = resolve(schema, root);
  const widget = s['x-widget'];
  if (isSecret(s)) return { 'ui:widget': 'secret' };
  if (typeof widget === 'string' && fields.includes(widget)) return { 'ui:field': 'own' };
  if (widget === 'keyvalue') return { 'ui:field': 'keyvalue' };
  if (typeof widget === 'string' && ownWidgets.includes(widget)) return { 'ui:widget': widget };
  if (Array.isArray(s.type) && s.type.includes('number') && s.type.includes('string')) return { 'ui:field': 'numberOrText' };
  const properties = isObject(s.properties) ? (s.properties as Record<string, JsonSchema>) : undefined;
  if (depth > 6) return {};
  const choices = Object.fromEntries(['oneOf', 'anyOf'].flatMap((k) => (Array.isArray(s[k]) ? [[k, (s[k] as JsonSchema[]).map((c) => layoutOf(c, fields, [], root, depth + 1))]] : [])));
  if (s.type === 'array') return isObject(s.items) ? { items: layoutOf(s.items, fields, [], root, depth + 1) } : {};
  if (!properties) return choices;
  const order = Object.keys(properties)
    .map((name, i) => ({ name, at: Number(resolve(properties[name]!, root)['x-order'] ?? 1000 + i) }))
    .sort((a, b) => a.at - b.at)
    .map((p) => p.name);
  const out: UiSchema = { ...choices, 'ui:order': [...order, '*'] };
  for (const name of order) out[name] = skip.includes(name) ? { 'ui:widget': 'hidden' } : layoutOf(properties[name]!, fields, [], root, depth + 1);
  return out;
}

// applies tells whether a property makes sense beside the others: x-when names some of them and
// the values that they then have. What has a value is always shown.
export function applies(schema: JsonSchema, name: string, value: Values, properties: Record<string, JsonSchema>): boolean {
  const when = schema['x-when'];
  if (!isObject(when) || value[name] !== undefined) return true;
  return Object.entries(when).every(([other, wanted]) => Array.isArray(wanted) && wanted.includes(value[other] ?? properties[other]?.default));
}

// switchedOff names the property by which an object is off: then it is the only one that matters,
// and the others wait.
export function switchedOff(schema: JsonSchema, value: Values, properties: Record<string, JsonSchema>): string | undefined {
  const name = schema['x-switch'];
  return typeof name === 'string' && (value[name] ?? properties[name]?.default) === false ? name : undefined;
}

// missingOf names the properties that an object must have and has not: of required, and of what
// allOf asks for where its condition holds. A condition takes what is not there for its default.
export function missingOf(schema: JsonSchema, value: Values): string[] {
  const names = (s: unknown) => (isObject(s) && Array.isArray(s.required) ? (s.required as string[]) : []);
  const holds = (condition: unknown) =>
    isObject(condition) &&
    names(condition).every((name) => value[name] !== undefined) &&
    Object.entries(isObject(condition.properties) ? condition.properties : {}).every(([name, p]) => value[name] === undefined || !isObject(p) || (Array.isArray(p.enum) ? p.enum : [p.const]).includes(value[name]));
  const conditional = Array.isArray(schema.allOf) ? (schema.allOf as JsonSchema[]).flatMap((part) => (holds(part.if) ? names(part.then) : [])) : [];
  return [...new Set([...names(schema), ...conditional])].filter((name) => value[name] === undefined || value[name] === null || value[name] === '');
}

// nameOf is what people call a value of an enum: x-labels, or else what it has.
export function nameOf(schema: JsonSchema, value: unknown, otherwise = String(value)): string {
  const labels = schema['x-labels'];
  const label = isObject(labels) ? labels[String(value)] : undefined;
  return typeof label === 'string' ? label : otherwise;
}

// placeholderOf shows what an empty field means, or else what it could hold.
export function placeholderOf(schema: JsonSchema): string | undefined {
  if (schema.default !== undefined && schema.default !== '') return String(schema.default);
  const example = Array.isArray(schema.examples) ? (schema.examples[0] as Json | undefined) : undefined;
  return example === undefined ? undefined : `such as ${String(example)}`;
}

// titlesOf are the titles of a schema's parts, by the keys that lead to them from the form that
// it stands in, joined by dots. Entries of a list have the keys of the list.
export function titlesOf(schema: JsonSchema, at: string, root = schema, depth = 0): Record<string, string> {
  const s = resolve(schema, root);
  const items = isObject(s.items) ? resolve(s.items, root) : s;
  const out: Record<string, string> = {};
  if (depth > 4) return out;
  for (const [name, part] of Object.entries((items.properties ?? {}) as Record<string, JsonSchema>)) {
    const key = `${at}.${name}`;
    const title = resolve(part, root).title;
    if (typeof title === 'string') out[key] = title;
    Object.assign(out, titlesOf(part, key, root, depth + 1));
  }
  return out;
}
