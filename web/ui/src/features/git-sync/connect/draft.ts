import type { GitSettings } from '@/api/git';
import { adviceFor, readAddress } from '../hosts';
import { steps, type StepName } from '../searches';

export const stepLabels: Record<StepName, string> = { place: 'Repository', access: 'Access', test: 'Test', branch: 'Branch', direction: 'Direction', preview: 'Preview' };

export type Direction = 'two-way' | 'app-to-repo' | 'repo-to-app';

// ConnectDraft is a connection that is being thought over. It holds no secret.
export interface ConnectDraft {
  place?: 'built-in' | 'elsewhere';
  url: string;
  authKind: NonNullable<GitSettings['authKind']>;
  username: string;
  knownHosts: string;
  caBundle: string;
  allowHttp: boolean;
  branch: string;
  path: string;
  connections: boolean; // sources and destinations, too
  mode: NonNullable<GitSettings['mode']>;
  direction?: Direction;
  tested: boolean; // since the address or the access was changed
}

// draftOf begins from the settings that are stored.
export function draftOf(s: GitSettings): ConnectDraft {
  const connected = s.phase !== 'disconnected';
  return {
    place: connected ? (s.builtIn ? 'built-in' : 'elsewhere') : s.url ? 'elsewhere' : undefined,
    url: s.url ?? '',
    authKind: s.authKind ?? 'none',
    username: s.username ?? '',
    knownHosts: s.knownHosts ?? '',
    caBundle: s.caBundle ?? '',
    allowHttp: s.allowHttp ?? false,
    branch: s.branch ?? 'main',
    path: s.path ?? '',
    connections: connected ? (s.includeConnections ?? false) : true,
    mode: s.mode ?? 'two-way',
    direction: undefined,
    tested: false,
  };
}

// stepsOf are the steps that a draft goes through: the built-in host needs no access.
export function stepsOf(d: ConnectDraft): StepName[] {
  return d.place === 'built-in' ? steps.filter((s) => s !== 'access' && s !== 'test') : [...steps];
}

// ready tells whether a step has what the next one needs. missing: the credential has to be
// given, and is not; a reload forgets it.
export function ready(step: StepName, d: ConnectDraft, missing = false): boolean {
  const address = readAddress(d.url);
  switch (step) {
    case 'place':
      return d.place === 'built-in' || (d.place === 'elsewhere' && address !== null);
    case 'access':
      return !missing && (!address?.ssh || d.knownHosts.trim() !== '');
    case 'test':
      return d.tested;
    case 'branch':
      return d.branch.trim() !== '';
    case 'direction':
      return d.direction !== undefined;
    case 'preview':
      return true;
  }
}

// reachable is the step that an address may show: the wanted one, or the first before it that
// lacks something.
export function reachable(wanted: StepName, d: ConnectDraft, missing = false): StepName {
  const own = stepsOf(d);
  const target = own.includes(wanted) ? wanted : own[0]!;
  return own.slice(0, own.indexOf(target)).find((s) => !ready(s, d, missing)) ?? target;
}

// withUrl takes an address, and the access that goes with it.
export function withUrl(d: ConnectDraft, url: string): ConnectDraft {
  const before = readAddress(d.url);
  const now = readAddress(url);
  const next = { ...d, url, tested: false };
  if (now?.ssh) return { ...next, authKind: 'ssh' };
  if (now?.name && d.username === '') next.username = adviceFor(now).username;
  if (now && (d.authKind === 'ssh' || before === null)) return { ...next, authKind: d.authKind === 'ssh' || d.authKind === 'none' ? 'basic' : d.authKind };
  return next;
}

// directionsOf are the first directions that a mode allows.
export function directionsOf(mode: ConnectDraft['mode']): Direction[] {
  return mode === 'read-only' ? ['repo-to-app'] : mode === 'backup' ? ['app-to-repo'] : ['two-way', 'app-to-repo', 'repo-to-app'];
}

// settingsOf puts a draft over the settings that are stored, so that policies and the like stay.
export function settingsOf(d: ConnectDraft, stored: GitSettings): GitSettings {
  const builtIn = d.place === 'built-in';
  const at: GitSettings = builtIn
    ? { builtIn: true, url: '', authKind: 'none', username: '' }
    : { builtIn: false, url: d.url.trim(), authKind: d.authKind, username: d.authKind === 'basic' ? d.username.trim() : '', knownHosts: d.knownHosts, caBundle: d.caBundle, allowHttp: d.allowHttp };
  return { ...stored, ...at, branch: d.branch.trim(), path: d.path.trim().replace(/^\/+|\/+$/g, ''), includeConnections: d.connections, mode: d.mode };
}

// origin is the server of an https address, for which a stored credential counts.
export function origin(url: string): string {
  try {
    const u = new URL(url);
    return `${u.protocol}//${u.host}`;
  } catch {
    return '';
  }
}

// storedFits tells whether the server keeps a credential that goes with a draft.
export function storedFits(d: ConnectDraft, stored: GitSettings): boolean {
  if (d.authKind === 'ssh') return Boolean(stored.publicKey);
  return stored.phase !== 'disconnected' && stored.authKind === d.authKind && origin(stored.url ?? '') === origin(d.url);
}
