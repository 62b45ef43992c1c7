import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { LineRole } from '../../domain/usage/line-roles.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { testDatabase, type TestDatabase } from '../../test/environment/database.ts';
import { connected, countAll, load } from '../../test/environment/seeded-integration.ts';
import { createKeyRing } from '../secrets/key-ring.ts';
import { promoteCandidates, putCandidate } from '../secrets/credentials.ts';
import { type Database, openDatabase } from '../model/database.ts';
import { connectIntegration } from '../integrations/integrations.ts';
import { createFirstAdministrator } from '../people/people.ts';
import { endRun, findRun, queueRun } from '../runs/sync-runs.ts';
import { findVendorService, vendorAccounts } from '../readings/vendor-accounts.ts';
import { kept } from '../../test/environment/registered-kinds.ts';

/** What must hold whatever the code does (architecture.md 6, "never only in code"): each test tries to break it. */

let database: TestDatabase;
let db: Database;
let key: IntegrationKey;
let other: IntegrationKey;

beforeAll(async () => {
  database = await testDatabase();
  db = openDatabase({ url: database.url, poolMax: 4 });
  const made = await db.transaction().execute(
    (tx) =>
    createFirstAdministrator(tx, {
      tenantName: 'Harbor Lane IT Services', currency: 'USD', email: 'admin@harbor-lane.test', name: 'Dana Kim', passwordHash: 'x',
    }), // prettier-ignore
  );
  if (made.kind !== 'created') throw new Error(made.kind);
  key = await connected(db, made.tenantId, 'active');
  const accounts = [
    { name: 'Alder Dental', foreignId: 'A1', seats: 5, company: 'Alder Dental' },
    { name: 'Birch Legal', foreignId: 'A2', seats: 3, company: 'Birch Legal' },
  ];
  await load(db, key, accounts, { 'Alder Dental': 5, 'Birch Legal': 2 });
  await countAll(db, key, accounts);
  const tenantId = randomUUID();
  await db.insertInto('tenant').values({ id: tenantId, name: 'Another MSP' }).execute();
  other = await connected(db, tenantId, 'active');
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const newRun = (workflowId: string) => ({
  workflowId, trigger: 'manual' as const, mode: 'full' as const, ofRunId: null, requestedBy: { kind: 'system', id: 'test' } as const,
}); // prettier-ignore

const queue = (workflowId: string, of = key): Promise<string> =>
  db.transaction().execute((tx) => queueRun(tx, of, newRun(workflowId)));

async function endOfRun(runId: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const run = await findRun(tx, key.tenantId, runId);
    await endRun(tx, run!, { state: 'canceled', code: null, detail: null });
  });
}

const serviceId = async (): Promise<string> => (await findVendorService(db, key))!;

