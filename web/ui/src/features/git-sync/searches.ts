import type { Way } from './HeldFile';
import type { ResolverSearch } from './Resolver';

// What the addresses of these pages say. It stands apart from the pages, which are loaded when
// they are first opened; addresses are read before. What makes no sense in one is left out.

export const steps = ['place', 'access', 'test', 'branch', 'direction', 'preview'] as const;
export type StepName = (typeof steps)[number];

export interface ConnectSearch {
  step?: StepName;
}

export function connectSearch(raw: Record<string, unknown>): ConnectSearch {
  return { step: steps.find((s) => s === raw.step) };
}

export const tabs = ['connection', 'commits', 'policies'] as const;
export type Tab = (typeof tabs)[number];

export function tabSearch(raw: Record<string, unknown>): { tab?: Tab } {
  return { tab: tabs.find((t) => t === raw.tab) };
}

export interface ConflictSearch extends ResolverSearch {
  way?: Way;
}

export function conflictSearch(raw: Record<string, unknown>): ConflictSearch {
  return {
    take: (['app', 'repo', 'merge'] as const).find((t) => t === raw.take),
    as: raw.as === 'yaml' ? 'yaml' : undefined,
    way: (['here', 'push', 'app'] as const).find((w) => w === raw.way),
  };
}
