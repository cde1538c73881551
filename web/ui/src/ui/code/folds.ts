import { EditorView } from '@codemirror/view';
import type { KeyboardEvent } from 'react';

const folds = '.cm-collapsedLines';

// offerFolds makes the folded lines of a comparison, which the library opens by a click alone,
// buttons that can be reached with the keyboard.
export function offerFolds(parent: HTMLElement) {
  for (const fold of parent.querySelectorAll<HTMLElement>(`${folds}:not([role])`)) {
    fold.role = 'button';
    fold.tabIndex = 0;
    fold.title = 'Show these lines';
  }
}

// unfold opens the folded lines that have the focus, and leaves the cursor where they are.
export function unfold(e: KeyboardEvent) {
  const fold = e.target instanceof HTMLElement ? e.target.closest<HTMLElement>(folds) : null;
  if (!fold || (e.key !== 'Enter' && e.key !== ' ')) return;
  e.preventDefault();
  e.stopPropagation();
  const view = EditorView.findFromDOM(fold);
  const at = view?.posAtDOM(fold);
  fold.click();
  if (!view || at === undefined) return;
  view.dispatch({ selection: { anchor: at } });
  view.focus();
}
