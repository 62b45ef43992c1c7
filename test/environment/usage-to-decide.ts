import request from 'supertest';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Role } from '../../contracts/api/common.ts';
import type { BillsIn } from '../../domain/usage/billing-target.ts';
import { type ApiUnderTest, apiUnderTest } from './api-under-test.ts';
import { connected, countAll, load, type SeededAccount } from './seeded-integration.ts';

/** What the list shows of a line, as far as decisions need it. */
export interface ShownLine {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  readonly version: number;
  readonly decision: string;
  readonly variance: string | null;
  readonly psaQuantity: string | null;
  readonly vendorQuantity: number | null;
  readonly flags: readonly {
    readonly flag: string;
    readonly check?: string;
    readonly reason: { readonly code: string; readonly message: string };
  }[];
  readonly billingTarget: { readonly kind: string; readonly text: string } | null;
  readonly waiting: {
    readonly approvalId: string;
    readonly approvalLineId: string;
    readonly state: string;
    readonly before: string;
    readonly after: string;
    readonly targetInvoice: { readonly code: string };
  } | null;
  readonly writeBack: { readonly state: string; readonly code: string | null } | null;
  readonly decisionDetail: {
    readonly by: { readonly name: string | null };
    readonly reason: string | null;
    readonly quantity: string | null;
  } | null;
}

export interface ShownResult {
  readonly outcome: string;
  readonly code: string | null;
  readonly detail: string | null;
  readonly approvalId: string | null;
  readonly approvalLineId: string | null;
  readonly replaced: string | null;
  readonly lineVersion: number | null;
  readonly agreementTypeId: string | null;
  readonly offer: readonly string[] | null;
  readonly change: {
    readonly psaLineId: string;
    readonly before: string;
    readonly after: string;
    readonly billingTarget: string;
    readonly invoiceDate: string;
  } | null;
}

export interface Customer {
  readonly name: string;
  readonly counted: number;
  readonly billed: number;
}

/** An active integration of which every customer was counted and read, with the API before it. */
export interface UsageToDecide {
  readonly api: ApiUnderTest;
  readonly key: IntegrationKey;
  readonly accounts: readonly SeededAccount[];
  as(role: Role): ReturnType<typeof callerOf>;
  line(name: string): Promise<ShownLine>;
  /** Agreement and PSA line of a customer. */
  psaOf(name: string): { readonly agreementId: string; readonly psaLineId: string };
  /** One decision on the line as it stands now. */
  decide(
    role: Role,
    name: string,
    decision: string,
    more?: Readonly<Record<string, unknown>>,
    selection?: string,
  ): Promise<ShownResult>;
  /** Counts everybody again, with other seats for some. */
  count(seats: Readonly<Record<string, number>>, at?: Date): Promise<void>;
  turnOnWriteBack(): Promise<void>;
  setBillingTarget(billsIn: BillsIn): Promise<void>;
}

const callerOf = (api: ApiUnderTest, role: Role) => ({
  get: (path: string) => request(api.app).get(`/api/v1${path}`).set('Cookie', api.cookies[role]),
  post: (path: string, body: object = {}) =>
    request(api.app).post(`/api/v1${path}`).set('Cookie', api.cookies[role]).send(body),
  put: (path: string, body: object) =>
    request(api.app).put(`/api/v1${path}`).set('Cookie', api.cookies[role]).send(body),
  patch: (path: string, body: object) =>
    request(api.app).patch(`/api/v1${path}`).set('Cookie', api.cookies[role]).send(body),
});

export async function usageToDecide(customers: readonly Customer[]): Promise<UsageToDecide> {
  const api = await apiUnderTest();
  const key = await connected(api.db, api.tenantId, 'active');
  const accounts = customers.map(({ name, counted }, index) => ({
    name,
    foreignId: `DA${index}`,
    seats: counted,
    company: name,
  }));
  await load(api.db, key, accounts, Object.fromEntries(customers.map(({ name, billed }) => [name, billed])));
  await countAll(api.db, key, accounts);
  const as = (role: Role) => callerOf(api, role);
  const line = async (name: string): Promise<ShownLine> => {
    const list = await as('viewer')
      .get(`/usage-lines?q=${encodeURIComponent(name)}`)
      .expect(200);
    return (list.body.items as ShownLine[]).find(({ label }) => label === name)!;
  };
  return {
    api,
    key,
    accounts,
    as,
    line,
    psaOf: (name) => {
      const index = customers.findIndex((customer) => customer.name === name);
      return { agreementId: String(100 + index), psaLineId: String(9000 + index) };
    },
    decide: async (role, name, decision, more = {}, selection = 'ticked') => {
      const { id, version } = await line(name);
      const item = { usageLineId: id, lineVersion: version, decision, ...more };
      const response = await as(role)
        .post('/usage-lines/decisions', { selection, items: [item] })
        .expect(200);
      return (response.body.items as ShownResult[])[0]!;
    },
    count: async (seats, at = new Date()) => {
      const now = accounts.map((account) => ({ ...account, seats: seats[account.name] ?? account.seats }));
      await countAll(api.db, key, now, at);
    },
    turnOnWriteBack: async () => {
      await as('admin').post(`/integrations/${key.integrationId}/turn-on-write-back`).expect(200);
    },
    setBillingTarget: async (billsIn) => {
      const path = `/integrations/${key.integrationId}/agreement-types/1/billing-target`;
      await as('admin').put(path, { billsIn }).expect(200);
    },
  };
}

/** Customers where Duo and the PSA agree: so many that a few that fall are not "many" (RULES 7). */
export const matching = (many: number): readonly Customer[] =>
  Array.from({ length: many }, (_, index) => ({ name: `Steady ${index + 1}`, counted: 12, billed: 12 }));
