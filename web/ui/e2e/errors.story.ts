import type { Page, Route } from '@playwright/test';
import { accessible, connect, expect, test } from './story';

const w = '/w/default';

// What each page asks for first, and what it shows once it has it.
const lists: { path: string; asks: RegExp; full: (page: Page) => ReturnType<Page['getByRole']> }[] = [
  { path: w, asks: /\/overview(\?|$)/, full: (p) => p.getByRole('heading', { name: 'Recent changes' }) },
  { path: `${w}/models`, asks: /\/models\?/, full: (p) => p.getByRole('link', { name: 'Users', exact: true }) },
  { path: `${w}/syncs`, asks: /\/syncs\?/, full: (p) => p.locator('main').getByRole('table') },
  { path: `${w}/sources`, asks: /\/sources\?/, full: (p) => p.getByRole('link', { name: 'Warehouse', exact: true }) },
  { path: `${w}/destinations`, asks: /\/destinations\?/, full: (p) => p.getByRole('link', { name: 'HubSpot', exact: true }) },
  { path: `${w}/models/users`, asks: /\/models\/users(\?|$)/, full: (p) => p.getByRole('textbox', { name: 'Name', exact: true }) },
  { path: `${w}/git`, asks: /\/git-sync\/activity/, full: (p) => p.locator('main').getByRole('listitem').first() },
  { path: `${w}/settings/trash`, asks: /\/trash/, full: (p) => p.getByRole('heading', { name: 'The trash is empty' }) },
  { path: `${w}/settings/people`, asks: /\/users(\?|$)/, full: (p) => p.locator('main').getByText('maya@acme.example') },
  { path: `${w}/settings/keys`, asks: /\/api-keys/, full: (p) => p.getByRole('list', { name: 'API keys' }) },
  { path: `${w}/settings/aliases`, asks: /\/aliases/, full: (p) => p.getByRole('button', { name: 'Add an alias of a source' }) },
  { path: `${w}/settings/workspaces`, asks: /\/workspaces(\?|$)/, full: (p) => p.getByRole('list', { name: 'Workspaces' }) },
];

const problem = { title: 'Service Unavailable', status: 503, code: 'unavailable', detail: 'the database does not answer', hint: 'ask the operator whether it runs', requestId: 'req-42' };

const refused = { of: (r: Route) => r.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(problem) }), says: ['The database does not answer.', 'Ask the operator whether it runs.', 'unavailable', 'req-42'] };
const away = { of: (r: Route) => r.abort('connectionrefused'), says: ['The server does not answer.', 'Check that it runs', 'unreachable'] };

test.beforeEach(async ({ server, page, signIn, expected }) => {
  expected.push(/status of 503|ERR_CONNECTION_REFUSED|^Fault: |Failed to fetch/);
  await server.call('POST', '/workspaces/default/sample');
  await connect(server);
  await signIn(page);
  // Before a page gives up, it tries some times, later each time: the clock is put forward.
  await page.clock.install();
});

// failing plays the failure of what a page asks for, and that it is asked for again.
async function failing(page: Page, url: string, { asks, full }: (typeof lists)[number], failure: typeof refused) {
  let broken = true;
  const match = (at: URL) => at.pathname.startsWith('/api/') && asks.test(at.pathname + at.search);
  await page.route(match, (route) => (broken && route.request().method() === 'GET' ? failure.of(route) : route.fallback()));
  await page.goto(url);
  const alert = page.getByRole('alert').first();
  await expect(async () => {
    await page.clock.fastForward(5000);
    await expect(alert).toBeVisible({ timeout: 50 });
  }).toPass({ intervals: [50] });
  for (const text of failure.says) await expect(alert).toContainText(text);
  return async () => {
    broken = false;
    await alert.getByRole('button', { name: 'Try again' }).click();
    await expect(full(page)).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
    await page.unroute(match);
  };
}

test('a page that is refused says what is wrong and what to do, and tries again', async ({ page, server }) => {
  test.setTimeout(90_000);
  for (const list of lists) {
    await test.step(list.path, async () => {
      const again = await failing(page, server.url + list.path, list, refused);
      await again();
    });
  }
});

test('a page that reaches no server says so, and tries again', async ({ page, server }) => {
  for (const list of lists.filter((l) => [w, `${w}/models/users`, `${w}/settings/workspaces`].includes(l.path))) {
    await test.step(list.path, async () => {
      const again = await failing(page, server.url + list.path, list, away);
      await accessible(page);
      await again();
    });
  }
});
