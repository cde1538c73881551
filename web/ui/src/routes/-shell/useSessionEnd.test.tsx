import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { act, render, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Fault } from '@/api/error';
import { useSessionEnd } from './useSessionEnd';

const over = () => Promise.reject(new Fault({ status: 401, code: 'unauthorized', message: 'no session' }));

function Page() {
  useSessionEnd('on');
  return 'page';
}

test('several refusals lead back to the page that one was at', async () => {
  const cache = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const root = createRootRoute();
  const page = createRoute({ getParentRoute: () => root, path: '/w/acme', component: Page });
  // The sign-in page is on its way while further answers come in.
  let come = () => {};
  const wait = new Promise<void>((done) => (come = done));
  const signIn = createRoute({ getParentRoute: () => root, path: '/sign-in', loader: () => wait, component: () => 'sign in' });
  const router = createRouter({ routeTree: root.addChildren([page, signIn]), history: createMemoryHistory({ initialEntries: ['/w/acme?tab=yaml'] }) });
  const shown = render(<QueryClientProvider client={cache}><RouterProvider router={router as never} /></QueryClientProvider>);
  await shown.findByText('page');
  const refused = (name: string) => act(() => cache.fetchQuery({ queryKey: [name], queryFn: over }).catch(() => undefined));
  await refused('one');
  await waitFor(() => expect(router.state.location.pathname).toBe('/sign-in'));
  await refused('two');
  await act(() => Promise.resolve(come()));
  await shown.findByText('sign in');
  expect(router.state.location.search).toMatchObject({ next: '/w/acme?tab=yaml', ended: true });
});
