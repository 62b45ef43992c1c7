import { presentForm } from '../db/core/stored-documents.ts';
import { sql } from 'kysely';
import request from 'supertest';
import type { IntegrationKey } from '../domain/keys.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { approved, readyToWrite, type SeededApproval } from '../test/environment/seeded-approvals.ts';
import { connected, countAll, load, type SeededAccount } from '../test/environment/seeded-integration.ts';
import { composeEverything } from '../use-cases/composition/recompose-usage.ts';

/** Rows as versions before forms were counted left them: they lack what those did not know. */

const accounts: readonly SeededAccount[] = ['Approved', 'Open'].map((name, index) => ({
  name,
  foreignId: `DA${index}`,
  seats: 33,
  company: name,
}));

let api: ApiUnderTest;
let key: IntegrationKey;
let change: SeededApproval;
beforeAll(async () => {
  api = await apiUnderTest();
  key = await connected(api.db, api.tenantId, 'active');
  await load(api.db, key, accounts, { Approved: 30, Open: 30 });
  await countAll(api.db, key, accounts, new Date(Date.now() - 60_000));
  await readyToWrite(api.db, key);
  change = await approved(api.db, key, 'Approved', { kind: 'member', id: api.memberIds.approver });
  const lacks = sql`- 'lands' - 'vendorReadAt' - 'psaReadAt' - 'notRead' - 'includedBeside'
    #- '{lines,0,status}' #- '{lines,0,included}' #- '{accounts,0,syncRunId}'`;
  await sql`update usage_line set composed = composed ${lacks}, form = default`.execute(api.db);
  await sql`update control_total set totals = totals - 'waiting', form = default`.execute(api.db);
  await sql`update approval_line set form = default, evidence = jsonb_set(evidence, '{composed}',
    (evidence->'composed') ${lacks}) #- '{mapping,included}'`.execute(api.db);
});
afterAll(() => api.close());

const get = (path: string) => request(api.app).get(`/api/v1${path}`).set('Cookie', api.cookies.viewer);
const forms = async (): Promise<readonly number[]> =>
  (await api.db.selectFrom('usageLine').select('form').execute()).map(({ form }) => form);

it('they are shown, and say that nothing is known of what they lack', async () => {
  const { items } = (await get('/usage-lines').expect(200)).body;
  expect(items).toHaveLength(2);
  for (const item of items)
    expect(item).toMatchObject({ vendorQuantity: 33, lands: null, notRead: null, includedBeside: '0' });
  const line = (await get(`/usage-lines/${items[0].id as string}`).expect(200)).body;
  expect(line.lines).toMatchObject([{ status: null, included: null, quantity: '30' }]);
  expect(line.accounts).toMatchObject([{ syncRunId: null, seats: 33 }]);
  const totals = (await get('/control-totals').expect(200)).body;
  expect(totals.items[0].totals).toMatchObject({ closes: true });
  const approval = (await get(`/write-backs/${change.approvalId}`).expect(200)).body;
  expect(approval.lines).toMatchObject([
    { evidence: { composed: { vendorQuantity: 33, lands: null }, mapping: { included: [] } } },
  ]);
});

it('the next composition stores them in the present form', async () => {
  expect(await forms()).toEqual([1, 1]);
  await api.db.transaction().execute((tx) => composeEverything(tx, key, null, new Date()));
  expect(await forms()).toEqual([presentForm, presentForm]);
  const { items } = (await get('/usage-lines').expect(200)).body;
  expect(items).toMatchObject([{ lands: { kind: 'lands' } }, { lands: { kind: 'lands' } }]);
});

it('a row of a later version, or one that somebody changed by hand, is an error of ours and no guess', async () => {
  const { id } = await api.db
    .selectFrom('usageLine')
    .select('id')
    .where('label', '=', 'Open')
    .executeTakeFirstOrThrow();
  const shown = async () => (await get(`/usage-lines/${id}`)).body as object;
  await sql`update usage_line set form = ${presentForm + 1} where id = ${id}`.execute(api.db);
  expect(await shown()).toMatchObject({ status: 500, code: 'InternalError' });
  expect(api.logged()).toContain('"name":"UnreadableDocument"');
  await sql`update usage_line set form = 2, composed = composed - 'money' where id = ${id}`.execute(api.db);
  expect(await shown()).toMatchObject({ status: 500, code: 'InternalError' });
});
