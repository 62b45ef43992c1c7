import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import request from 'supertest';
import type { Role } from '../contracts/api/common.ts';
import { checkpointAudit } from '../db/audit/audit-chain.ts';
import { verifyAudit } from '../db/audit/audit-verification.ts';
import { keepNotice } from '../db/notices/notices.ts';
import { createKeyRing, openKeyRing } from '../db/secrets/key-ring.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { describeBreak } from '../use-cases/operations/audit-break.ts';

let api: ApiUnderTest;
const masterKey = randomBytes(32);
const keyRing = createKeyRing(masterKey);
beforeAll(async () => {
  api = await apiUnderTest();
  await openKeyRing(api.db, masterKey);
});
afterAll(() => api.close());

/** As somebody who owns the database. */
const tamper = (statement: string): Promise<void> =>
  api.db.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx);
    await sql.raw(statement.replaceAll(':tenant', `'${api.tenantId}'`)).execute(tx);
  });
const addRow = (action: string) =>
  tamper(`insert into audit_event (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id)
    values (:tenant, gen_random_uuid(), '2099-01-01', 'member', 'm', '${action}', 'o', '1')`);

/** What housekeeping does each hour. */
async function housekeep() {
  await checkpointAudit(api.db, keyRing, api.tenantId);
  const found = await verifyAudit(api.db, keyRing, api.tenantId);
  const detail = describeBreak(found);
  if (detail !== null)
    await api.db
      .transaction()
      .execute((tx) =>
        keepNotice(
          tx,
          { tenantId: api.tenantId, integrationId: null },
          { code: 'AuditChainBroken', subject: 'audit', detail },
        ),
      );
  return found;
}
const openNotices = async () => {
  const { body } = await as('viewer', 'get', '/notices?state=open').expect(200);
  return (body.items as { detail: string }[]).map(({ detail }) => detail);
};
const as = (role: Role, method: 'get' | 'post', path: string) =>
  request(api.app)[method](`/api/v1${path}`).set('Cookie', api.cookies[role]);
interface Row {
  readonly seq: string;
  readonly rowHash: string;
  readonly action: string;
  readonly answer: { readonly reason: string; readonly memberName: string } | null;
}
const rows = async () =>
  (await as('admin', 'get', '/audit/rows-ahead').expect(200)).body.items as readonly Row[];
const reason = 'The database server was set ahead by mistake.';
const answer = (role: Role, seq: string, rowHash: string) =>
  as(role, 'post', `/audit/rows-ahead/${seq}/answer`).send({ rowHash, reason });

it('answers each row ahead of its time by the hash that was seen, and closes the notice with the last', async () => {
  expect(await rows()).toEqual([]);
  await addRow('forged.one');
  await addRow('forged.two');
  await housekeep();
  expect(await openNotices()).toEqual([expect.stringMatching(/^2 rows were written with a time ahead/u)]);
  const [one, two] = await rows();
  expect([one?.action, two?.action]).toEqual(['forged.one', 'forged.two']);
  expect((await answer('approver', one!.seq, one!.rowHash)).body.code).toBe('RoleTooSmall');
  expect((await answer('admin', one!.seq, two!.rowHash)).body.code).toBe('AuditRowChanged');
  const sound = await api.db
    .selectFrom('auditEvent')
    .select('seq')
    .where('action', 'not like', 'forged%')
    .orderBy('seq')
    .limit(1)
    .executeTakeFirstOrThrow();
  expect((await answer('admin', sound.seq, one!.rowHash)).body.code).toBe('FindingNotAnswerable');
  await answer('admin', one!.seq, one!.rowHash).expect(204);
  await answer('admin', one!.seq, one!.rowHash).expect(204);
  expect((await rows()).map(({ answer: given }) => given?.reason ?? null)).toEqual([reason, null]);
  expect(await openNotices()).toHaveLength(1);
  await answer('admin', two!.seq, two!.rowHash).expect(204);
  expect(await openNotices()).toEqual([]);
  expect(await housekeep()).toMatchObject({ ok: true, answered: [{}, {}] });
  expect(await openNotices()).toEqual([]);
  const told = await api.db
    .selectFrom('auditEvent')
    .select(['objectId', 'actorId'])
    .where('action', '=', 'audit.finding-answered')
    .orderBy('seq')
    .execute();
  expect(told).toEqual([one!, two!].map(({ seq }) => ({ objectId: seq, actorId: api.memberIds.admin })));
});

it('leaves the notice open that reports something else too', async () => {
  await addRow('forged.three');
  await housekeep();
  await tamper(`update audit_event set action = 'x' where seq = (select min(seq) from audit_event)`);
  await housekeep();
  const row = (await rows()).find(({ action }) => action === 'forged.three')!;
  await answer('admin', row.seq, row.rowHash).expect(204);
  expect(await openNotices()).toEqual([expect.stringContaining('does not match its checkpoint')]);
});
