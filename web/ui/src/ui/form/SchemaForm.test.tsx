import { MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import Drawn from './Drawn';
import type { FieldInput, JsonSchema, SchemaFormProps, Values } from './types';

const folder = join(import.meta.dirname, '../../../../../connector');
const read = (path: string) => JSON.parse(readFileSync(join(folder, path), 'utf8')) as JsonSchema;
const types = readdirSync(folder, { withFileTypes: true }).filter((e) => e.isDirectory()).map((e) => e.name).filter((n) => readdirSync(join(folder, n)).includes('config.schema.json'));

// whole is the schema of a sync as the server gives it, with the shared parts.
function whole(name: string): JsonSchema {
  const schema = read(`${name}/sync.schema.json`);
  return { ...schema, $defs: { ...(read('sync.parts.json').$defs as object), ...((schema.$defs as object | undefined) ?? {}) } };
}

function Held({ value, onChange, ...p }: SchemaFormProps) {
  const [v, set] = useState(value);
  return (
    <MantineProvider>
      <Drawn {...p} value={v} onChange={(next) => { set(next); onChange(next); }} />
    </MantineProvider>
  );
}

function draw(schema: JsonSchema, value: Values, more: Partial<SchemaFormProps> = {}) {
  const onChange = vi.fn<(v: Values) => void>();
  render(<Held schema={schema} value={value} onChange={onChange} {...more} />);
  return onChange;
}

const Own = ({ label, problems, onChange }: FieldInput) => (
  <button onClick={() => onChange([{ to: 'email', from: 'email' }])}>{label} {problems.map((p) => `${p.path}: ${p.message}`)}</button>
);
const fields = { mappings: Own, mapping: Own };

describe('SchemaForm', () => {
  it.each(types)('draws the connection and the sync of %s, and changes nothing by itself', (name) => {
    const onChange = draw(read(`${name}/config.schema.json`), { somethingElse: 1 }, { secrets: { set: [], typed: {}, onChange: () => undefined } });
    expect(screen.queryByText(/unsupported/i)).toBeNull();
    expect(document.querySelectorAll('input, textarea').length).toBeGreaterThan(0);
    cleanup();
    const sync = draw(whole(name), { mappings: [{ to: 'a', from: 'b' }], later: { kept: true } }, { fields });
    expect(screen.queryByText(/unsupported/i)).toBeNull();
    expect(onChange).not.toHaveBeenCalled();
    expect(sync).not.toHaveBeenCalled();
  });

  it('keeps keys that it does not know, and writes no default', () => {
    const onChange = draw(whole('postgres'), { object: 'public.a', later: { kept: [1] } }, { fields });
    fireEvent.change(screen.getByLabelText(/^Table/), { target: { value: 'public.b' } });
    expect(onChange).toHaveBeenLastCalledWith({ object: 'public.b', later: { kept: [1] } });
    fireEvent.click(screen.getByRole('button', { name: /Mappings/ }));
    expect(onChange).toHaveBeenLastCalledWith({ object: 'public.b', later: { kept: [1] }, mappings: [{ to: 'email', from: 'email' }] });
  });

  it('shows only the switch of what is switched off, and keeps the rest', () => {
    const onChange = draw(whole('http'), { add: { enabled: false, url: '/people', later: 1 } }, { fields });
    const on = screen.getByRole('switch', { name: 'Enabled' });
    expect(screen.queryByLabelText('URL')).toBeNull();
    fireEvent.click(on);
    expect(onChange).toHaveBeenLastCalledWith({ add: { enabled: true, url: '/people', later: 1 } });
    expect(screen.getByLabelText<HTMLTextAreaElement>('URL').value).toBe('/people');
    fireEvent.click(on);
    expect(onChange).toHaveBeenLastCalledWith({ add: { enabled: false, url: '/people', later: 1 } });
    expect(screen.queryByLabelText('URL')).toBeNull();
  });

  it('shows what the server says at the field', () => {
    draw(whole('postgres'), { object: 'x' }, {
      fields,
      at: 'config',
      problems: [{ path: 'config.object', message: 'there is no such table', hint: 'give schema.table' }, { path: 'config.mappings[2].to', message: 'is empty' }],
    });
    expect(screen.getByText('There is no such table. Give schema.table.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Mappings [2].to: is empty' })).toBeTruthy();
  });

  it('writes secrets apart, and never shows them', () => {
    const typed = vi.fn();
    const onChange = draw(read('hubspot/config.schema.json'), {}, { secrets: { set: ['token'], typed: {}, onChange: typed } });
    expect(screen.getByText('Set')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Replace Access token' }));
    fireEvent.change(screen.getByLabelText(/^Access token/), { target: { value: 'new' } });
    expect(typed).toHaveBeenCalledWith({ token: 'new' });
    expect(onChange).not.toHaveBeenCalled();
  });

  it('tells what is missing once it is asked to', () => {
    draw(whole('postgres'), {}, { fields, checked: true });
    fireEvent.change(screen.getByLabelText(/^Table/), { target: { value: 'x' } });
    fireEvent.change(screen.getByLabelText(/^Table/), { target: { value: '' } });
    expect(screen.getByText('This is required.')).toBeTruthy();
  });
});

describe('SchemaForm of a choice', () => {
  const choice: JsonSchema = {
    type: 'object',
    properties: {
      auth: {
        title: 'Sign in by',
        type: 'object',
        oneOf: [
          { title: 'Password', properties: { kind: { const: 'password', type: 'string', 'x-widget': 'hidden' }, user: { type: 'string', title: 'User' } } },
          { title: 'Key', properties: { kind: { const: 'key', type: 'string', 'x-widget': 'hidden' }, path: { type: 'string', title: 'Path of the key' } } },
        ],
      },
      tags: { type: 'array', title: 'Tags', items: { type: 'string', title: 'Tag' } },
    },
    required: ['auth'],
  };

  it('shows the fields of what is chosen', () => {
    draw(choice, { auth: { kind: 'key', path: '/a' } });
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Path of the key' }).value).toBe('/a');
    expect(screen.queryByLabelText('User')).toBeNull();
  });

  it('adds to lists', () => {
    const onChange = draw(choice, { auth: { kind: 'key' }, tags: ['a'] });
    fireEvent.click(screen.getByRole('button', { name: 'Add to Tags' }));
    fireEvent.change(screen.getAllByRole('textbox').at(-1)!, { target: { value: 'b' } });
    expect(onChange).toHaveBeenLastCalledWith({ auth: { kind: 'key' }, tags: ['a', 'b'] });
  });
});
