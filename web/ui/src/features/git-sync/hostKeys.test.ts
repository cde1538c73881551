import { expect, test } from 'vitest';
import { distrust, trust, trusts } from './hostKeys';

const key = (host: string, type: string, body: string) => ({ host, type, fingerprint: 'SHA256:x', line: `${host} ${type} ${body}` });
const now = key('git.example', 'ssh-ed25519', 'AAA');
const next = key('git.example', 'ssh-ed25519', 'BBB');

test('a trusted key replaces the one before, and leaves other servers alone', () => {
  const hosts = trust('# mine\nother.example ssh-rsa CCC\n', now);
  expect(hosts).toBe('# mine\nother.example ssh-rsa CCC\ngit.example ssh-ed25519 AAA\n');
  expect(trusts(hosts, now)).toBe(true);
  const after = trust(hosts, next);
  expect(trusts(after, now)).toBe(false);
  expect(trusts(after, next)).toBe(true);
  expect(after).toContain('other.example');
});

test('nothing is trusted from the start, and trust can be taken back', () => {
  expect(trusts(undefined, now)).toBe(false);
  expect(trust('', now)).toBe('git.example ssh-ed25519 AAA\n');
  expect(distrust(trust('', now), now)).toBe('');
});
