import request from 'supertest';
import type { IntegrationKey } from '../domain/keys.ts';
import type { Role } from '../contracts/api/common.ts';
import { recordAudit } from '../db/audit/audit.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { approved, readyToWrite } from '../test/environment/seeded-approvals.ts';
import { connected, countAll, load, type SeededAccount } from '../test/environment/seeded-integration.ts';

const accounts: readonly SeededAccount[] = [
  { name: 'Bluewater Dental', foreignId: 'DA1', seats: 40, company: 'Bluewater Dental' },
  { name: '=HYPERLINK("evil"), Inc', foreignId: 'DA2', seats: 15 },
];

let api: ApiUnderTest;
let key: IntegrationKey;
let accountId: string;
beforeAll(async () => {
  api = await apiUnderTest();
  key = await connected(api.db, api.tenantId, 'active');
  await load(api.db, key, accounts, { 'Bluewater Dental': 38 });
  await countAll(api.db, key, accounts, new Date(Date.now() - 60_000));
  await readyToWrite(api.db, key);
  await approved(api.db, key, 'Bluewater Dental', { kind: 'member', id: api.memberIds.approver });
  const [first, ...others] = accounts;
  await countAll(api.db, key, [{ ...first!, seats: 42 }, ...others]);
  accountId = await idOf('DA1');
});
afterAll(() => api.close());

async function idOf(foreignId: string): Promise<string> {
  const row = await api.db
    .selectFrom('vendorAccount')
    .select('id')
    .where('foreignId', '=', foreignId)
    .executeTakeFirstOrThrow();
  return row.id;
}

const as = (role: Role, method: 'get' | 'put', path: string) =>
  request(api.app)[method](`/api/v1${path}`).set('Cookie', api.cookies[role]);
const historyPath = (id: string): string =>
  `/integrations/${key.integrationId}/vendor-accounts/${id}/history`;

describe('the history of an account', () => {
  it('shows the approvals of its line with who approved them', async () => {
    const history = await as('viewer', 'get', historyPath(accountId)).expect(200);
    expect(history.body.approvals).toEqual([
      expect.objectContaining({
        decision: 'approve',
        before: '38',
        after: '40',
        state: 'queued',
        by: { kind: 'member', id: api.memberIds.approver, name: 'approver' },
      }),
    ]);
    const other = await as('viewer', 'get', historyPath(await idOf('DA2'))).expect(200);
    expect(other.body.approvals).toEqual([]);
  });

  it('comes as a table file, with texts that a spreadsheet would run as formulas kept as text', async () => {
    await api.db
      .updateTable('seatHolder')
      .set({ username: '+1-555' })
      .where('vendorAccountId', '=', accountId)
      .where('holdsSeat', '=', true)
      .where('username', '=', 'user40')
      .execute();
    const file = await as('viewer', 'get', `${historyPath(accountId)}.csv`).expect(200);
    expect(file.headers['content-type']).toBe('text/csv; charset=utf-8');
    const rows = file.text.split('\r\n');
    expect(rows[0]).toContain('When,What,Seats,ConnectWise quantity,State');
    expect(rows.filter((row) => row.includes(',Seats read,'))).toEqual([
      expect.stringMatching(/,Seats read,40,,Counted,/),
      expect.stringMatching(/,Seats read,42,,Counted,/),
    ]);
    expect(rows).toContainEqual(expect.stringMatching(/,Approved,,,Queued,38,40,.*,approver,/));
    expect(file.text).toContain(",'+1-555,");
    expect(file.text).not.toContain(',+1-555');
  });
});

describe('the audit', () => {
  beforeAll(async () => {
    await as('admin', 'put', '/settings').send({ timeZone: 'Europe/Oslo' }).expect(200);
    await api.db.transaction().execute((tx) =>
      recordAudit(tx, {
        tenantId: key.tenantId,
        actor: { kind: 'member', id: api.memberIds.approver },
        action: 'mapping.map-account',
        objectKind: 'vendor-account',
        objectId: accountId,
        integrationId: key.integrationId,
        detail: { change: 'map-account', accountId, companyId: '1' },
      }),
    );
  });
  const audit = async (query: string) => {
    const answer = await as('admin', 'get', `/audit?${query}`).expect(200);
    return answer.body.items as { at: string; action: string; actor: { name: string } }[];
  };

  it('names actor, object and company as they are called now', async () => {
    expect(await audit('action=mapping')).toEqual([
      expect.objectContaining({
        actor: { kind: 'member', id: api.memberIds.approver, name: 'approver' },
        object: { kind: 'vendor-account', id: accountId, name: 'Bluewater Dental' },
        company: { id: '1', name: 'Bluewater Dental' },
      }),
    ]);
    expect(await audit('q=bluewater')).toHaveLength(1);
  });

  it('is filtered by who, by part of the action, and by time', async () => {
    const byAdmin = await audit(`actor=${api.memberIds.admin}`);
    expect(new Set(byAdmin.map(({ actor }) => actor.name))).toEqual(new Set(['Dana Kim']));
    expect((await audit('action=settings')).map(({ action }) => action)).toEqual(['settings.changed']);
    expect(await audit('action=setting')).toEqual([]);
    const soon = new Date(Date.now() + 60_000).toISOString();
    expect(await audit(`from=${soon}`)).toEqual([]);
    const all = await audit(`to=${soon}`);
    expect(all.length).toBeGreaterThan(3);
    for (const { at } of all) expect(at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/u);
    await as('admin', 'get', '/audit?from=yesterday').expect(422);
  });
});

describe('names of users', () => {
  const privacy = (keepNames: boolean) =>
    as('admin', 'put', `/integrations/${key.integrationId}/privacy`).send({ keepNames });

  it('are erased when they are not to be kept, once, with one audit row', async () => {
    const answer = await privacy(false).expect(200);
    expect(answer.body.keepNames).toBe(false);
    expect(answer.body.namesErased).toBeGreaterThan(40);
    expect((await privacy(false).expect(200)).body).toEqual({ keepNames: false, namesErased: 0 });
    const history = await as('viewer', 'get', historyPath(accountId)).expect(200);
    const { came } = history.body.seatChanges as { came: { name: string | null; userId: string }[] };
    expect(came).toHaveLength(2);
    expect(came.map(({ name }) => name)).toEqual([null, null]);
    const rows = await as('admin', 'get', '/audit?action=privacy.changed').expect(200);
    expect(rows.body.total).toBe(1);
  });

  it('are not erased while a run might write them again', async () => {
    await privacy(true).expect(200);
    const { id } = await api.db
      .selectFrom('syncRun')
      .select('id')
      .orderBy('queuedAt', 'desc')
      .executeTakeFirstOrThrow();
    const setState = (state: 'running' | 'succeeded') =>
      api.db.updateTable('syncRun').set({ state }).where('id', '=', id).execute();
    await setState('running');
    expect((await privacy(false).expect(409)).body.code).toBe('SyncRunActive');
    await setState('succeeded');
    await privacy(false).expect(200);
  });
});
