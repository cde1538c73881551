import { Validator, type OutputUnit, type Schema } from '@cfworker/json-schema';
import { toErrorList, type ErrorSchema, ErrorSchemaBuilder, type RJSFSchema, type RJSFValidationError, type ValidatorType } from '@rjsf/utils';
import { formatPath, type Path } from './path';
import type { JsonSchema } from './types';

// Keywords that only say that something below them is wrong.
const outer = new Set(['$ref', 'properties', 'items', 'prefixItems', 'additionalProperties', 'patternProperties', 'allOf', 'if', 'then', 'else', 'dependentSchemas', 'propertyNames']);

// withoutEmpty takes away keys that are undefined, which the validator takes for values.
function withoutEmpty(value: unknown): unknown {
  return value === undefined ? {} : JSON.parse(JSON.stringify(value));
}

// pointed reads a JSON pointer into a value: a step is a number where it is a place in a list.
function pointed(location: string, value: unknown): Path {
  let at = value;
  return location
    .split('/')
    .slice(1)
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => {
      const place = Array.isArray(at) ? Number(step) : step;
      at = (at as Record<string | number, unknown> | null | undefined)?.[place];
      return place;
    });
}

function words(e: OutputUnit): string {
  switch (e.keyword) {
    case 'required':
      return 'This is required';
    case 'minLength':
    case 'minItems':
      return /\b0 < /.test(e.error) ? 'This must not be empty' : 'This is too short';
    case 'maxLength':
    case 'maxItems':
      return 'This is too long';
    case 'type':
      return 'This has another form than expected';
    case 'enum':
    case 'const':
      return 'This is none of the values that are known';
    case 'pattern':
      return 'This does not have the expected form';
    case 'format':
      return 'This does not have the form of its kind';
    case 'minimum':
    case 'exclusiveMinimum':
      return 'This is too small';
    case 'maximum':
    case 'exclusiveMaximum':
      return 'This is too large';
    case 'uniqueItems':
      return 'The same is here twice';
    case 'false':
    case 'unevaluatedProperties':
      return 'This is not known here';
    default:
      return 'This does not fit';
  }
}

// violations lists what a schema says against a value. Nothing is compiled, as the page's
// content security policy forbids it.
export function violations(schema: JsonSchema, value: unknown): { path: Path; message: string }[] {
  const plain = withoutEmpty(value);
  const { errors } = new Validator(schema as Schema, '2020-12', false).validate(plain);
  const seen = new Set<string>();
  return errors.flatMap((e) => {
    if (outer.has(e.keyword)) return [];
    const path = pointed(e.instanceLocation, plain);
    const missing = e.keyword === 'required' ? /required property "(.*)"\.$/.exec(e.error)?.[1] : undefined;
    if (missing !== undefined) path.push(missing);
    const key = JSON.stringify(path);
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ path, message: words(e) }];
  });
}

// errorTree puts problems at their fields, as rjsf has them.
export function errorTree(problems: { path: Path; message: string }[]): ErrorSchema {
  const tree = new ErrorSchemaBuilder();
  for (const p of problems) tree.addErrors(p.message, p.path);
  return tree.ErrorSchema;
}

const asError = (v: { path: Path; message: string }): RJSFValidationError => ({ name: 'schema', message: v.message, property: formatPath(v.path), stack: v.message });

// validator checks forms for rjsf.
export const validator: ValidatorType = {
  validateFormData(value, schema) {
    const found = violations(schema, value);
    return { errors: found.map(asError), errorSchema: errorTree(found) };
  },
  isValid(schema, value, root) {
    const { $defs, definitions } = root as RJSFSchema & JsonSchema;
    const whole = { ...(typeof schema === 'object' ? schema : { not: schema ? {} : true }) } as JsonSchema;
    if ($defs) whole.$defs = { ...($defs as object), ...((whole.$defs as object | undefined) ?? {}) };
    if (definitions) whole.definitions = definitions;
    return new Validator(whole as Schema, '2020-12', true).validate(withoutEmpty(value)).valid;
  },
  rawValidation(schema, value) {
    return { errors: toErrorList(errorTree(violations(schema, value))) as never[] };
  },
};
