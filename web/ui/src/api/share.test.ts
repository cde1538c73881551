import { expect, test } from 'vitest';
import { Share } from './share';
import type { Heard, Tell } from './stream';

function played() {
  const open = new Map<string, Tell>();
  const opened: string[] = [];
  const share = new Share((workspace, tell) => {
    open.set(workspace, tell);
    opened.push(workspace);
    return () => open.delete(workspace);
  });
  const listener = () => {
    const heard: Heard[] = [];
    return { heard, tell: (h: Heard) => void heard.push(h) };
  };
  return { open, opened, share, listener };
}

test('listeners of a workspace share one stream, until the last one leaves', () => {
  const { open, opened, share, listener } = played();
  const [a, b, c] = [listener(), listener(), listener()];
  const leaveA = share.join('w', a.tell);
  const leaveB = share.join('w', b.tell);
  share.join('other', c.tell);
  expect(opened).toEqual(['w', 'other']);
  open.get('w')!({ of: 'activity', data: '{}' });
  expect(a.heard).toEqual([{ of: 'activity', data: '{}' }]);
  expect(b.heard).toEqual(a.heard);
  expect(c.heard).toEqual([]);
  leaveA();
  leaveA();
  expect(open.has('w')).toBe(true);
  leaveB();
  expect(open.has('w')).toBe(false);
  expect(open.has('other')).toBe(true);
  share.join('w', a.tell);
  expect(opened).toEqual(['w', 'other', 'w']);
});

test('a newcomer learns how things stand', () => {
  const { open, share, listener } = played();
  share.join('w', listener().tell);
  const tell = open.get('w')!;
  tell({ of: 'open', missed: true });
  tell({ of: 'status', data: '1' });
  tell({ of: 'change', data: '{}' });
  tell({ of: 'status', data: '2' });
  tell({ of: 'directory', data: '7' });
  const late = listener();
  share.join('w', late.tell);
  expect(late.heard).toEqual([{ of: 'open', missed: false }, { of: 'status', data: '2' }, { of: 'directory', data: '7' }]);
  tell({ of: 'lost' });
  const later = listener();
  share.join('w', later.tell);
  expect(later.heard[0]).toEqual({ of: 'lost' });
});
