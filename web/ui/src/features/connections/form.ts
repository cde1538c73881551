import type { Schemas } from '@/api/client';
import { same } from '@/api/merge';
import type { Values } from '@/ui/form/types';
import { capital } from '@/ui/sentence';
import type { Connection, Connector } from './queries';

// ConnectionForm is a connection as it is edited. Of secrets it has only the names of those that
// are to be written: drafts are kept in the browser, secrets are not.
export interface ConnectionForm {
  name: string;
  description: string;
  config: Values;
  secrets: string[];
}

export const labels: Record<string, string> = { name: 'Name', description: 'Description', config: 'Settings', secrets: 'Secrets' };

export function formOf(c: Connection): ConnectionForm {
  return { name: c.name, description: c.description ?? '', config: c.configuration as Values, secrets: [] };
}

// secretsOf are the typed secrets that the form still wants written.
export function secretsOf(f: ConnectionForm, typed: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(typed).filter(([name]) => f.secrets.includes(name)));
}

// lostSecrets are those that were typed before a reload, and are to be typed again.
export function lostSecrets(f: ConnectionForm, typed: Record<string, string>): string[] {
  return f.secrets.filter((name) => !(name in typed));
}

// updateOf is what differs from the form that the edit began with, and the secrets.
export function updateOf(f: ConnectionForm, base: ConnectionForm, typed: Record<string, string>): Schemas['ConnectionUpdate'] {
  const update: Schemas['ConnectionUpdate'] = {};
  if (f.name !== base.name) update.name = f.name.trim();
  if (f.description !== base.description) update.description = f.description || null;
  if (!same(f.config, base.config)) update.configuration = f.config;
  const secrets = secretsOf(f, typed);
  if (Object.keys(secrets).length > 0) update.secrets = secrets;
  return update;
}

// createOf is a new connection. Without a slug the server makes one of the name.
export function createOf(f: ConnectionForm, type: string, slug: string, typed: Record<string, string>): Schemas['ConnectionCreate'] {
  return { name: f.name.trim(), type, slug: slug || undefined, description: f.description || undefined, configuration: f.config, secrets: secretsOf(f, typed) };
}

// connectorOf finds the connector of a type, which may be called by one of its other names.
export function connectorOf(connectors: Connector[], type: string): Connector | undefined {
  return connectors.find((c) => c.type === type || c.aliases.includes(type));
}

// fieldFault is what the server says against a field of the form's own.
export function fieldFault(problems: { path?: string; message: string; warning?: boolean }[], field: 'name' | 'description' | 'slug'): string | undefined {
  const said = problems.find((p) => p.path === field && !p.warning)?.message;
  return said && capital(said);
}
