import { Share } from './share';
import { openStream } from './stream';

// The one listener of a browser: a server without HTTP/2 gets six connections from a browser at
// most, so tabs that held one each would soon keep all others waiting.
const share = new Share(openStream);

// A page sends the workspace that it wants to hear of, or null when it leaves.
addEventListener('connect', (event) => {
  const port = (event as MessageEvent).ports[0]!;
  let leave = () => {};
  port.onmessage = ({ data }: MessageEvent<string | null>) => {
    leave();
    leave = data === null ? () => {} : share.join(data, (heard) => port.postMessage(heard));
  };
});
