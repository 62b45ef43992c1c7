import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { BrowserRouter, Link, Routes } from './router.tsx';
import { LeaveGuard } from './leave-guard.tsx';

const page = (dirty: boolean) => (
  <BrowserRouter>
    <LeaveGuard dirty={dirty} />
    <Link to="/elsewhere">Elsewhere</Link>
    <Routes table={[{ routes: { '/elsewhere': <h1>Elsewhere it is</h1>, '*': <h1>The form</h1> } }]} />
  </BrowserRouter>
);
const leaves = (): Promise<void> => userEvent.click(screen.getByRole('link', { name: 'Elsewhere' }));
const title = (): string | null => screen.getByRole('heading', { level: 1, hidden: true }).textContent;
const closing = (): boolean => globalThis.dispatchEvent(new Event('beforeunload', { cancelable: true }));

beforeEach(() => {
  history.replaceState(null, '', '/form');
});

describe('a form with something typed', () => {
  it('asks once before it is left: Cancel stays, Leave goes', async () => {
    render(page(true));
    await leaves();
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect([title(), location.pathname]).toEqual(['The form', '/form']);
    await leaves();
    await userEvent.click(screen.getByRole('button', { name: 'Leave' }));
    expect([title(), location.pathname]).toEqual(['Elsewhere it is', '/elsewhere']);
  });

  it('has the browser ask before the page is closed', () => {
    render(page(true));
    expect(closing()).toBe(false);
  });

  it('asks nothing any more once it was saved', async () => {
    const { rerender } = render(page(true));
    rerender(page(false));
    expect(closing()).toBe(true);
    await leaves();
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(title()).toBe('Elsewhere it is');
  });
});
