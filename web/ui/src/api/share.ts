import type { Heard, Tell } from './stream';

interface Shared {
  listeners: Set<Tell>;
  state?: Heard; // whether it is open now
  status?: Heard; // the last that was told
  directory?: Heard;
  close: () => void;
}

// Share opens one stream for each workspace, for any number of listeners.
export class Share {
  private readonly streams = new Map<string, Shared>();
  constructor(private readonly open: (workspace: string, tell: Tell) => () => void) {}

  // join tells a listener how things stand, and from then on all that is heard. What it
  // returns ends that; the stream ends with its last listener.
  join(workspace: string, tell: Tell): () => void {
    const shared = this.streams.get(workspace) ?? this.start(workspace);
    shared.listeners.add(tell);
    if (shared.state) tell(shared.state);
    if (shared.status) tell(shared.status);
    if (shared.directory) tell(shared.directory);
    return () => {
      if (!shared.listeners.delete(tell) || shared.listeners.size > 0) return;
      this.streams.delete(workspace);
      shared.close();
    };
  }

  private start(workspace: string): Shared {
    const shared: Shared = { listeners: new Set(), close: () => undefined };
    this.streams.set(workspace, shared);
    shared.close = this.open(workspace, (heard) => {
      // A newcomer missed nothing: it reads everything itself.
      if (heard.of === 'open') shared.state = { of: 'open', missed: false };
      if (heard.of === 'lost') shared.state = heard;
      if (heard.of === 'status' || heard.of === 'directory') shared[heard.of] = heard;
      for (const tell of shared.listeners) tell(heard);
    });
    return shared;
  }
}
