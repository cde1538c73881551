import type { HostKey } from '@/api/git';

// hostOf is the first word of a line of known hosts: whose key it is.
function hostOf(line: string): string {
  return line.trim().split(/\s+/)[0] ?? '';
}

function lines(knownHosts: string | undefined): string[] {
  return (knownHosts ?? '').split('\n').filter((l) => l.trim() !== '');
}

// trusts tells whether a key is among the known hosts.
export function trusts(knownHosts: string | undefined, key: HostKey): boolean {
  return lines(knownHosts).some((l) => l.trim() === key.line.trim());
}

// trust adds a key. Other keys of that server are not trusted any more; comments and other
// servers stay.
export function trust(knownHosts: string | undefined, key: HostKey): string {
  return [...lines(knownHosts).filter((l) => hostOf(l) !== hostOf(key.line)), key.line.trim()].join('\n') + '\n';
}

export function distrust(knownHosts: string | undefined, key: HostKey): string {
  return lines(knownHosts).filter((l) => l.trim() !== key.line.trim()).map((l) => `${l}\n`).join('');
}
