import { MantineProvider } from '@mantine/core';
import { fireEvent, render, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { MergeOffer } from './MergeOffer';

test('what was chosen does not answer for a text that came later', async () => {
  const onSettle = vi.fn();
  const shown = (theirs: string) => <MantineProvider env="test"><MergeOffer clashes={[{ path: ['name'], mine: 'People', theirs }]} onSettle={onSettle} /></MantineProvider>;
  const page = render(shown('Crowd'));
  const go = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Go on with this' });
  fireEvent.click(await screen.findByRole('radio', { name: /^Theirs/ }));
  expect(go().disabled).toBe(false);
  page.rerender(shown('Audience'));
  expect(go().disabled).toBe(true);
});
