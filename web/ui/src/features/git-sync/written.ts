import type { Conflict } from '@/api/git';

type Sides = Pick<Conflict, 'blob' | 'appVersion'>;

// Written is a text that a person writes for both sides, and the sides that it was begun from.
export interface Written extends Sides {
  text: string;
}

// moved tells that a side is not any more what the text was begun from.
export function moved(written: Written | undefined, now: Sides): { git: boolean; app: boolean } | undefined {
  if (!written) return undefined;
  const by = { git: written.blob !== now.blob, app: written.appVersion !== now.appVersion };
  return by.git || by.app ? by : undefined;
}

// write goes on with a text. It stays begun from what it was: typing on is no look at what changed.
export function write(written: Written | undefined, now: Sides, text: string): Written {
  const { blob, appVersion } = written ?? now;
  return { blob, appVersion, text };
}

// begin takes a text as written for the sides as they are now.
export function begin(now: Sides, text: string): Written {
  return { blob: now.blob, appVersion: now.appVersion, text };
}

// beginning is the text to be shown: what was written; else the file as the choices make it, if
// that is of the sides as they are now; else the merge, or the one side that there is.
export function beginning(written: Written | undefined, joined: Written | undefined, now: Sides & Pick<Conflict, 'mergedText' | 'appText' | 'repoText'>): string {
  return written?.text ?? (moved(joined, now) ? undefined : joined?.text) ?? now.mergedText ?? now.appText ?? now.repoText ?? '';
}