describe('the database rejects', () => {
  it('a second active run of an integration, also when two come at once', async () => {
    const asked = await Promise.allSettled([queue('sync/a'), queue('sync/b'), queue('sync/c')]);
    const taken = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(taken).toHaveLength(1);
    for (const one of asked)
      if (one.status === 'rejected') expect(String(one.reason)).toMatch(/sync_run_one_active/);
    await db.updateTable('syncRun').set({ state: 'running' }).where('id', '=', taken[0]!).execute();
    await expect(queue('sync/d')).rejects.toThrow(/sync_run_one_active/);
    await expect(queue('sync/other-tenant', other)).resolves.toEqual(expect.any(String));
    await endOfRun(taken[0]!);
    await endOfRun(await queue('sync/e'));
  });

  it('a second run of one workflow, and a second fencing token of one execution', async () => {
    const runId = await queue('sync/once');
    await endOfRun(runId);
    await expect(queue('sync/once')).rejects.toThrow(/sync_run_tenant_id_workflow_id_key/);
    const execution = { tenantId: key.tenantId, syncRunId: runId, temporalRunId: 'run-1' };
    await db
      .insertInto('syncRunExecution')
      .values({ ...execution, fencingToken: 1 })
      .execute();
    await expect(
      db
        .insertInto('syncRunExecution')
        .values({ ...execution, fencingToken: 2 })
        .execute(),
    ).rejects.toThrow(/duplicate key/);
    await expect(
      db
        .insertInto('syncRunExecution')
        .values({ ...execution, temporalRunId: 'run-2', fencingToken: 1 })
        .execute(),
    ).rejects.toThrow(/duplicate key/);
  });

  it('a second outcome of a command, and an outcome without its state', async () => {
    const command = {
      tenantId: key.tenantId, integrationId: key.integrationId, commandId: 'c1', bodyHash: 'h', decisions: '[]',
      actor: JSON.stringify({ kind: 'system', id: 'test' }),
    }; // prettier-ignore
    await db
      .insertInto('mappingCommand')
      .values({ ...command, state: 'received' })
      .execute();
    await expect(
      db
        .insertInto('mappingCommand')
        .values({ ...command, state: 'received' })
        .execute(),
    ).rejects.toThrow(/duplicate key/);
    await expect(
      db.updateTable('mappingCommand').set({ state: 'applied' }).where('commandId', '=', 'c1').execute(),
    ).rejects.toThrow(/check constraint/);
    await expect(
      db.updateTable('mappingCommand').set({ outcome: '[]' }).where('commandId', '=', 'c1').execute(),
    ).rejects.toThrow(/check constraint/);
    const update = {
      tenantId: key.tenantId, integrationId: key.integrationId, commandId: 'c1', kind: 'finish' as const, bodyHash: 'h', body: '{}',
      actor: command.actor,
    }; // prettier-ignore
    await expect(
      db
        .insertInto('updateCommand')
        .values({ ...update, state: 'done' })
        .execute(),
    ).rejects.toThrow(/check constraint/);
    await expect(
      db
        .insertInto('updateCommand')
        .values({ ...update, state: 'received', status: 200 })
        .execute(),
    ).rejects.toThrow(/check constraint/);
  });

  it('a PSA line in two billing groups, and a vendor account in two', async () => {
    const sources = await db
      .selectFrom('usageLineSource')
      .selectAll()
      .where('tenantId', '=', key.tenantId)
      .execute();
    for (const kind of ['psa-line', 'vendor-account'] as const) {
      const taken = sources.find((one) => one.kind === kind)!;
      const elsewhere = sources.find((one) => one.usageLineId !== taken.usageLineId)!;
      await expect(
        db
          .insertInto('usageLineSource')
          .values({ ...taken, usageLineId: elsewhere.usageLineId })
          .execute(),
      ).rejects.toThrow(/usage_line_source_pkey/);
    }
  });

  it('two targets in one billing group, and one line with two roles', async () => {
    const choice = {
      tenantId: key.tenantId, integrationId: key.integrationId, companyId: '1', vendorServiceId: await serviceId(), decidedBy: 'test',
    }; // prettier-ignore
    const choose = (line: string, role: LineRole, reason?: string) =>
      db
        .insertInto('lineChoice')
        .values({ ...choice, psaLineId: line, role, reason: reason ?? null })
        .execute();
    await choose('9000', 'target');
    await choose('9500', 'counts');
    await expect(choose('9501', 'target')).rejects.toThrow(/line_choice_one_target/);
    await expect(choose('9500', 'other-purpose', 'twice')).rejects.toThrow(/line_choice_pkey/);
    await expect(choose('9502', 'other-purpose')).rejects.toThrow(/check constraint/);
  });

  it('a second working credential of a set, and a second candidate', async () => {
    const keyRing = createKeyRing(Buffer.alloc(32, 7));
    const fields = {
      integrationKey: 'DI',
      secretKey: 'secret',
      apiHostname: 'api-00000000.duosecurity.test',
    };
    const put = () =>
      db.transaction().execute((tx) => putCandidate(tx, keyRing, key, kept('accounts-api', fields), 'test'));
    await put();
    await db.transaction().execute((tx) => promoteCandidates(tx, key));
    const candidate = await put();
    await expect(
      db.updateTable('credential').set({ state: 'working' }).where('id', '=', candidate).execute(),
    ).rejects.toThrow(/credential_one_working/);
    const row = await db
      .selectFrom('credential')
      .selectAll()
      .where('id', '=', candidate)
      .executeTakeFirstOrThrow();
    await expect(
      db
        .insertInto('credential')
        .values({ ...row, id: randomUUID(), failureDetail: null })
        .execute(),
    ).rejects.toThrow(/credential_one_candidate/);
  });

  it('a second integration of one vendor and module', async () => {
    const choice = { vendor: 'duo', module: 'billing', psa: 'connectwise' } as const;
    const again = await db.transaction().execute((tx) => connectIntegration(tx, key.tenantId, choice));
    expect(again).toEqual({ kind: 'exists', integrationId: key.integrationId });
    await expect(
      db
        .insertInto('integration')
        .values({ tenantId: key.tenantId, id: randomUUID(), ...choice, phase: 'awaiting-credentials' })
        .execute(),
    ).rejects.toThrow(/integration_one_per_/);
    await expect(
      db
        .insertInto('integration')
        .values({ tenantId: key.tenantId, id: randomUUID(), ...choice, psa: 'ledger', phase: 'mapping' })
        .execute(),
    ).rejects.toThrow(/integration_one_per_vendor/);
  });

  it('a state that is none', async () => {
    const attempts = [
      sql`update integration set phase = 'broken'`,
      sql`update gate_status set status = 'done'`,
      sql`update sync_run set state = 'stuck'`,
      sql`update account_read set state = 'zero'`,
      sql`update usage_line set kind = 'unknown'`,
      sql`update usage_line set decision = 'written'`,
      sql`update account_mapping set state = 'unmapped'`,
    ];
    for (const attempt of attempts) await expect(attempt.execute(db)).rejects.toThrow(/check constraint/);
  });

  it('a count of an account that was not counted, and fewer seats than none', async () => {
    await expect(
      sql`update account_read set state = 'failed' where state = 'counted'`.execute(db),
    ).rejects.toThrow(/check constraint/);
    await expect(
      sql`update account_read set seat_count_id = null where state = 'counted'`.execute(db),
    ).rejects.toThrow(/check constraint/);
    await expect(sql`update seat_count set seats = -1`.execute(db)).rejects.toThrow(/check constraint/);
    const [count] = await db.selectFrom('seatCount').selectAll().limit(1).execute();
    await expect(
      db
        .insertInto('seatCount')
        .values({ ...count!, id: randomUUID(), byStatus: '{}', notCounted: '{}', flags: '[]', proof: '{}' })
        .execute(),
    ).rejects.toThrow(/duplicate key/);
  });

  it('a mapping without a company, and an exclusion without a reason', async () => {
    await expect(sql`update account_mapping set company_id = null`.execute(db)).rejects.toThrow(
      /check constraint/,
    );
    await expect(
      sql`update account_mapping set state = 'excluded', company_id = null, reason = null`.execute(db),
    ).rejects.toThrow(/check constraint/);
    await expect(sql`update account_mapping set company_id = 'nobody'`.execute(db)).rejects.toThrow(
      /foreign key/,
    );
  });

  it('to change, delete or empty the audit', async () => {
    await db
      .insertInto('auditEvent')
      .values({
        tenantId: key.tenantId,
        id: randomUUID(),
        actorKind: 'system',
        actorId: 'test',
        action: 'a',
        objectKind: 'o',
        objectId: '1',
      }) // prettier-ignore
      .execute();
    const attempts = [
      sql`update audit_event set action = 'b'`,
      sql`delete from audit_event`,
      sql`delete from audit_event where false`,
      sql`truncate audit_event cascade`,
      sql`truncate tenant cascade`,
    ];
    // Rejected already since the checkpoints reference it.
    await expect(sql`truncate audit_event`.execute(db)).rejects.toThrow(/foreign key/);
    for (const attempt of attempts) await expect(attempt.execute(db)).rejects.toThrow(/append-only/);
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from audit_event`.execute(db);
    expect(rows[0]!.n).toBeGreaterThan(0);
  });

  it('a row of one tenant that points to a row of another', async () => {
    const [account] = await vendorAccounts(db, key);
    const run = await queue('sync/foreign');
    const attempts = [
      db.insertInto('accountMapping').values({
        tenantId: other.tenantId, integrationId: other.integrationId, vendorAccountId: account!.id, state: 'excluded', reason: 'x',
        companyId: null, origin: 'person', decidedBy: 'test',
      }), // prettier-ignore
      db.insertInto('gateStatus').values({
        tenantId: other.tenantId, integrationId: key.integrationId, part: 'accounts', status: 'pending',
      }), // prettier-ignore
      db.insertInto('accountRead').values({
        tenantId: other.tenantId, integrationId: other.integrationId, vendorAccountId: account!.id, month: '2026-05',
        state: 'gone', calls: 0, firstReadAt: new Date(), runIds: [run], readAts: [new Date()],
      }), // prettier-ignore
      db.insertInto('serviceMapping').values({
        tenantId: other.tenantId, integrationId: other.integrationId, vendorServiceId: await serviceId(), productId: '1', decidedBy: 'test',
      }), // prettier-ignore
    ];
    for (const attempt of attempts) await expect(attempt.execute()).rejects.toThrow(/foreign key/);
    await endOfRun(run);
  });
});
