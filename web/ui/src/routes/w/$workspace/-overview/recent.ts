import { nameOf } from '@/api/address';
import type { Revision } from './queries';

// Happening is what one change did: some resources, by one person, the same way.
export interface Happening {
  key: string;
  by: string;
  did: string; // a verb
  where: string; // through which door
  revisions: Revision[];
  at: string;
  note: string;
  commit: string;
}

const verbs: Record<Revision['op'], string> = {
  create: 'created',
  update: 'changed',
  rename: 'renamed',
  archive: 'deleted',
  restore: 'restored',
  delete: 'deleted for good',
};

const doors: Record<Revision['origin'], string> = {
  ui: 'in the app',
  api: 'by the API',
  cli: 'on the command line',
  git: 'in Git',
  system: 'by Lockstep',
};

// folders are where the pages of a kind are.
export const folders: Record<string, string> = { source: 'sources', destination: 'destinations', model: 'models', sync: 'syncs' };

// happenings joins the revisions of one change that did the same, newest first.
export function happenings(recent: Revision[]): Happening[] {
  const out: Happening[] = [];
  for (const r of recent) {
    const key = `${r.seq} ${r.op}`;
    const last = out.at(-1);
    if (last?.key === key) last.revisions.push(r);
    else out.push({ key, by: r.actor.name || r.actor.email || 'Lockstep', did: verbs[r.op], where: doors[r.origin], revisions: [r], at: r.at, note: r.note ?? '', commit: r.commit ?? '' });
  }
  return out;
}

// pageOf is the page of a resource below its workspace; empty when it is in the trash or gone.
export function pageOf(r: Revision): string {
  if (r.kind === 'aliases') return '/settings/aliases';
  const folder = folders[r.kind];
  return !folder || r.op === 'archive' || r.op === 'delete' ? '' : `/${folder}/${encodeURIComponent(nameOf({ id: r.resourceId, slug: r.slug }))}`;
}
