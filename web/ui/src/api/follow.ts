import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { nameOf, pathOf } from './address';
import type { Versioned } from './client';
import { keys, type Kind } from './keys';
import { useWorkspace } from './workspaces';

// useFollow leads from a name of a resource to the one that it has now, and forgets it under the
// old one: that may be another's by then.
export function useFollow(kind: Kind, name: string, found: Versioned<{ id: number; slug: string }> | undefined, search: object) {
  const { slug } = useWorkspace();
  const cache = useQueryClient();
  const navigate = useNavigate();
  useEffect(() => {
    if (!found || nameOf(found.value) === name) return;
    cache.setQueryData(keys.one(slug, kind, nameOf(found.value)), found);
    const forget = () => cache.removeQueries({ queryKey: keys.one(slug, kind, name), exact: true });
    void navigate({ to: pathOf(slug, kind, found.value), replace: true, search: search as never }).then(forget);
  }, [found, name, slug, kind, cache, navigate, search]);
}
