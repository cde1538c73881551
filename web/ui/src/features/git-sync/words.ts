import { fieldName } from '@/api/fieldName';
import type { Activity, Conflict, PlanItem } from '@/api/git';
import { sentence } from '@/ui/sentence';

// A resource as people call it.
const kinds: Record<string, string> = { models: 'model', syncs: 'sync', sources: 'source', destinations: 'destination', aliases: 'aliases' };
const folders: Record<string, string> = { model: 'models', sync: 'syncs', source: 'sources', destination: 'destinations', aliases: 'aliases' };

// conflictPath is the address of the page that settles what is held.
export function conflictPath(workspace: string, { kind, slug }: { kind: string; slug: string }): string {
  return `/w/${workspace}/git/conflicts/${folderOf(kind)}/${encodeURIComponent(slug)}`;
}

export function folderOf(kind: string): string {
  return folders[kind] ?? kind;
}

// refParts splits "models/users" into its kind in words and its name.
export function refParts(ref: string): { folder: string; kind: string; slug: string } {
  const cut = ref.indexOf('/');
  if (cut < 0) return { folder: '', kind: ref === 'manifest' ? 'manifest' : '', slug: ref };
  const folder = ref.slice(0, cut);
  return { folder, kind: kinds[folder] ?? folder, slug: ref.slice(cut + 1) };
}

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

// reasons say why something is held.
export const reasons: Record<string, { title: string; means: string }> = {
  conflict: { title: 'Changed on both sides', means: 'The app and Git changed the same thing in different ways. Both versions are kept until you choose.' },
  unreadable: { title: 'The file cannot be read', means: 'The text of the file has a mistake in its form, so nothing in it can be understood.' },
  invalid: { title: 'The file is not valid', means: 'The file can be read, but something in it does not fit.' },
  dangling: { title: 'It names something that is not there', means: 'The file names a model, a source or a destination that does not exist.' },
  in_use: { title: 'Deleted in Git, but still in use', means: 'Something in the app still uses it, so it stays until that is settled.' },
  too_large: { title: 'The file is too large', means: 'The file is over the size that is read.' },
  not_a_file: { title: 'There is no file in its place', means: 'A link or a folder lies where the file should be.' },
  lfs_pointer: { title: 'The file is kept elsewhere', means: 'Git LFS has put a pointer in the file’s place.' },
  case_twin: { title: 'Two files have the same name', means: 'Another file’s name differs in capital letters only. The one that was there first goes on.' },
  bad_name: { title: 'The file’s name cannot be used', means: 'A name may have small letters, digits and hyphens.' },
  unwritable: { title: 'The app’s version cannot be written', means: 'What the app has does not fit into the file.' },
  forbidden: { title: 'A policy refuses the change', means: 'This change is not allowed.' },
};

export function reasonTitle(reason: string): string {
  return reasons[reason]?.title ?? 'Held';
}

// guards say why everything stands still, and what confirming does.
export const guards: Record<string, { title: string; why: string; confirm: (n: number) => string; danger: boolean }> = {
  deletes: {
    title: 'Git asks to delete a lot',
    why: 'A commit removes more than your limit, so Lockstep stopped before doing anything.',
    confirm: (n) => `Delete ${plural(n, 'resource')}`,
    danger: true,
  },
  path_gone: {
    title: 'All files are gone from the folder',
    why: 'That is seldom meant, so Lockstep stopped before doing anything.',
    confirm: (n) => `Delete ${plural(n, 'resource')}`,
    danger: true,
  },
  branch_gone: {
    title: 'The branch is gone',
    why: 'Somebody deleted or renamed it. The app still has everything.',
    confirm: () => 'Make the branch again',
    danger: false,
  },
  rewritten: {
    title: 'The history of the branch was rewritten',
    why: 'The last commit that both sides agreed on is not in the branch any more. What Git holds now would be taken over.',
    confirm: (n) => `Take over ${plural(n, 'change')}`,
    danger: true,
  },
  first_plan: {
    title: 'Something changed since your preview',
    why: 'Nothing was done yet. This is what would happen now.',
    confirm: (n) => `Go ahead with ${plural(n, 'change')}`,
    danger: false,
  },
};

// failures say what kept the last try from working.
export const failures: Record<string, string> = {
  unreachable: 'The Git server cannot be reached',
  host_key: 'The server’s key is not the one you trust',
  certificate: 'The server’s certificate is not trusted',
  auth: 'The Git server does not accept the credential',
  forbidden: 'The credential is not allowed to do this',
  not_found: 'The repository was not found',
  rejected: 'The branch refused the commit',
  moved: 'Others were faster several times',
  too_large: 'The repository is over a limit',
  rate_limited: 'The Git server asks to wait',
  protocol: 'The Git server’s answer makes no sense',
  settings: 'These settings cannot work',
};

const verbs: Record<string, Record<string, string>> = {
  inbound: { create: 'Created in the app', update: 'Changed in the app', rename: 'Renamed in the app', remove: 'Removed from the app' },
  outbound: { create: 'New file in Git', update: 'Changed in Git', rename: 'Renamed in Git', remove: 'File removed from Git' },
};

// doings is what a plan does to one resource.
export function doings(item: PlanItem): { side: 'app' | 'git' | 'held'; text: string; removes: boolean }[] {
  if (item.hold) return [{ side: 'held', text: reasonTitle(item.hold.reason), removes: false }];
  const out: { side: 'app' | 'git' | 'held'; text: string; removes: boolean }[] = [];
  if (item.inbound) out.push({ side: 'app', text: verbs.inbound?.[item.inbound] ?? item.inbound, removes: item.inbound === 'remove' });
  if (item.outbound) out.push({ side: 'git', text: verbs.outbound?.[item.outbound] ?? item.outbound, removes: item.outbound === 'remove' });
  return out;
}

const ops: Record<string, string> = { create: 'created', change: 'changed', update: 'changed', rename: 'renamed', archive: 'removed', remove: 'removed', delete: 'removed', restore: 'restored' };

export function opWord(op: string): string {
  return ops[op] ?? (reasons[op] ? 'held' : op);
}

// isTrouble tells entries of the activity that report trouble.
export function isTrouble(a: Pick<Activity, 'result'>): boolean {
  return ['held', 'conflict', 'halted', 'failed'].includes(a.result);
}

// lasted says a duration shortly.
export function lasted(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

// heldWords say what is wrong with something that is held, and where.
export function heldWords(held: Pick<Conflict, 'reason' | 'message' | 'clashes' | 'problems'>): string {
  const clashes = held.clashes ?? [];
  if (held.reason === 'conflict' && clashes.length > 0) return `${plural(clashes.length, 'field')} to choose: ${clashes.map((c) => fieldName(c.path)).join(', ')}`;
  const problem = held.reason === 'conflict' ? undefined : held.problems?.[0];
  return `${problem?.line ? `Line ${problem.line}: ` : ''}${sentence(problem?.message ?? held.message)}`;
}
