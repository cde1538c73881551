import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { PostgreSQL, sql } from '@codemirror/lang-sql';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, defaultHighlightStyle, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, linter, type Diagnostic } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags as t } from '@lezer/highlight';

export type Language = 'sql' | 'yaml' | 'json' | 'text';

// Mark is a problem at a line, from 1.
export interface Mark {
  line: number;
  column?: number;
  message: string;
  warning?: boolean;
}

// setup is what every editor has.
export function setup(editable: boolean): Extension {
  const shown: Extension[] = [lineNumbers(), drawSelection(), bracketMatching(), highlightSelectionMatches(), EditorView.lineWrapping];
  if (!editable) return [...shown, EditorState.readOnly.of(true), keymap.of([...defaultKeymap, ...searchKeymap])];
  return [
    ...shown,
    history(),
    indentOnInput(),
    closeBrackets(),
    autocompletion(),
    highlightActiveLine(),
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...completionKeymap]),
  ];
}

export function language(name: Language): Extension {
  switch (name) {
    case 'sql':
      return sql({ dialect: PostgreSQL, upperCaseKeywords: false });
    case 'yaml':
      return yaml();
    case 'json':
      return json();
    case 'text':
      return [];
  }
}

const darkStyle = HighlightStyle.define([
  { tag: [t.keyword, t.operatorKeyword, t.modifier], color: '#c4a7f5' },
  { tag: [t.string, t.special(t.string)], color: '#a8d69b' },
  { tag: [t.number, t.bool, t.null, t.atom], color: '#f0b37e' },
  { tag: [t.comment], color: '#8b95a3', fontStyle: 'italic' },
  { tag: [t.propertyName, t.definition(t.propertyName), t.typeName], color: '#7fc8f0' },
  { tag: [t.operator, t.punctuation, t.separator], color: '#b6c0cc' },
]);

export function look(dark: boolean, minHeight: number, maxHeight?: number): Extension {
  return [
    syntaxHighlighting(dark ? darkStyle : defaultHighlightStyle, { fallback: true }),
    EditorView.theme(
      {
        '&': { fontSize: '13px', backgroundColor: 'var(--app-surface)', color: 'var(--mantine-color-text)' },
        '&.cm-focused': { outline: '2px solid var(--mantine-primary-color-filled)', outlineOffset: '-2px' },
        '.cm-content, .cm-gutter': { minHeight: `${minHeight}px` },
        '.cm-scroller': { maxHeight: maxHeight ? `${maxHeight}px` : 'none', overflow: 'auto', fontFamily: 'var(--mantine-font-family-monospace)' },
        '.cm-gutters': { backgroundColor: 'var(--app-ground)', color: 'var(--mantine-color-dimmed)', border: 'none' },
        '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: dark ? '#ffffff0a' : '#0000000a' },
        // The sign that the library puts here is in few fonts.
        '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '""' },
        '.cm-collapsedLines:focus-visible': { outline: '2px solid var(--mantine-primary-color-filled)', outlineOffset: '-2px' },
        '&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText': { background: dark ? '#7a2f2f' : '#ffd5d0' },
        '&.cm-merge-b .cm-changedText': { background: dark ? '#1c5847' : '#bdeedd' },
        '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
        '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: dark ? '#2b4c55 !important' : '#cdebe5 !important' },
      },
      { dark },
    ),
  ];
}

// marks shows problems in the margin and under the text.
export function marks(problems: Mark[]): Extension {
  if (problems.length === 0) return [];
  return [
    lintGutter(),
    linter(
      (view) =>
        problems.map((p): Diagnostic => {
          const line = view.state.doc.line(Math.min(Math.max(p.line, 1), view.state.doc.lines));
          const from = Math.min(line.from + Math.max((p.column ?? 1) - 1, 0), line.to);
          return { from, to: line.to, severity: p.warning ? 'warning' : 'error', message: p.message };
        }),
      { delay: 0 },
    ),
  ];
}
