import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { patient } from './patient';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what cannot be loaded while the server is away comes once it is back', async () => {
  const load = vi.fn().mockRejectedValueOnce(new TypeError('away')).mockRejectedValueOnce(new TypeError('away')).mockResolvedValue('part');
  const loaded = patient(load, () => Promise.resolve(false));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await loaded).toBe('part');
  expect(load).toHaveBeenCalledTimes(3);
});

test('what a server does not have any more is said', async () => {
  const load = vi.fn().mockRejectedValue(new TypeError('gone'));
  await expect(patient(load, () => Promise.resolve(true))).rejects.toThrow('older than the server');
  expect(load).toHaveBeenCalledTimes(1);
});
