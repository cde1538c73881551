import type { GitStatus } from '@/api/git';
import type { OverviewOf } from './queries';

// steps are the three of the welcome, and whether each is done.
export function steps(counts: OverviewOf['counts'], status: GitStatus | undefined) {
  return { source: counts.sources > 0, git: status !== undefined && status.phase !== 'disconnected', model: counts.models > 0 };
}

export const doneOf = (s: ReturnType<typeof steps>) => Object.values(s).filter(Boolean).length;
