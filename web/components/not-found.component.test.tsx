import { render, screen } from '@testing-library/react';
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
});
