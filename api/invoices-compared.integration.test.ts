import request from 'supertest';
import { touchIntegration } from '../db/integrations/integrations.ts';
import { storeInvoices } from '../db/readings/psa-invoices.ts';
import type { IntegrationKey } from '../domain/keys.ts';
import type { PsaInvoice } from '../domain/psa-facts.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { readyToWrite } from '../test/environment/seeded-approvals.ts';
import { connected, countAll, load } from '../test/environment/seeded-integration.ts';

let api: ApiUnderTest;
let key: IntegrationKey;

const monthFrom = (months: number): string => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1)).toISOString().slice(0, 7);
};
const month = monthFrom(-1);

const compared = async (of = month) =>
  (
    await request(api.app)
      .get(`/api/v1/integrations/${key.integrationId}/invoices-compared?month=${of}`)
      .set('Cookie', api.cookies.viewer)
      .expect(200)
  ).body as {
    readonly version: number | null;
    readonly notAvailable: { readonly code: string } | null;
    readonly rows: readonly {
      readonly companyName: string;
      readonly difference: string | null;
      readonly reasons: readonly { readonly code: string; readonly message: string }[];
    }[];
  };

const store = (invoices: readonly PsaInvoice[]) =>
  api.db.transaction().execute(async (tx) => {
    await storeInvoices(tx, key, month, invoices, new Date());
    await touchIntegration(tx, key);
  });

beforeAll(async () => {
  api = await apiUnderTest();
  key = await connected(api.db, api.tenantId, 'active');
  const accounts = [{ name: 'Zenith', foreignId: 'DA1', seats: 12, company: 'Zenith' }];
  const at = new Date(`${month}-28T12:00:00Z`);
  await load(api.db, key, accounts, { Zenith: 10 });
  await api.db.updateTable('psaAgreement').set({ linesAttemptedAt: at, linesReadAt: at }).execute();
  await countAll(api.db, key, accounts, at);
  await readyToWrite(api.db, key);
});
afterAll(() => api.close());

it('compares neither a running month nor one whose invoices were not read', async () => {
  expect(await compared(monthFrom(0))).toMatchObject({ notAvailable: { code: 'invoices.not-ended' } });
  expect(await compared()).toMatchObject({ notAvailable: { code: 'invoices.not-yet-read' }, rows: [] });
});

it('is frozen with its month: what is read later changes no closed report', async () => {
  const line = await api.db.selectFrom('psaLine').selectAll().executeTakeFirstOrThrow();
  const billed = (quantity: number): PsaInvoice => {
    const amount = String(quantity * Number(line.unitPrice));
    const { foreignId: lineId, agreementId, productId, unitPrice } = line;
    return {
      id: 'I1', agreementId, number: 'INV-1', day: `${month}-01`, state: 'invoiced', kind: 'invoice', currency: 'USD', amount,
      lines: [{ lineId, productId, quantity: String(quantity), unitPrice, amount }],
    }; // prettier-ignore
  };
  await store([billed(9)]);
  const before = await compared();
  expect(before).toMatchObject({
    version: null,
    notAvailable: null,
    rows: [{ companyName: 'Zenith', reasons: [{ code: 'invoices.reason.none' }] }],
  });
  expect(Number(before.rows[0]?.difference)).toBe(-Number(line.unitPrice));
  const body = { integrationId: key.integrationId, month };
  await request(api.app)
    .post('/api/v1/review-months')
    .set('Cookie', api.cookies.approver)
    .send(body)
    .expect(201);
  await store([billed(10)]);
  expect(await compared()).toEqual({ ...before, version: 1 });
});
