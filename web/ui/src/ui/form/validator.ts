import { Validator, type OutputUnit, type Schema } from '@cfworker/json-schema';
import { toErrorList, toErrorSchema, type RJSFSchema, type RJSFValidationError, type ValidatorType } from '@rjsf/utils';
import type { Path } from './path';
import type { JsonSchema } from './types';

// Keywords that only say that something below them is wrong.
const outer = new Set(['$ref', 'properties', 'items', 'prefixItems', 'additionalProperties', 'patternProperties', 'allOf', 'if', 'then', 'else', 'dependentSchemas', 'propertyNames']);

// withoutEmpty takes away keys that are undefined, which the validator takes for values.
function withoutEmpty(value: unknown): unknown {
  return value === undefined ? {} : JSON.parse(JSON.stringify(value));
}

function pointed(location: string): Path {
  return location
    .split('/')
    .slice(1)
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

function words(e: OutputUnit): string {
  switch (e.keyword) {
    case 'required':
      return 'This is required';
    case 'minLength':
    case 'minItems':
      return 'This must not be empty';
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
    default:
      return e.error;
  }
}

// violations lists what a schema says against a value. Nothing is compiled, as the page's
// content security policy forbids it.
export function violations(schema: JsonSchema, value: unknown): { path: Path; message: string }[] {
  const { errors } = new Validator(schema as Schema, '2020-12', false).validate(withoutEmpty(value));
  const seen = new Set<string>();
  return errors.flatMap((e) => {
    if (outer.has(e.keyword)) return [];
    const path = pointed(e.instanceLocation);
    const missing = e.keyword === 'required' ? /required property "(.*)"\.$/.exec(e.error)?.[1] : undefined;
    if (missing !== undefined) path.push(missing);
    const key = JSON.stringify(path);
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ path, message: words(e) }];
  });
}

const asError = (v: { path: Path; message: string }): RJSFValidationError => ({
  name: 'schema',
  message: v.message,
  property: v.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join(''),
  stack: v.message,
});

// validator checks forms for rjsf.
export const validator: ValidatorType = {
  validateFormData(value, schema) {
    const errors = violations(schema, value).map(asError);
    return { errors, errorSchema: toErrorSchema(errors) };
  },
  isValid(schema, value, root) {
    const { $defs, definitions } = root as RJSFSchema & JsonSchema;
    const whole = { ...(typeof schema === 'object' ? schema : { not: schema ? {} : true }) } as JsonSchema;
    if ($defs) whole.$defs = { ...($defs as object), ...((whole.$defs as object | undefined) ?? {}) };
    if (definitions) whole.definitions = definitions;
    return new Validator(whole as Schema, '2020-12', true).validate(withoutEmpty(value)).valid;
  },
  rawValidation(schema, value) {
    return { errors: toErrorList(toErrorSchema(violations(schema, value).map(asError))) as never[] };
  },
};
