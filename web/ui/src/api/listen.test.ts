import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { listen } from './listen';
import { openStream, type Heard } from './stream';

vi.mock('./stream', () => ({ openStream: vi.fn(() => () => undefined) }));

class Worker {
  static last: Worker;
  onerror: (() => void) | null = null;
  port = { onmessage: null as ((e: { data: Heard }) => void) | null, postMessage: vi.fn(), close: vi.fn() };
  constructor() {
    Worker.last = this;
  }
}

beforeEach(() => {
  vi.mocked(openStream).mockClear();
  vi.stubGlobal('SharedWorker', Worker);
});
afterEach(() => vi.unstubAllGlobals());

test('a worker that fails after nobody listens any more opens no stream', () => {
  const end = listen('acme', () => undefined);
  end();
  Worker.last.onerror?.();
  expect(openStream).not.toHaveBeenCalled();
});

test('a page without a worker has a stream of its own', () => {
  const end = listen('acme', () => undefined);
  Worker.last.onerror?.();
  expect(openStream).toHaveBeenCalledOnce();
  end();
});

test('a page that comes back as it was left may have missed something', () => {
  const heard: Heard[] = [];
  const end = listen('acme', (h) => heard.push(h));
  const say = (data: Heard) => Worker.last.port.onmessage!({ data });
  say({ of: 'open', missed: false });
  window.dispatchEvent(new Event('pagehide'));
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  say({ of: 'open', missed: false });
  say({ of: 'open', missed: false });
  expect(heard.map((h) => h.of === 'open' && h.missed)).toEqual([false, true, false]);
  end();
});
