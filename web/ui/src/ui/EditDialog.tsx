import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { EditForm, type Edited } from './EditForm';
import styles from './EditDialog.module.css';

interface Props {
  title: string;
  editor: Edited;
  labels: Record<string, string>; // names of the fields for people, by their key
  saveLabel?: string;
  invalid?: boolean;
  onClose: () => void; // what is not saved stays a draft
  children: ReactNode;
}

// EditDialog is an EditForm in front of the page.
export function EditDialog({ title, onClose, children, ...form }: Props) {
  return (
    <Modal opened onClose={onClose} title={title} size="lg" classNames={{ body: styles.body }}>
      <EditForm {...form}>{children}</EditForm>
    </Modal>
  );
}
