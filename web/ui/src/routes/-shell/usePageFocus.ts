import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

// usePageFocus puts the focus on the title of a new page, unless the page has put it somewhere
// itself: so a screen reader says where one is, and Tab goes on from there.
export function usePageFocus() {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ pathChanged, fromLocation }) => {
        if (!fromLocation || !pathChanged) return;
        const content = document.getElementById('content');
        if (!content || content.contains(document.activeElement) || document.activeElement?.closest('[role=dialog]')) return;
        (content.querySelector<HTMLElement>('h1') ?? content).focus({ preventScroll: true });
      }),
    [router],
  );
}
