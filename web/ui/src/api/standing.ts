import type { Schemas } from './client';
import { fieldNames } from './fieldName';

// disagreement says which fields the app and Git have different values for, as the forms call
// them; otherwise what the server says, such as of a file that one side deleted.
export function disagreement(clashes: string[] | null | undefined, message: string): string {
  const fields = clashes ?? [];
  return fields.length === 0 || fields.includes('') ? message : `the app and Git have different values for ${fieldNames(fields).join(', ')}`;
}

// standingWords say why a resource stands still; undefined where nothing is to be said.
export function standingWords(git: Schemas['Git']): string | undefined {
  return git.message && disagreement(git.clashes, git.message);
}
