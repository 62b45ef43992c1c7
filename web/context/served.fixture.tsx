import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ComponentProps, ReactNode } from 'react';
import type { SessionInfo } from '../api/session.ts';
import { sessionKey } from '../api/session.ts';
import { AnnouncerProvider } from '../components/announcer.tsx';
import { ToastProvider } from '../components/toasts.tsx';
import { ScreenFrame } from './screen-frame.fixture.tsx';

/** An administrator, unless a test says otherwise. */
export const signedIn = {
  member: { id: '5f0c1a52-3d6e-4c0b-9a57-8f6f2a4f1c10', email: 'dana@harbor-lane.test', name: 'Dana' },
  role: 'admin',
  marginRole: 'admin',
  by: 'session',
  tenant: {
    id: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
    name: 'Harbor Lane',
    currency: 'USD',
    timeZone: 'America/Chicago',
    logo: null,
  },
  organizations: [],
  expiresAt: null,
  idleEndsAt: null,
  kinds: { vendors: [], psas: [] },
  passwordChangeRequired: false,
  secondFactorRequired: false,
  hasSecondFactor: false,
  method: 'password',
  factor: null,
  confirmWith: ['password'],
  provider: null,
  confirmProvider: null,
} satisfies SessionInfo;

/** A page of a person who is signed in. */
export function Served({
  children,
  role = 'admin',
  known = [],
  router,
}: {
  readonly children: ReactNode;
  readonly role?: SessionInfo['role'];
  /** What was read already, by its key. */
  readonly known?: readonly (readonly [readonly unknown[], unknown])[];
  readonly router?: ComponentProps<typeof ScreenFrame>['router'];
}) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  client.setQueryData(sessionKey, { ...signedIn, role });
  for (const [key, data] of known) client.setQueryData(key, data);
  return (
    <QueryClientProvider client={client}>
      <ScreenFrame {...(router === undefined ? {} : { router })}>
        <AnnouncerProvider>
          <ToastProvider>{children}</ToastProvider>
        </AnnouncerProvider>
      </ScreenFrame>
    </QueryClientProvider>
  );
}

export interface SentCall {
  /** "PUT /settings". */
  readonly call: string;
  readonly body: unknown;
  readonly key: string | null;
}

/** Status and body of one answer. */
type Answer = readonly [status: number, body: unknown];

export const problem = (status: number, code: string, title: string): Answer => [
  status,
  { type: 'x', title, status, code, detail: '', message: title, params: {}, errors: [], requestId: 'r' },
];

/**
 * A server that gives these answers, by "PUT /settings"; what it does not know stays unanswered. Returns what was sent to
 * it, reads apart.
 */
export function serve(answers: Readonly<Record<string, () => Answer>>): readonly SentCall[] {
  const sent: SentCall[] = [];
  globalThis.fetch = (url, init) => {
    const method = init?.method ?? 'GET';
    const call = `${method} ${(url as string).replace('/api/v1', '')}`;
    const answer = answers[call];
    if (method !== 'GET')
      sent.push({
        call,
        body: typeof init?.body === 'string' ? JSON.parse(init.body) : null,
        key: new Headers(init?.headers).get('idempotency-key'),
      });
    if (answer === undefined) return new Promise(() => undefined);
    const [status, body] = answer();
    const response = {
      ok: status < 300,
      status,
      headers: new Headers(),
      json: () => Promise.resolve(body),
      blob: () => Promise.resolve(new Blob([JSON.stringify(body)])),
    };
    return Promise.resolve(response as Response);
  };
  return sent;
}
