import type { Schemas } from '@/api/client';
import { same } from '@/api/merge';
import type { Values } from '@/ui/form/types';
import { capital } from '@/ui/sentence';
import type { Sync } from './queries';
import type { Schedule } from './schedule';

// SyncForm is a sync as it is edited.
export interface SyncForm {
  model: string; // slug
  destination: string; // slug or alias
  description: string;
  config: Values;
  // In a list, so that two edits of it are joined as a whole: half of one and half of the other
  // would be a schedule that nobody wanted.
  schedule: [Schedule];
}

export const emptyForm: SyncForm = { model: '', destination: '', description: '', config: {}, schedule: [{ type: 'manual' }] };

// labels are the names of the fields, by their key in the form.
export const labels: Record<string, string> = { model: 'Model', destination: 'Destination', description: 'Description', config: 'Settings', schedule: 'Schedule' };

// formOf is a sync to be edited.
export function formOf(s: Sync): SyncForm {
  return { model: s.model, destination: s.destination, description: s.description ?? '', config: s.configuration as Values, schedule: [s.schedule as Schedule] };
}

// updateOf is what a form changes in what it began from.
export function updateOf(f: SyncForm, base: SyncForm): Schemas['SyncUpdate'] {
  const update: Schemas['SyncUpdate'] = {};
  if (f.model !== base.model) update.model = f.model;
  if (f.destination !== base.destination) update.destination = f.destination;
  if (f.description !== base.description) update.description = f.description || null;
  if (!same(f.config, base.config)) update.configuration = f.config;
  if (!same(f.schedule, base.schedule)) update.schedule = f.schedule[0];
  return update;
}

// createOf is a new sync. Without a slug the server makes one of model and destination.
export function createOf(f: SyncForm, slug: string, paused: boolean): Schemas['SyncCreate'] {
  return {
    slug: slug || undefined,
    model: f.model,
    destination: f.destination,
    description: f.description || undefined,
    configuration: f.config,
    schedule: f.schedule[0],
    disabled: paused || undefined,
  };
}

// faultAt is what the server says about a field of the form itself.
export function faultAt(problems: { path?: string; message: string; warning?: boolean }[], key: string): string | undefined {
  const p = problems.find((q) => !q.warning && q.path === key);
  return p && capital(p.message);
}
