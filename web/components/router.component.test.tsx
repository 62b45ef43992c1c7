import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  BrowserRouter,
  Link,
  NavLink,
  Navigate,
  Outlet,
  Routes,
  useParams,
  useSearchParams,
} from './router.tsx';

const Frame = () => (
  <>
    <NavLink to="/runs">Runs</NavLink>
    <Link to="/runs/a%2Fb?show=all#top">One</Link>
    <Outlet />
  </>
);

function Run() {
  const { runId = 'list' } = useParams();
  const [search, setSearch] = useSearchParams();
  return (
    <>
      <h1>
        {runId} {search.toString()}
      </h1>
      <button
        type="button"
        onClick={() => {
          setSearch((now) => new URLSearchParams([...now, ['a', '1']]));
          setSearch((now) => new URLSearchParams([...now, ['b', '2']]), { replace: true });
        }}
      >
        Both
      </button>
    </>
  );
}

const page = (
  <BrowserRouter>
    <Routes
      table={[
        { routes: { '/old': <Navigate to="/runs" /> } },
        { frame: <Frame />, routes: { '/runs/:runId?': <Run />, '*': <h1>Not found</h1> } },
      ]}
    />
  </BrowserRouter>
);
const title = (): string | null => screen.getByRole('heading').textContent;
const open = (address: string): void => {
  history.replaceState(null, '', address);
  render(page);
};

describe('the router', () => {
  it('shows the element of the path in its frame, with decoded parameters', async () => {
    open('/runs');
    expect(title()).toBe('list ');
    expect(screen.getByRole('link', { name: 'Runs' }).getAttribute('aria-current')).toBe('page');
    await userEvent.click(screen.getByRole('link', { name: 'One' }));
    expect([title(), location.hash]).toEqual(['a/b show=all', '#top']);
    // A place below it.
    expect(screen.getByRole('link', { name: 'Runs' }).getAttribute('aria-current')).toBe('page');
  });

  it('applies two changes of the parameters one after the other', async () => {
    open('/runs');
    await userEvent.click(screen.getByRole('button', { name: 'Both' }));
    expect(title()).toBe('list a=1&b=2');
  });

  it('follows Back, and replaces the entry when it redirects', async () => {
    open('/runs');
    const length = history.length;
    await userEvent.click(screen.getByRole('link', { name: 'One' }));
    await act(async () => {
      const back = new Promise((resolve) => globalThis.addEventListener('popstate', resolve, { once: true }));
      history.back();
      await back;
    });
    expect([title(), history.length]).toEqual(['list ', length + 1]);
  });

  it('redirects', () => {
    open('/old');
    expect([title(), location.pathname]).toEqual(['list ', '/runs']);
  });

  it('leaves a click with a modifier to the browser', async () => {
    open('/runs');
    const stay = (event: Event): void => event.preventDefault();
    globalThis.addEventListener('click', stay, { once: true });
    const user = userEvent.setup();
    await user.keyboard('{Control>}');
    await user.click(screen.getByRole('link', { name: 'One' }));
    expect(title()).toBe('list ');
  });

  it('knows a path that nothing matches', () => {
    open('/runs/a/b');
    expect(title()).toBe('Not found');
  });
});
