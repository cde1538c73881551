import { useComputedColorScheme } from '@mantine/core';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { language, look, marks, setup, type Language, type Mark } from './setup';

export interface CodeAreaProps {
  label: string; // for screen readers
  value: string;
  onChange?: (value: string) => void; // none: read only
  language: Language;
  schema?: object; // JSON Schema, for completion in YAML and JSON
  marks?: Mark[]; // problems, at their lines
  minHeight?: number;
  maxHeight?: number;
}

// CodeArea is CodeMirror as a controlled field. Tab moves on, as in every form; Escape is not
// needed to leave it.
export default function CodeArea({ label, value, onChange, language: lang, schema, marks: problems, minHeight = 160, maxHeight }: CodeAreaProps) {
  const dark = useComputedColorScheme('light') === 'dark';
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const parts = useRef({ look: new Compartment(), language: new Compartment(), marks: new Compartment() });
  const change = useRef(onChange);
  useEffect(() => {
    change.current = onChange;
  });

  const editable = onChange !== undefined;
  const begin = useRef(value);
  const given = useRef(false); // the text comes from outside, and is not to be told back
  useEffect(() => {
    const p = parts.current;
    const extensions: Extension[] = [
      setup(editable),
      EditorView.contentAttributes.of({ 'aria-label': label }),
      EditorView.updateListener.of((u) => {
        if (u.docChanged && !given.current) change.current?.(u.state.doc.toString());
      }),
      p.look.of([]),
      p.language.of([]),
      p.marks.of([]),
    ];
    view.current = new EditorView({ parent: box.current!, state: EditorState.create({ doc: begin.current, extensions }) });
    return () => view.current?.destroy();
  }, [editable, label]);

  useEffect(() => {
    const v = view.current;
    begin.current = value;
    if (!v || v.state.doc.toString() === value) return;
    given.current = true;
    v.dispatch({ changes: difference(v.state.doc.toString(), value) });
    given.current = false;
  }, [value, editable, label]);
  useEffect(() => {
    view.current?.dispatch({ effects: parts.current.look.reconfigure(look(dark, minHeight, maxHeight)) });
  }, [dark, minHeight, maxHeight, editable, label]);
  useEffect(() => {
    const put = (e: Extension) => view.current?.dispatch({ effects: parts.current.language.reconfigure(e) });
    put(language(lang));
    if (lang !== 'yaml' || !schema) return;
    let left = false;
    void import('./completion').then(({ yamlWith }) => {
      if (!left) put(yamlWith(schema));
    });
    return () => {
      left = true;
    };
  }, [lang, schema, editable, label]);
  useEffect(() => {
    view.current?.dispatch({ effects: parts.current.marks.reconfigure(marks(problems ?? [])) });
  }, [problems, editable, label]);

  return <div ref={box} />;
}

// difference is the one part of a text that another has differently, so that the cursor stays
// where somebody types while the rest follows others.
function difference(from: string, to: string) {
  const most = Math.min(from.length, to.length);
  let start = 0;
  while (start < most && from[start] === to[start]) start++;
  let end = 0;
  while (end < most - start && from[from.length - 1 - end] === to[to.length - 1 - end]) end++;
  return { from: start, to: from.length - end, insert: to.slice(start, to.length - end) };
}
