import { RequestLog } from '../../request-log.ts';
import { buildScenario } from '../../scenarios/index.ts';
import type { PagingFault } from '../../fault-kinds.ts';
import type { VendorAnswer } from '../../vendor.ts';
import type { Scenario } from '../../scenario.ts';
import type { HaloInvoice, HaloLine } from '../scenario.ts';
import { createHaloPsa } from '../vendor.ts';

export const now = new Date('2025-11-24T15:00:00Z');

/** What a test varies; left out: a GET with a token of the first application for all of its scopes. */
interface Call {
  readonly method?: string;
  readonly host?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly application?: number;
  readonly paging?: PagingFault;
}

type Body = Record<string, unknown>;

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the scenario has no such thing');
  return value;
}

/** A sandbox HaloPSA and what a client says to it. The clock stands until a test moves it. */
export function halo() {
  const scenario: Scenario = buildScenario('typical', { now });
  const requestLog = new RequestLog();
  const vendor = createHaloPsa();
  const clock = { now };
  const { halopsa } = scenario;
  const raw = (path: string, call: Call = {}, body = ''): VendorAnswer =>
    vendor(
      {
        method: call.method ?? 'GET',
        host: call.host ?? halopsa.host,
        path,
        query: new URLSearchParams({ ...call.query }).toString(),
        headers: { ...call.headers },
        body: Buffer.from(body),
      },
      { scenario, requestLog, now: () => clock.now },
      call.paging ?? null,
    );
  const tokenFor = (
    form: Readonly<Record<string, string>>,
    query: Record<string, string> = {},
  ): VendorAnswer =>
    raw(
      '/auth/token',
      { method: 'POST', query, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      new URLSearchParams({ grant_type: 'client_credentials', ...form }).toString(),
    );
  const tokenOf = (nth = 0): string => {
    const { clientId, clientSecret, scopes } = present(halopsa.applications[nth]);
    const form = { client_id: clientId, client_secret: clientSecret, scope: scopes.join(' ') };
    return (tokenFor(form).body as { access_token: string }).access_token;
  };
  const api = (path: string, call: Call = {}): VendorAnswer =>
    raw(
      `/api${path}`,
      {
        method: call.body === undefined ? 'GET' : 'POST',
        ...call,
        headers: {
          authorization: `Bearer ${tokenOf(call.application)}`,
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...call.headers,
        },
      },
      call.body === undefined ? '' : JSON.stringify(call.body),
    );
  /** The document of a client with its first Duo line, as the scenario has it. */
  const billedTo = (name: string): { invoice: HaloInvoice; line: HaloLine } => {
    const client = halopsa.clients.find((one) => one.name === name);
    const invoice = halopsa.invoices.find((one) => one.clientId === client?.id);
    const line = invoice?.lines.find((one) => one.itemCode.startsWith('DUO-'));
    return { invoice: present(invoice), line: present(line) };
  };
  /** A document in its detail form, and its lines. */
  const document = (id: number): Body & { readonly lines: Body[] } =>
    api(`/RecurringInvoice/${id}`).body as Body & { readonly lines: Body[] };
  return { scenario, halopsa, requestLog, clock, raw, api, tokenFor, tokenOf, billedTo, document };
}

export function rowsOf(answer: VendorAnswer, key: string): Body[] {
  expect(answer.status).toBe(200);
  return present((answer.body as Record<string, Body[]>)[key]);
}
