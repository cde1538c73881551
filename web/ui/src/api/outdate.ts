import type { InvalidateQueryFilters, QueryClient } from '@tanstack/react-query';

// outdate makes queries stale, and asks anew for those that are shown. A first answer that is on its
// way may be from before the change: the cache would take it for the new one, so it is asked for
// again once it is there.
export function outdate(cache: QueryClient, filters: InvalidateQueryFilters) {
  const asked = cache.getQueryCache().findAll({ ...filters, fetchStatus: 'fetching' }).filter((q) => q.state.data === undefined);
  void cache.invalidateQueries(filters);
  for (const query of asked) {
    const again = () => void cache.invalidateQueries({ queryKey: query.queryKey, exact: true, refetchType: filters.refetchType });
    query.promise?.then(again, again);
  }
}
