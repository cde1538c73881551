import { expect, test } from 'vitest';
import { followed, rowsOf } from './mappingRows';

const m = (to: string, from = to) => ({ to, from });
const rows = rowsOf([m('a'), m('b'), m('')]);

test.each([
  ['one that somebody added is new', [m('n'), m('a'), m('b'), m('')], [3, 0, 1, 2]],
  ['one that somebody changed is the same', [m('a', 'x'), m('b'), m('')], [0, 1, 2]],
  ['ones that somebody moved are the same', [m('b'), m(''), m('a')], [1, 2, 0]],
  ['one that somebody removed is gone', [m('b'), m('')], [1, 2]],
  ['one without a name is known by what it has', [m('', 'x'), m('')], [3, 2]],
])('%s', (_, list, ids) => {
  expect(followed(rows, list)).toEqual({ ids, of: list });
});
