import type { Clone } from './git';
import type { Server } from './server';

const gitSync = '/workspaces/default/git-sync';

// seed fills the default workspace with all that a page can show: the sample, commits both
// ways, a conflict, a file that is held, and a change that waits.
export async function seed(server: Server, clone: () => Clone) {
  await server.call('POST', '/workspaces/default/sample');
  await server.call('POST', `${gitSync}/connect`, {
    settings: { builtIn: true, includeConnections: true, quietMillis: 50, maxDelayMillis: 200, pollSeconds: 300 },
    direction: 'two-way',
  });
  await server.call('POST', `${gitSync}/sync`);
  await edit(server, 'models', 'users', { description: 'Everybody who signed up, without test accounts.' });
  await server.call('POST', `${gitSync}/sync`);

  const jonas = clone();
  jonas.push('Ask for trials that end within a week', { 'models/trials-ending.yaml': swap(jonas, 'models/trials-ending.yaml', 'name: ', 'name: Soon, ') });
  await server.call('POST', `${gitSync}/sync`);

  // Both sides change the same field while nothing is carried over.
  await server.call('POST', `${gitSync}/pause`);
  await edit(server, 'models', 'churn-risk', { name: 'Churn risk, weekly' });
  jonas.pull();
  jonas.push('Rename churn risk', { 'models/churn-risk.yaml': jonas.read('models/churn-risk.yaml').replace(/^name: .*$/m, 'name: Churn risk (EU)') });
  jonas.push('A broken file', { 'models/accounts.yaml': jonas.read('models/accounts.yaml').replace(/^primaryKey: .*$/m, 'primaryKey: [id') });
  await server.call('POST', `${gitSync}/resume`);
  await server.call('POST', `${gitSync}/sync`);
}

export async function edit(server: Server, kind: string, slug: string, change: unknown) {
  await server.call('PATCH', `/${kind}/${slug}`, change);
}

function swap(clone: Clone, path: string, from: string, to: string): string {
  return clone.read(path).replace(from, to);
}
