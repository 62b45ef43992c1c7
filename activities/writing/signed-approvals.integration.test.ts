import { randomBytes, randomUUID } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import { pino } from 'pino';
import { verifyAudit } from '../../db/audit/audit-verification.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { createKeyRing, type KeyRing, sealedCheck } from '../../db/secrets/key-ring.ts';
import { acknowledgeNotice } from '../../use-cases/notices/acknowledge-notice.ts';
import { createAuditCheckpointer } from '../../use-cases/operations/checkpoint-audit.ts';
import { rotateMasterKey } from '../../use-cases/operations/rotate-master-key.ts';
import { isRejected } from '../../use-cases/outcome.ts';
import { liftWriteStop, writeStop } from '../../use-cases/write-back/write-stop.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import { startCheckpoints } from '../../worker/audit-checkpoints.ts';
import { Crash, type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';

/** Whoever owns the database and has no master key: nothing that they wrote is sent (RULES 6). */
let writing: WritingUnderTest;
let steps: WritingSteps;

beforeAll(async () => {
  writing = await writingUnderTest({ timeoutMs: 1_000 });
  steps = writingSteps(writing);
});
afterEach(() => writing.control.clear());
afterAll(() => writing.close());

/** As the owner of the database: no trigger and no privilege is in the way. */
const tamper = (...statements: readonly RawBuilder<unknown>[]): Promise<void> =>
  writing.db.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx);
    for (const statement of statements) await statement.execute(tx);
  });

const notSigned = {
  state: 'canceled',
  code: 'ApprovalNotSigned',
  blocked: 'WriteStopped',
  requests: 0,
  writes: 0,
};

/** Acknowledges what was found, as an administrator; writing goes on once what is live was read again. */
async function resume(): Promise<void> {
  const { key, db, approver: actor } = writing;
  const notices = await db
    .selectFrom('notice')
    .select(['id', 'times'])
    .where('code', '=', 'ApprovalNotSigned')
    .where('state', '=', 'open')
    .execute();
  expect(notices).not.toEqual([]);
  expect(await liftWriteStop(db)).toBe(false);
  const by = { tenantId: key.tenantId, actor, requestId: null, now: new Date() };
  for (const { id, times } of notices)
    expect(isRejected(await db.transaction().execute((tx) => acknowledgeNotice(tx, id, times, by)))).toBe(
      false,
    );
  await db.updateTable('approvalLine').set({ rereadAt: new Date() }).execute();
  expect(await liftWriteStop(db)).toBe(true);
}

const change = (line: ApprovalLine, column: string, value: RawBuilder<unknown>): Promise<void> =>
  tamper(sql`update approval_line set ${sql.ref(column)} = ${value} where id = ${line.id}`);

describe('an approved line that the owner of the database changed', () => {
  it.each([
    ['after', sql`after + 7`],
    ['psa_line_id', sql`psa_line_id || '1'`],
    ['evidence', sql`jsonb_set(evidence, '{mapping,accountIds}', '[]')`],
  ])('is not sent where %s is another; writing stops until an administrator has seen it', async (...what) => {
    const [line, sound] = [await steps.approveNext(), await steps.approveNext()];
    await change(line, ...what);
    expect(await steps.settled(line)).toEqual(notSigned);
    expect(await steps.openNotices('ApprovalNotSigned')).toMatchObject([
      { subject: line.id, detail: expect.stringContaining('What is stored is not what was signed') },
    ]);
    expect(await steps.settled(sound)).toMatchObject({ state: 'queued', blocked: 'WriteStopped', writes: 0 });
    await resume();
    expect(await steps.settled(sound)).toMatchObject({ state: 'confirmed', writes: 1 });
  });

  it('is not sent where it was changed after a worker took it', async () => {
    const line = await steps.approveNext();
    const at = (point: string) =>
      point === 'line-read' ? change(line, 'after', sql`after + 7`) : Promise.resolve();
    expect(await steps.settled(line, { at })).toEqual(notSigned);
    await resume();
  });

  it('is not sent to another instance of the PSA than the one that it was approved for', async () => {
    const { key, db } = writing;
    await db
      .insertInto('instance')
      .values({ ...key, side: 'psa', instanceId: 'harbor', address: 'na.test', since: new Date() })
      .onConflict((conflict) =>
        conflict.columns(['tenantId', 'integrationId', 'side']).doUpdateSet({ instanceId: 'harbor' }),
      )
      .execute();
    const line = await steps.approveNext({ billingTarget: 'invoice-after' });
    await tamper(sql`update instance set instance_id = 'staging' where side = 'psa'`);
    await writing.land(line);
    expect(await writing.line(line)).toMatchObject({ state: 'canceled', code: 'ApprovalNotSigned' });
    await tamper(sql`delete from instance`);
    await resume();
  });

  it('is found while it waits for its invoice', async () => {
    const line = await steps.approveNext({ billingTarget: 'invoice-after' });
    await change(line, 'billingTarget', sql`'next-invoice'`);
    await writing.land(line);
    expect(await writing.line(line)).toMatchObject({ state: 'canceled', code: 'ApprovalNotSigned' });
    await resume();
  });

  it('is not sent a second time with another number, and goes to a person', async () => {
    const line = await steps.approveNext();
    await expect(writing.attempt(line, { crashAt: 'intent-stored' })).rejects.toThrow(Crash);
    await change(line, 'after', sql`after + 7`);
    expect(await steps.settled(line)).toMatchObject({
      state: 'conflict',
      code: 'ApprovalNotSigned',
      writes: 0,
    });
    expect(await steps.openNotices('WriteConflict')).toMatchObject([{ subject: line.id }]);
    await resume();
  });
});

