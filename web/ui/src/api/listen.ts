import { openStream, type Heard, type Tell } from './stream';

// listen tells what happens in a workspace, until it is ended by what it returns. The tabs of a
// browser share one stream; where they cannot, a page has its own.
export function listen(workspace: string, tell: Tell): () => void {
  if (typeof SharedWorker === 'undefined') return openStream(workspace, tell);
  let end = () => {};
  const worker = new SharedWorker(new URL('./stream.worker.ts', import.meta.url), { type: 'module', name: 'events' });
  const { port } = worker;
  let left = false;
  port.onmessage = ({ data }: MessageEvent<Heard>) => {
    if (data.of !== 'open') return tell(data);
    tell({ of: 'open', missed: data.missed || left });
    left = false;
  };
  worker.onerror = () => {
    end();
    end = openStream(workspace, tell);
  };
  // Nobody tells the worker when a page goes away. It may come back as it was left.
  const come = () => port.postMessage(workspace);
  const go = () => {
    left = true; // what happens meanwhile is missed
    port.postMessage(null);
  };
  const back = (e: PageTransitionEvent) => e.persisted && come();
  come();
  window.addEventListener('pagehide', go);
  window.addEventListener('pageshow', back);
  return () => {
    window.removeEventListener('pagehide', go);
    window.removeEventListener('pageshow', back);
    worker.onerror = null; // it may fail late
    go();
    port.close();
    end();
  };
}
