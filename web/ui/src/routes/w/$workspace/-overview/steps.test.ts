import { expect, test } from 'vitest';
import type { GitStatus } from '@/api/git';
import { doneOf, steps } from './steps';

const counts = (sources: number, models: number) => ({ sources, models, destinations: 0, syncs: 0 });
const status = (phase: string) => ({ phase }) as GitStatus;

test.each([
  ['nothing yet', counts(0, 0), status('disconnected'), { source: false, git: false, model: false }, 0],
  ['a source', counts(1, 0), status('disconnected'), { source: true, git: false, model: false }, 1],
  ['the sample', counts(2, 8), status('disconnected'), { source: true, git: false, model: true }, 2],
  ['Git alone', counts(0, 0), status('connecting'), { source: false, git: true, model: false }, 1],
  ['Git that is paused', counts(1, 1), status('paused'), { source: true, git: true, model: true }, 3],
  ['a status that is still asked for', counts(1, 1), undefined, { source: true, git: false, model: true }, 2],
])('with %s', (_, has, git, done, n) => {
  expect(steps(has, git)).toEqual(done);
  expect(doneOf(steps(has, git))).toBe(n);
});
