import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';

export const pageSize = 100;

interface Page<T> {
  data: T[];
  total: number;
}

// usePages reads the parts of a long list that are in sight. ask gets a page by its offset.
export function usePages<T>(key: readonly unknown[], ask: (offset: number) => Promise<Page<T>>) {
  const [range, setRange] = useState({ from: 0, to: 0 }); // of pages
  // The first page tells how many there are, so it is always asked for.
  const first = useQuery({ queryKey: [...key, 0], queryFn: () => ask(0), placeholderData: keepPreviousData });
  const wanted = useMemo(() => {
    const pages: number[] = [];
    for (let p = range.from; p <= range.to; p++) if (p > 0) pages.push(p);
    return pages;
  }, [range]);
  const rest = useQueries({
    queries: wanted.map((p) => ({ queryKey: [...key, p], queryFn: () => ask(p * pageSize), staleTime: 10_000 })),
  });

  const total = first.data?.total ?? 0;
  const byPage = new Map<number, T[]>([[0, first.data?.data ?? []]]);
  wanted.forEach((p, i) => byPage.set(p, rest[i]?.data?.data ?? []));
  const rowAt = (index: number) => byPage.get(Math.floor(index / pageSize))?.[index % pageSize];
  const onRange = useCallback((first: number, last: number) => {
    const [from, to] = [Math.floor(first / pageSize), Math.floor(last / pageSize)];
    setRange((now) => (now.from === from && now.to === to ? now : { from, to }));
  }, []);
  return {
    total,
    rowAt,
    onRange,
    isPending: first.isPending,
    isFetching: first.isFetching,
    error: first.error ?? rest.find((r) => r.error)?.error ?? null,
    refetch: first.refetch,
  };
}
