import type { FieldComponent, Problem, Secrets } from './types';

// FormContext is what inputs know beyond their own value.
export interface FormContext {
  fields: Record<string, FieldComponent>;
  secrets?: Secrets;
  problems: Problem[]; // paths from the form's value
}
