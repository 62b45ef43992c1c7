import { screen, within } from '@testing-library/react';
import type { ComponentType, ReactNode } from 'react';
import { MemoryRouter } from '../components/memory-router.fixture.tsx';
import { fixtureWords } from './words.fixture.ts';
import { WordsContext } from '../components/words.ts';

type Router = ComponentType<{ readonly children: ReactNode }>;

/** What every screen stands in. A screen that reads the address of the page itself needs a `BrowserRouter`. */
export const ScreenFrame = ({
  children,
  router: Router = MemoryRouter,
}: {
  readonly children: ReactNode;
  readonly router?: Router;
}) => (
  <Router>
    <WordsContext value={() => fixtureWords}>{children}</WordsContext>
  </Router>
);

/** The rows of a table below its head, each as its cells say them. */
export const rowsOf = (name: string): readonly string[] =>
  within(screen.getByRole('table', { name }))
    .getAllByRole('row')
    .slice(1)
    .map((row) =>
      within(row)
        .queryAllByRole('cell')
        .map(({ textContent }) => textContent)
        .join(' | '),
    );
