import createClient, { type Middleware } from 'openapi-fetch';
import { answerFault } from './error';
import type { components, paths } from './schema.gen';

export type Schemas = components['schemas'];

const asUI: Middleware = {
  onRequest({ request }) {
    request.headers.set('X-Lockstep-Client', 'ui');
    return request;
  },
};

// client speaks to the server that the page came from, with its session cookie.
export const client = createClient<paths>({ baseUrl: window.location.origin, credentials: 'same-origin' });
client.use(asUI);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

// take returns the body of an answer, or throws the Fault that it is.
export async function take<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await asked;
  if (!response.ok) throw answerFault(response, error);
  return data as T;
}

// Versioned is a value and the ETag under which it may be changed.
export interface Versioned<T> {
  value: T;
  etag: string;
}

// takeVersioned is take with the answer's ETag, to be sent back as If-Match.
export async function takeVersioned<T>(asked: Promise<Answer<T>>): Promise<Versioned<T>> {
  const { data, error, response } = await asked;
  if (!response.ok) throw answerFault(response, error);
  return { value: data as T, etag: response.headers.get('ETag') ?? '' };
}
