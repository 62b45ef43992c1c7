import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, render, screen, waitFor } from '@testing-library/react';
import { inPseudoLocale, literalsIn } from '../../components/literals.fixture.ts';
import { MemoryRouter } from '../../components/memory-router.fixture.tsx';
import { Routes } from '../../components/router.tsx';
import { useIntegrations } from '../../api/integrations.ts';
import type { SessionInfo } from '../../api/session.ts';
import { AnnouncerProvider } from '../../components/announcer.tsx';
import { ShortcutProvider } from '../../components/shortcuts.tsx';
import { ToastProvider } from '../../components/toasts.tsx';
import RejectedSignIns from './rejected-sign-ins.tsx';
import { Shell } from './shell.tsx';

const session: SessionInfo = {
  member: { id: '5f0c1a52-3d6e-4c0b-9a57-8f6f2a4f1c10', email: 'dana@harbor-lane.test', name: 'Dana' },
  role: 'admin',
  marginRole: 'admin',
  by: 'session',
  tenant: {
    id: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
    name: 'Harbor Lane',
    currency: 'USD',
    timeZone: 'UTC',
    logo: null,
  },
  expiresAt: null,
  idleEndsAt: null,
  kinds: { vendors: [], psas: [] },
  passwordChangeRequired: false,
  secondFactorRequired: false,
  organizations: [],
  hasSecondFactor: false,
  method: 'password',
  factor: null,
  confirmWith: ['password'],
  provider: null,
  confirmProvider: null,
};

/** As the browser's, which jsdom has not; what the server sends is sent by hand. */
class Channel extends EventTarget {
  static readonly opened: Channel[] = [];
  isOpen = true;

  constructor(readonly url: string) {
    super();
    Channel.opened.push(this);
  }

  close(): void {
    this.isOpen = false;
  }
}

/** A server that answers who is signed in when it is told to, and counts how often the integrations are asked for. */
function answering() {
  let tell: (answer: { readonly status: number; readonly body: unknown }) => void = () => undefined;
  const who = new Promise<{ readonly status: number; readonly body: unknown }>((resolve) => (tell = resolve));
  const asked: string[] = [];
  const answers = async (path: string) => {
    if (path === '/session') return who;
    if (path === '/integrations') return { status: 200, body: { items: [] } };
    return new Promise<never>(() => undefined);
  };
  globalThis.fetch = async (url) => {
    const path = (url as string).replace('/api/v1', '');
    asked.push(path);
    const { status, body } = await answers(path);
    const response = { ok: status < 300, status, headers: new Headers(), json: () => Promise.resolve(body) };
    return response as Response;
  };
  return { tell, readings: () => asked.filter((path) => path === '/integrations').length };
}

function Screen() {
  const { data } = useIntegrations();
  return <h1>{data === undefined ? 'Reading' : `${data.items.length} integrations`}</h1>;
}

function open(): void {
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 10_000 } } })}
    >
      <MemoryRouter>
        <AnnouncerProvider>
          <ShortcutProvider>
            <ToastProvider>
              <Routes
                table={[
                  { routes: { '/sign-in': <h1>Sign in</h1> } },
                  { frame: <Shell />, routes: { '/': <Screen /> } },
                ]}
              />
            </ToastProvider>
          </ShortcutProvider>
        </AnnouncerProvider>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

describe('a page that is opened', () => {
  beforeEach(() => {
    Channel.opened.length = 0;
    globalThis.EventSource = Channel as unknown as typeof EventSource;
  });
  const channel = (): Channel => Channel.opened.at(-1)!;
  const heading = (name: string) => screen.findByRole('heading', { level: 1, name });
  const stands = () =>
    act(() => {
      channel().dispatchEvent(new Event('resync'));
    });

  it('opens the channel while it asks who is signed in, and reads once what it reads afterwards', async () => {
    const { tell, readings } = answering();
    open();
    expect(channel().url).toBe('/api/v1/events');
    stands();
    tell({ status: 200, body: session });
    await heading('0 integrations');
    expect([readings(), Channel.opened.length, channel().isOpen]).toEqual([1, 1, true]);
  });

  it('reads once more what it read before the channel stood', async () => {
    const { tell, readings } = answering();
    open();
    tell({ status: 200, body: session });
    await heading('0 integrations');
    expect(readings()).toBe(1);
    stands();
    await waitFor(() => expect(readings()).toBe(2));
  });

  it('has no literal around its screen', async () => {
    inPseudoLocale();
    const { tell } = answering();
    open();
    tell({ status: 200, body: session });
    await heading('0 integrations');
    expect(literalsIn(document.body, ['0 integrations', 'Seatwise', 'Harbor Lane', 'D'])).toEqual([]);
  });

  it('has none where sign-ins were rejected', () => {
    inPseudoLocale();
    const { container } = render(
      <MemoryRouter>
        <RejectedSignIns
          times={2}
          lastAt="2026-11-24T02:04:00.000Z"
          lastAddress="192.0.2.7"
          onSeen={() => undefined}
        />
      </MemoryRouter>,
    );
    expect(container.textContent).toContain('192.0.2.7');
    expect(literalsIn(container)).toEqual([]);
  });

  it.each([
    ['nobody is signed in', 401, { code: 'NotSignedIn' }, 'Sign in'],
    ['it cannot be said who is', 403, { code: 'Forbidden' }, 'Seatwise'],
    ['a password is to be set first', 200, { ...session, passwordChangeRequired: true }, 'Set your password'],
  ])('keeps no channel where %s', async (_, status, body, words) => {
    const { tell } = answering();
    open();
    tell({
      status,
      body: {
        type: 'x',
        title: 'x',
        status,
        detail: '',
        message: 'x',
        params: {},
        errors: [],
        requestId: 'r',
        ...body,
      },
    });
    await heading(words);
    expect(Channel.opened.map(({ isOpen }) => isOpen)).toEqual([false]);
  });
});
