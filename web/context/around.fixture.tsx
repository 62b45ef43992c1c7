import { screen, within } from '@testing-library/react';
import type { ReactNode } from 'react';
import { MemoryRouter } from 'react-router';
import { fixtureWords } from './words.fixture.ts';
import { WordsContext } from '../components/words.ts';

/** What every screen stands in. */
export const Around = ({ children }: { readonly children: ReactNode }) => (
  <MemoryRouter>
    <WordsContext value={() => fixtureWords}>{children}</WordsContext>
  </MemoryRouter>
);

/** The rows of a table below its head, each as its cells say them. */
export const rowsOf = (name: string): readonly string[] =>
  within(screen.getByRole('table', { name }))
    .getAllByRole('row')
    .slice(1)
    .map((row) =>
      within(row)
        .getAllByRole('cell')
        .map(({ textContent }) => textContent)
        .join(' | '),
    );
