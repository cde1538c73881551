const pause = 2000; // milliseconds between two tries

// patient loads a part of the application, and tries again for as long as the server is away. It
// throws when the server is there without that part: it was updated since the page was opened.
export async function patient<T>(load: () => Promise<T>, answers: () => Promise<boolean> = serverAnswers): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch {
      if (await answers()) throw new Error('This page is older than the server. Load it again: unsaved work is kept.');
      await new Promise((again) => setTimeout(again, pause));
    }
  }
}

function serverAnswers(): Promise<boolean> {
  return fetch('/api/v1/health').then((a) => a.ok, () => false);
}
