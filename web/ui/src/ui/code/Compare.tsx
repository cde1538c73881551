import { useComputedColorScheme } from '@mantine/core';
import { MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { offerFolds, unfold } from './folds';
import { language, look, setup, type Language } from './setup';

export interface CompareProps {
  before: string;
  after: string;
  language: Language;
  sideBySide?: boolean;
  label: string;
}

// Compare shows what changed from one text to another, unchanged parts folded.
export default function Compare({ before, after, language: lang, sideBySide, label }: CompareProps) {
  const dark = useComputedColorScheme('light') === 'dark';
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const parent = box.current!;
    const offered = () => offerFolds(parent);
    const shared = [setup(false), language(lang), look(dark, 60, 600), EditorView.contentAttributes.of({ 'aria-label': label }), EditorView.updateListener.of(offered)];
    const collapse = { margin: 3, minSize: 6 };
    if (sideBySide) {
      const v = new MergeView({ parent, a: { doc: before, extensions: shared }, b: { doc: after, extensions: shared }, collapseUnchanged: collapse, gutter: true });
      offered();
      return () => v.destroy();
    }
    const v = new EditorView({
      parent,
      state: EditorState.create({ doc: after, extensions: [...shared, unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: collapse })] }),
    });
    offered();
    return () => v.destroy();
  }, [before, after, lang, sideBySide, dark, label]);
  return <div ref={box} onKeyDownCapture={unfold} />;
}
