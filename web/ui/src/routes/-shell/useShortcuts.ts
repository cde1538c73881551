import { useHotkeys } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useWorkspace } from '@/api/workspaces';
import { places } from './places';

interface On {
  palette: () => void;
  shortcuts: () => void;
}

// confirmDialog presses the main button of the dialog in front; while that is disabled, nothing happens.
function confirmDialog() {
  const front = [...document.querySelectorAll('[aria-modal="true"]')].at(-1);
  front?.querySelector<HTMLButtonElement>('[data-confirm], button[type=submit]')?.click();
}

// useShortcuts: g and a letter goes to a page, / to the search field of the page, ? tells of all, Ctrl and Enter
// confirms a dialog.
export function useShortcuts({ palette, shortcuts }: On) {
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
  useHotkeys([['mod+K', palette], ['mod+Enter', confirmDialog]], [], true);
  useEffect(() => {
    const typing = (e: KeyboardEvent) => (e.target as HTMLElement).closest('input, textarea, select, [contenteditable=true]') !== null;
    const begin = (e: KeyboardEvent) => {
      if (e.key !== 'g' || typing(e) || e.ctrlKey || e.metaKey || e.altKey || waits.current) return;
      // Set after this key went round, so that "g g" needs the second one.
      queueMicrotask(() => {
        waits.current = setTimeout(() => (waits.current = undefined), 1200);
      });
    };
    // Which keys make a question mark differs between keyboards.
    const ask = (e: KeyboardEvent) => {
      if (e.key === '?' && !typing(e)) shortcuts();
    };
    window.addEventListener('keyup', begin);
    window.addEventListener('keydown', ask);
    return () => {
      window.removeEventListener('keyup', begin);
      window.removeEventListener('keydown', ask);
    };
  }, [shortcuts]);
}