it('of a sending that is repeated, the approved number is sent, whatever its record was changed to', async () => {
  const line = await steps.approveNext();
  await expect(writing.attempt(line, { crashAt: 'intent-stored' })).rejects.toThrow(Crash);
  await tamper(sql`update write_intent set after = after + 7 where approval_line_id = ${line.id}`);
  expect(await steps.settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
  expect(await writing.quantity(line.psaLineId)).toBe(Number(line.after));
});

describe('a line that nobody approved', () => {
  it('is not sent as a copy of a signed one, under another ID or for another line', async () => {
    const line = await steps.approveNext();
    const id = randomUUID();
    await tamper(
      sql`create temporary table copied on commit drop as select * from approval_line where id = ${line.id}`,
      sql`update approval_line set state = 'canceled', finished_at = now() where id = ${line.id}`,
      sql`update copied set id = ${id}`,
      sql`insert into approval_line select * from copied`,
      sql`insert into approval_signature select tenant_id, ${id}, form, key_version, mac from approval_signature
        where approval_line_id = ${line.id}`,
    );
    const copy = { ...line, id };
    expect(await steps.settled(copy)).toEqual(notSigned);
    await resume();
  });

  it('is not sent without a signature', async () => {
    const line = await steps.approveNext();
    await tamper(sql`delete from approval_signature where approval_line_id = ${line.id}`);
    expect(await steps.settled(line)).toEqual(notSigned);
    await resume();
  });
});

describe('a line that was sent', () => {
  it('is not sent again where it is set back to queued, though its signature is good', async () => {
    const line = await steps.approveNext();
    expect(await steps.settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
    // A person sets the line back in the PSA, so that nothing but the audit tells of the first sending.
    await writing.control.changeLine(Number(line.psaLineId), { quantity: Number(line.before) });
    await tamper(
      sql`delete from write_intent where approval_line_id = ${line.id}`,
      sql`update approval_line set state = 'queued', finished_at = null, send_count = 0, sent_at = null
        where id = ${line.id}`,
    );
    expect(await steps.settled(line)).toMatchObject({
      state: 'canceled',
      code: 'ApprovalNotSigned',
      requests: 1,
      writes: 1,
    });
    expect(await steps.openNotices('ApprovalNotSigned')).toMatchObject([
      { detail: expect.stringContaining('Steps on record: sending and confirmed') },
    ]);
    await resume();
    await writing.readPsa();
  });
});

it('finds a line that was set back to queued with the next checkpoint, before its workflow comes to it', async () => {
  const { db, key } = writing;
  const { keyRing } = writing.deps();
  const line = await steps.approveNext();
  expect(await steps.settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
  await tamper(
    sql`update approval_line set state = 'queued', finished_at = null, send_count = 0, sent_at = null
      where id = ${line.id}`,
  );
  const checkpoints = startCheckpoints(
    {
      db,
      keyRing,
      checkpointer: createAuditCheckpointer({
        db,
        keyRing,
        anchors: null,
        onAnchor: () => undefined,
        onAnchorFailure: () => undefined,
      }),
      logger: pino({ enabled: false }),
    },
    3_600_000,
  );
  await checkpoints.stop();
  expect(await writing.line(line)).toMatchObject({ state: 'canceled', code: 'ApprovalNotSigned' });
  expect(await writeStop(db)).not.toBeNull();
  expect((await verifyAudit(db, keyRing, key.tenantId)).ok).toBe(true);
  await resume();
});

describe('a rotation of the master key', () => {
  it('signs what was signed under the former key, and goes on past what was not', async () => {
    const [sound, changed] = [await steps.approveNext(), await steps.approveNext()];
    const { keyRing } = writing.deps();
    await writing.db
      .insertInto('keyCheck')
      .values({ keyVersion: keyRing.version, ciphertext: sealedCheck(keyRing) })
      .execute();
    await change(changed, 'after', sql`after + 7`);
    const newKey = randomBytes(32);
    const { values } = await rotateMasterKey(writing.db, keyRing, newKey, { dryRun: false });
    expect(values).toContainEqual({ what: 'approval-signatures', count: 1 });
    // With the former key a worker can tell nothing, and blames nobody.
    await expect(steps.settled(sound)).rejects.toThrow('the master key was rotated');
    expect(await writing.line(sound)).toMatchObject({ state: 'queued', code: null });
    const after: KeyRing = createKeyRing(newKey, keyRing.version + 1);
    expect(await steps.settled(changed, { keyRing: after })).toEqual(notSigned);
    await resume();
    expect(await steps.settled(sound, { keyRing: after })).toMatchObject({ state: 'confirmed', writes: 1 });
  });
});
