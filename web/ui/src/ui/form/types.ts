import type { ComponentType } from 'react';

// Json is any value of a form.
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };

export type Values = { [key: string]: Json | undefined };

// JsonSchema is JSON Schema 2020-12 with the hints of connector/doc.go: x-order, x-group,
// x-widget, x-when, x-switch, x-labels, x-secret.
export type JsonSchema = { [keyword: string]: unknown };

// Problem is what the server says is wrong, and where: a path such as config.mappings[2].to.
export interface Problem {
  path?: string;
  message: string;
  hint?: string;
  warning?: boolean;
}

// FieldInput is what a field of a feature's own gets, in place of what the form would draw.
export interface FieldInput {
  id: string;
  name: string; // the key
  label: string;
  description?: string;
  value: Json | undefined;
  onChange: (next: Json | undefined) => void;
  problems: Problem[]; // of this field, their paths from here: [2].to
  required: boolean;
}

export type FieldComponent = ComponentType<FieldInput>;

// Secrets are kept apart from a form's value, which may be stored in the browser.
export interface Secrets {
  set: string[]; // names of those that the server has
  typed: Record<string, string>; // by name; only those that are to be written
  onChange: (typed: Record<string, string>) => void;
}

export interface SchemaFormProps {
  schema: JsonSchema; // of an object
  value: Values;
  onChange: (next: Values) => void;
  problems?: Problem[];
  at?: string; // where the value stands in the paths of problems, such as "config"
  secrets?: Secrets;
  fields?: Record<string, FieldComponent>; // by x-widget
  skip?: string[]; // keys that are shown elsewhere
  checked?: boolean; // tell at once what the schema says against the value
}
