import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Browser, type Page, type Route } from '@playwright/test';
import { join } from 'node:path';
import { Clone } from './git';
import { Server } from './server';

interface World {
  server: Server;
  signIn: (page: Page) => Promise<void>; // as the owner, whose password is set
  clone: () => Clone; // of the built-in repository of the default workspace
  expected: RegExp[]; // what a story makes the browser complain of
}

export const owner = { name: 'Maya Chen', email: 'maya@acme.example', password: 'a long enough password' };

// test gives each story a server of its own. A page that reports a script error or asks
// another host fails its story.
export const test = base.extend<World>({
  server: async ({}, use) => {
    const server = await Server.start();
    await use(server);
    await server.stop();
  },
  expected: async ({}, use) => use([]),
  page: async ({ page, server, expected }, use) => {
    const faults: string[] = [];
    page.on('pageerror', (e) => faults.push(String(e)));
    page.on('console', (m) => {
      if (m.type() === 'error' && !/status of (401|403|404|409|412|422|429)/.test(m.text())) faults.push(m.text());
    });
    page.on('request', (r) => {
      if (!r.url().startsWith(server.url) && !r.url().startsWith('data:') && !r.url().startsWith('blob:')) faults.push(`asked ${r.url()}`);
    });
    await use(page);
    expect(faults.filter((f) => !expected.some((e) => e.test(f)))).toEqual([]);
  },
  signIn: async ({ server }, use) => {
    await use(async (page) => {
      const token = new URL(server.ownerLink).hash.slice(1);
      const answer = await page.context().request.post(`${server.url}/api/v1/session/redeem`, { data: { token, ...owner } });
      expect(answer.ok(), await answer.text()).toBe(true);
    });
  },
  clone: async ({ server }, use) => {
    let n = 0;
    await use(() => {
      const c = Clone.of(`${server.url}/git/default.git`, join(server.dir, `clone-${++n}`), server.ownerKey);
      c.pull();
      return c;
    });
  },
});

export { expect };

// another signs in a second person, in a browser of their own; close its context when done.
export async function another(browser: Browser, server: Server, { name, email, role }: { name: string; email: string; role: 'read' | 'write' | 'admin' }): Promise<{ page: Page; id: number }> {
  const { id } = await server.call<{ id: number }>('POST', '/users', { name, emails: [email], role });
  const link = await server.call<{ url: string }>('POST', `/users/${id}/link`);
  const context = await browser.newContext();
  const answer = await context.request.post(`${server.url}/api/v1/session/redeem`, { data: { token: new URL(link.url).hash.slice(1), password: 'another long password' } });
  expect(answer.ok(), await answer.text()).toBe(true);
  return { page: await context.newPage(), id };
}

// connect connects the default workspace to its built-in repository.
export async function connect(server: Server) {
  await server.call('POST', '/workspaces/default/git-sync/connect', { settings: { builtIn: true, quietMillis: 50, maxDelayMillis: 200, pollSeconds: 5 }, direction: 'two-way' });
  await server.call('POST', '/workspaces/default/git-sync/sync');
}

// streams lets a story decide what becomes of a page's stream of events, from its next load on.
export async function streams(page: Page, handle: (route: Route) => unknown) {
  await page.addInitScript(() => Object.defineProperty(window, 'SharedWorker', { value: undefined }));
  await page.route('**/events', handle);
}

// deaf makes a page one that hears nothing of what happens, from its next load on.
export const deaf = (page: Page) => streams(page, () => undefined);

// listen opens a page and waits until it hears what happens.
export async function listen(page: Page, address: string) {
  await page.addInitScript(() => Object.defineProperty(window, 'SharedWorker', { value: undefined }));
  const heard = page.waitForResponse('**/events');
  await page.goto(address);
  await heard;
}

// settled waits until the branch has all that was saved, and the page says so. The page alone
// is no proof: the one that is left may still be shown under the new address.
export async function settled(page: Page, server: Server) {
  await expect.poll(async () => (await server.call<{ pending: number }>('GET', '/workspaces/default/git-sync/status')).pending, { timeout: 30_000 }).toBe(0);
  await expect(page.locator('main').getByText('In sync', { exact: true })).toBeVisible();
}

// accessible fails on anything that axe finds, once the page is at rest.
export async function accessible(page: Page) {
  expect(await violations(page)).toEqual([]);
}

// atRest waits until two frames are painted and what moves has come to its end.
async function atRest(page: Page) {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise((painted) => requestAnimationFrame(painted));
    await Promise.all(document.getAnimations().map((a) => a.finished.catch(() => undefined)));
  });
}

// violations is what axe finds on a page, a line for each rule.
export async function violations(page: Page): Promise<string[]> {
  await atRest(page);
  const found = await new AxeBuilder({ page }).analyze();
  return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join('; ')}`);
}
