import type { ReactNode } from 'react';
import { MemoryRouter } from 'react-router';
import { fixtureWords } from './words.fixture.ts';
import { WordsContext } from './words.tsx';

/** What every screen stands in. */
export const Around = ({ children }: { readonly children: ReactNode }) => (
  <MemoryRouter>
    <WordsContext value={() => fixtureWords}>{children}</WordsContext>
  </MemoryRouter>
);
