import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { outdate } from './outdate';

test('a first answer from before the change does not stay', async () => {
  const cache = new QueryClient();
  const answers: ((text: string) => void)[] = [];
  const seen: (string | undefined)[] = [];
  const shown = new QueryObserver<string>(cache, { queryKey: ['w', 'models'], queryFn: () => new Promise((answer) => answers.push(answer)) });
  const leave = shown.subscribe(({ data }) => seen.push(data));
  expect(answers).toHaveLength(1);
  outdate(cache, { queryKey: ['w'] });
  answers[0]!('before');
  await expect.poll(() => answers.length).toBe(2);
  answers[1]!('after');
  await expect.poll(() => seen.at(-1)).toBe('after');
  leave();
});

test('what is there already is asked for once', async () => {
  const cache = new QueryClient();
  let asked = 0;
  const shown = new QueryObserver<number>(cache, { queryKey: ['w', 'models'], queryFn: () => ++asked });
  const leave = shown.subscribe(() => undefined);
  await expect.poll(() => shown.getCurrentResult().data).toBe(1);
  outdate(cache, { queryKey: ['w'] });
  await expect.poll(() => shown.getCurrentResult().data).toBe(2);
  expect(asked).toBe(2);
  leave();
});
