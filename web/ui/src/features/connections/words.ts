import type { ConnectionKind } from './queries';

// words are what the two kinds are called, and what is said of them.
export const words: Record<ConnectionKind, { title: string; one: string; many: string; role: string; about: string; users: [one: string, many: string]; usersFolder: 'models' | 'syncs' }> = {
  sources: { title: 'Sources', one: 'source', many: 'sources', role: 'source', about: 'A source is where your data is, such as a warehouse. Models read from it.', users: ['model', 'models'], usersFolder: 'models' },
  destinations: { title: 'Destinations', one: 'destination', many: 'destinations', role: 'destination', about: 'A destination is where syncs deliver rows to, such as a CRM.', users: ['sync', 'syncs'], usersFolder: 'syncs' },
};
