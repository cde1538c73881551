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
  useEffect(() => {
    const p = parts.current;
    const extensions: Extension[] = [
      setup(editable),
      EditorView.contentAttributes.of({ 'aria-label': label }),
      EditorView.updateListener.of((u) => {
        if (u.docChanged) change.current?.(u.state.doc.toString());
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
    if (v && v.state.doc.toString() !== value) v.dispatch({ changes: { from: 0, to: v.state.doc.length, insert: value } });
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
