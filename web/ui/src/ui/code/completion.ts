import type { Extension } from '@codemirror/state';
import { yamlSchema } from 'codemirror-json-schema/yaml';

// yamlWith is YAML with completion and hints from a JSON Schema. It is far larger than the
// editor, so it is loaded where there is a schema.
export function yamlWith(schema: object): Extension {
  return yamlSchema(schema as Parameters<typeof yamlSchema>[0]);
}
