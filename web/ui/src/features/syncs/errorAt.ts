import { within, wordsOf } from '@/ui/form/path';
import type { Problem } from '@/ui/form/types';

// errorAt is what is wrong at a place, each thing once.
export function errorAt(problems: Problem[], ...path: (string | number)[]): string | undefined {
  const said = new Set(within(problems, path).filter((p) => !p.warning).map(wordsOf));
  return said.size > 0 ? [...said].join(' ') : undefined;
}
