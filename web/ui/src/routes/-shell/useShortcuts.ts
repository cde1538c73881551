import { useHotkeys } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useWorkspace } from '@/api/workspaces';
import { places } from './places';

// useShortcuts: g and a letter goes to a page, / to the search field of the page.
export function useShortcuts() {
  const { slug } = useWorkspace();
  const navigate = useNavigate();
  const waits = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(waits.current), []);
  useHotkeys([
    ...places.map((p): [string, () => void] => [
      p.key,
      () => {
        if (!waits.current) return;
        clearTimeout(waits.current);
        waits.current = undefined;
        void navigate({ to: `/w/${slug}${p.path}` });
      },
    ]),
    ['/', () => document.querySelector<HTMLInputElement>('input[type=search]')?.focus()],
  ]);
  useEffect(() => {
    const begin = (e: KeyboardEvent) => {
      const typing = (e.target as HTMLElement).closest('input, textarea, select, [contenteditable=true]');
      if (e.key !== 'g' || typing || e.ctrlKey || e.metaKey || e.altKey || waits.current) return;
      // Set after this key went round, so that "g g" needs the second one.
      queueMicrotask(() => {
        waits.current = setTimeout(() => (waits.current = undefined), 1200);
      });
    };
    window.addEventListener('keyup', begin);
    return () => window.removeEventListener('keyup', begin);
  }, []);
}
