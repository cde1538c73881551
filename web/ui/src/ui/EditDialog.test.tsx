import { MantineProvider, Modal } from '@mantine/core';
import { fireEvent, render, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { EditDialog } from './EditDialog';
import { EditForm } from './EditForm';

const editor = (save: () => void) => ({
  draft: { dirty: true, joined: [], restored: false, discard: () => undefined, offer: null },
  save, saving: false, fault: null, settle: () => undefined,
});
const press = () => fireEvent.keyDown(document.documentElement, { key: 's', code: 'KeyS', ctrlKey: true });

test('a dialog is saved by the keys that its button names', async () => {
  const [inside, behind] = [vi.fn(), vi.fn()];
  render(
    <MantineProvider env="test">
      <EditForm editor={editor(behind)}>page</EditForm>
      <EditDialog title="Rename" editor={editor(inside)} labels={{}} onClose={() => undefined}>fields</EditDialog>
    </MantineProvider>,
  );
  await screen.findByText('fields');
  press();
  expect(inside).toHaveBeenCalledOnce();
  expect(behind).not.toHaveBeenCalled();
});

test('keys are not for what stands behind another dialog', async () => {
  const save = vi.fn();
  render(
    <MantineProvider env="test">
      <EditDialog title="Rename" editor={editor(save)} labels={{}} onClose={() => undefined}>fields</EditDialog>
      <Modal opened onClose={() => undefined}>in front</Modal>
    </MantineProvider>,
  );
  await screen.findByText('in front');
  press();
  expect(save).not.toHaveBeenCalled();
});
