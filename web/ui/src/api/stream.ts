// Heard is what a stream tells: that it is open, that it broke off, or an event of the server
// with its data as JSON.
export type Heard =
  | { of: 'open'; missed: boolean } // missed: something may have happened since it broke off
  | { of: 'lost' }
  | { of: 'change' | 'status' | 'activity' | 'directory'; data: string };

export type Tell = (heard: Heard) => void;

const again = 3000; // milliseconds until a connection that the browser gave up is made anew

// openStream listens to a workspace until it is closed by what it returns. The browser
// reconnects by itself and says which event it saw last; what it gives up is opened anew.
export function openStream(workspace: string, tell: Tell): () => void {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let missed = false;
  const open = () => {
    source = new EventSource(`/api/v1/workspaces/${encodeURIComponent(workspace)}/events`);
    source.onopen = () => {
      tell({ of: 'open', missed });
      missed = false;
    };
    source.onerror = () => {
      missed = true;
      tell({ of: 'lost' });
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, again);
    };
    for (const of of ['change', 'status', 'activity', 'directory'] as const) {
      source.addEventListener(of, (e) => tell({ of, data: e.data as string }));
    }
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
