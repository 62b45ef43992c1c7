import { render, screen } from '@testing-library/react';
import { inPseudoLocale, literalsIn } from './literals.fixture.ts';
import { MemoryRouter } from './memory-router.fixture.tsx';
import NotFound from './not-found.tsx';

const page = () =>
  render(
    <MemoryRouter>
      <NotFound />
    </MemoryRouter>,
  );

describe('the page of an unknown address', () => {
  it('leads to the home page', () => {
    page();
    expect(screen.getByRole('link', { name: 'Go to home page' }).getAttribute('href')).toBe('/');
  });

  it('has no literal: every text has the brackets of the pseudo-locale', () => {
    inPseudoLocale();
    expect(literalsIn(page().container)).toEqual([]);
  });
});
