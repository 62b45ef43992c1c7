import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from '../../../components/memory-router.fixture.tsx';
import { useLocation } from '../../../components/router.tsx';
import { viewQuery, ViewsMenu } from './views-menu.tsx';

const member = (name: string) => ({ kind: 'member', id: '7c9e6679-7425-40de-944b-e07fc1f90ae7', name });
const view = (id: string, name: string, query: string, isOwn: boolean, shared: boolean) => ({
  id: `5f0c1a52-3d6e-4c0b-9a57-8f6f2a4f1c1${id}`,
  name,
  query,
  shared,
  owner: member(isOwn ? 'Dana' : 'Pat'),
  isOwn,
  changedAt: '2026-11-27T08:00:00.000Z',
});

const views = [
  view('0', 'Large', 'sort=-money', true, false),
  view('1', 'Held ones', 'flag=held', false, true),
];
const sent: { readonly method: string; readonly path: string; readonly body: unknown }[] = [];
beforeEach(() => {
  sent.length = 0;
  globalThis.fetch = (url, init) => {
    const path = (url as string).replace('/api/v1', '');
    const method = init?.method ?? 'GET';
    if (method !== 'GET')
      sent.push({ method, path, body: typeof init?.body === 'string' ? JSON.parse(init.body) : null });
    const answer = method === 'GET' ? { items: views } : views[0];
    const response = { ok: true, status: 200, headers: new Headers(), json: () => Promise.resolve(answer) };
    return Promise.resolve(response as Response);
  };
});

function Address() {
  const { pathname, search } = useLocation();
  return <p data-testid="address">{pathname + search}</p>;
}

async function usage(address: string, closed: string | null = null) {
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <MemoryRouter at={address}>
        <ViewsMenu closed={closed} />
        <Address />
      </MemoryRouter>
    </QueryClientProvider>,
  );
  await userEvent.click(await screen.findByRole('button'));
}

const items = () => screen.getAllByRole('menuitem').map(({ textContent }) => textContent);

describe('the menu of views', () => {
  it('has own and shared ones apart, and opens one by its address', async () => {
    await usage('/usage');
    await screen.findByRole('group', { name: 'Mine' });
    expect(items()).toEqual(['Large', 'Held onesby Pat', 'Save view…']);
    await userEvent.click(screen.getByRole('menuitem', { name: /^Held ones/u }));
    expect(screen.getByTestId('address').textContent).toBe('/usage?flag=held');
  });

  it('keeps filters and order under a name, without the line that is open', async () => {
    await usage('/usage?line=x&sort=-money&kind=increase');
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Save view…' }));
    await userEvent.type(await screen.findByRole('textbox', { name: 'Name' }), 'Under-billed');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Share with everyone' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save view' }));
    await waitFor(() =>
      expect(sent).toEqual([
        {
          method: 'POST',
          path: '/saved-views',
          body: { name: 'Under-billed', query: 'kind=increase&sort=-money', shared: true },
        },
      ]),
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('names the view that is shown, and shares or removes it where it is the own one', async () => {
    await usage('/usage?sort=-money&line=x');
    await waitFor(() => expect(screen.queryByText('Share with everyone')).not.toBeNull());
    expect(items()).toEqual(['Large', 'Held onesby Pat', 'Save view…', 'Share with everyone', 'Delete view']); // prettier-ignore
    await userEvent.click(screen.getByRole('menuitem', { name: 'Share with everyone' }));
    await waitFor(() =>
      expect(sent).toEqual([
        { method: 'PATCH', path: `/saved-views/${views[0]!.id}`, body: { shared: true } },
      ]),
    );
  });

  it('does not offer sharing to who may not', async () => {
    await usage('/usage?sort=-money', 'Deciding requires the reviewer role.');
    await waitFor(() => expect(items()).toContain('Delete view'));
    expect(items()).not.toContain('Share with everyone');
    await userEvent.click(screen.getByRole('menuitem', { name: 'Save view…' }));
    expect((await screen.findByRole<HTMLInputElement>('checkbox')).disabled).toBe(true);
  });

  it('takes two addresses that say the same for one view', () => {
    expect(viewQuery(new URLSearchParams('b=1&a=2&line=x&report=y'))).toBe(
      viewQuery(new URLSearchParams('a=2&b=1')),
    );
  });
});
