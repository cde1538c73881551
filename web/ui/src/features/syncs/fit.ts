import type { QueryClient } from '@tanstack/react-query';
import { titlesOf } from '@/ui/form/hints';
import type { Values } from '@/ui/form/types';
import { readTarget, type Target } from './queries';

// Origin is what the settings of a sync were made for, as they are saved.
export interface Origin {
  destination: string;
  destinationId?: number | null; // what an alias stands for
  config: Values;
}

// fitted are the settings that a destination has a place for: those of its type, and what was
// saved for the same type. Of a type that is not known all are.
export function fitted(config: Values, target: Target | undefined, was: Target | undefined, origin: Origin): Values {
  if (!target?.schema) return config;
  const places = (target.schema.properties ?? {}) as Values;
  const kept = was?.type === target.type ? origin.config : {};
  return Object.fromEntries(Object.entries(config).filter(([key]) => key in places || key in kept));
}

// leftOut names the settings that fitted takes away, as the type that they were made for does.
export function leftOut(config: Values, target: Target | undefined, was: Target | undefined, origin: Origin): string[] {
  const fit = fitted(config, target, was, origin);
  const titles = was?.schema ? titlesOf(was.schema, '') : {};
  return Object.keys(config).filter((key) => config[key] !== undefined && !(key in fit)).map((key) => titles[`.${key}`] ?? key);
}

// readFitted is fitted for a form that is to be saved.
export async function readFitted<F extends { destination: string; config: Values }>(cache: QueryClient, workspace: string, form: F, origin: Origin): Promise<F> {
  const id = form.destination === origin.destination ? origin.destinationId : undefined;
  const [target, was] = await Promise.all([
    readTarget(cache, workspace, form.destination, id),
    origin.destination ? readTarget(cache, workspace, origin.destination, origin.destinationId) : undefined,
  ]);
  return { ...form, config: fitted(form.config, target, was, origin) };
}
