// The package's index wants a validator that compiles code, which no page here may do.
import getDefaultRegistry from '@rjsf/core/lib/getDefaultRegistry.js';
import { createSchemaUtils, toFieldPathId, type Registry, type RJSFSchema } from '@rjsf/utils';
import { useId, useMemo } from 'react';
import type { FormContext } from './context';
import { fields as ownFields } from './fields';
import { layoutOf } from './hints';
import { formatPath, parsePath, put, within, wordsOf } from './path';
import { templates } from './templates';
import type { Json, Problem, SchemaFormProps, Values } from './types';
import { errorTree, validator, violations } from './validator';
import { widgets } from './widgets';

const standard = getDefaultRegistry();
const none: Problem[] = [];

function errorsOf(problems: Problem[]) {
  return errorTree(problems.filter((p) => p.path).map((p) => ({ path: parsePath(p.path!), message: wordsOf(p) })));
}

// Drawn is SchemaForm with all that it needs. It uses the fields of rjsf without its form, which
// would write defaults into the value: here a change is what a person did, and nothing else. A
// field that is left empty is left out.
export default function Drawn({ schema, value, onChange, problems = none, at = '', secrets, fields = {}, skip, checked = false }: SchemaFormProps) {
  const id = useId();
  const said = useMemo(() => within(problems, parsePath(at)), [problems, at]);
  const here = useMemo(
    () => (checked ? [...said, ...violations(schema, value).filter((v) => !said.some((p) => p.path === formatPath(v.path))).map((v) => ({ path: formatPath(v.path), message: v.message }))] : said),
    [said, checked, schema, value],
  );
  const layout = useMemo(() => layoutOf(schema, Object.keys(fields), skip), [schema, fields, skip]);
  const utils = useMemo(() => createSchemaUtils(validator, schema as RJSFSchema, { emptyObjectFields: 'skipEmptyDefaults' }), [schema]);
  const errors = useMemo(() => errorsOf(here), [here]);
  const context: FormContext = { fields, secrets, problems: here };
  const registry: Registry = {
    ...standard,
    fields: { ...standard.fields, ...ownFields },
    templates: { ...standard.templates, ...templates },
    widgets: { ...standard.widgets, ...widgets },
    rootSchema: schema as RJSFSchema,
    formContext: context,
    schemaUtils: utils,
    globalFormOptions: { ...standard.globalFormOptions, idPrefix: id, experimental_componentUpdateStrategy: 'always' },
  };
  const Field = registry.fields.SchemaField!;
  return (
    <Field
      name=""
      schema={schema as RJSFSchema}
      uiSchema={layout}
      formData={value}
      fieldPathId={toFieldPathId('', registry.globalFormOptions)}
      onChange={(next, path) => onChange((put(value, path, next as Json | undefined) ?? {}) as Values)}
      onBlur={() => undefined}
      onFocus={() => undefined}
      errorSchema={errors}
      registry={registry}
    />
  );
}
