import { message } from '../../messages/message.ts';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import { findRun, queueRun, takeFencingToken } from '../../db/runs/sync-runs.ts';
import { type Database, openDatabase } from '../../db/model/database.ts';
import { createFirstAdministrator } from '../../db/people/people.ts';
import { testDatabase, type TestDatabase } from '../../test/environment/database.ts';
import { connected, countAll, load, type SeededAccount } from '../../test/environment/seeded-integration.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { createApplyMappingCommand } from '../lifecycle/apply-mapping-command.ts';
import { createComposeUsage } from './compose-usage.ts';
import { composeEverything } from '../../use-cases/composition/recompose-usage.ts';

let database: TestDatabase;
let db: Database;
let key: IntegrationKey;

const accounts: readonly SeededAccount[] = [
  { name: 'Alder Dental', foreignId: 'A1', seats: 5, company: 'Alder Dental' },
  { name: 'Birch Legal', foreignId: 'A2', seats: 3, company: 'Birch Legal' },
  { name: 'Cedar Clinic', foreignId: 'A3', seats: 7 },
];

beforeAll(async () => {
  database = await testDatabase();
  db = openDatabase({ url: database.url, poolMax: 6 });
  const made = await db.transaction().execute(
    (tx) =>
    createFirstAdministrator(tx, {
      tenantName: 'Harbor Lane IT Services', currency: 'USD', email: 'admin@harbor-lane.test', name: 'Dana Kim', passwordHash: 'x',
    }), // prettier-ignore
  );
  if (made.kind !== 'created') throw new Error(made.kind);
  key = await connected(db, made.tenantId, 'active');
  await db.updateTable('integration').set({ finishedAt: new Date() }).execute();
  await load(db, key, accounts, { 'Alder Dental': 4, 'Birch Legal': 3 });
  await countAll(db, key, accounts);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const deps = (now = new Date()): ActivityDependencies =>
  ({ db, now: () => now }) as unknown as ActivityDependencies;

async function stored() {
  const lines = await db
    .selectFrom('usageLine')
    .select(['id', 'groupKey', 'version', 'kind', 'composed'])
    .orderBy('groupKey')
    .execute();
  const sources = await db.selectFrom('usageLineSource').selectAll().orderBy('sourceId').execute();
  const history = await db
    .selectFrom('usageLineHistory')
    .select(['groupKey', 'version'])
    .orderBy('groupKey')
    .orderBy('version')
    .execute();
  return { lines, sources, history };
}

const versions = async () =>
  Object.fromEntries((await stored()).lines.map(({ groupKey: group, version }) => [group, version]));

async function runTaken() {
  return db.transaction().execute(async (tx) => {
    const runId = await queueRun(tx, key, {
      workflowId: `sync/${randomUUID()}`, trigger: 'manual', mode: 'full', ofRunId: null, requestedBy: { kind: 'system', id: 'test' },
    }); // prettier-ignore
    return {
      ...key,
      syncRunId: runId,
      fencingToken: await takeFencingToken(tx, (await findRun(tx, key.tenantId, runId))!, randomUUID()),
    };
  });
}

const ended = (runId: string) =>
  db.updateTable('syncRun').set({ state: 'failed' }).where('id', '=', runId).execute();

describe('composing the usage lines', () => {
  it('again from the same rows changes nothing: no version, no source, no history', async () => {
    const before = await stored();
    expect(before.lines.map(({ kind }) => kind).sort()).toEqual(['increase', 'match', 'unmapped']);
    await db.transaction().execute((tx) => composeEverything(tx, key, null, new Date()));
    await db.transaction().execute((tx) => composeEverything(tx, key, null, new Date()));
    expect(await stored()).toEqual(before);
  });

  it('does not depend on the order in which rows lie in the database', async () => {
    const before = await stored();
    // Rewritten from last to first, rows lie, and come, the other way round.
    for (const table of ['vendor_account', 'psa_line', 'psa_agreement', 'psa_company', 'account_mapping'])
      await sql`
        do $$ declare place tid; begin
          for place in select ctid from ${sql.raw(table)} order by ctid desc loop
            update ${sql.raw(table)} set tenant_id = tenant_id where ctid = place;
          end loop;
        end $$`.execute(db);
    await db.transaction().execute((tx) => composeEverything(tx, key, null, new Date()));
    expect(await stored()).toEqual(before);
  });

  it('raises only the versions of the groups that changed', async () => {
    const before = await versions();
    await countAll(
      db,
      key,
      accounts.map((one) => (one.foreignId === 'A2' ? { ...one, seats: 4 } : one)),
    );
    const after = await versions();
    const changed = Object.keys(after).filter((group) => after[group] !== before[group]);
    expect(changed).toHaveLength(1);
    expect(after[changed[0]!]).toBe(before[changed[0]!]! + 1);
  });

  it('rounds amounts to the currency that they are billed in', async () => {
    await db.updateTable('psaLine').set({ unitPrice: '895.999997' }).execute();
    const effects = async (currency: string) => {
      await db.updateTable('psaAgreement').set({ currency }).execute();
      await db.transaction().execute((tx) => composeEverything(tx, key, null, new Date()));
      const rows = await db
        .selectFrom('usageLine')
        .select('effectPerMonth')
        .where('kind', '=', 'increase')
        .execute();
      return rows.map((row) => row.effectPerMonth);
    };
    expect(await effects('USD')).toEqual(['896', '896']);
    await db.updateTable('psaLine').set({ unitPrice: '0.6255' }).execute();
    expect(await effects('JPY')).toEqual(['1', '1']);
    expect(await effects('KWD')).toEqual(['0.626', '0.626']);
    await db.updateTable('psaLine').set({ unitPrice: '4.00' }).execute();
    await effects('USD');
  });

  it('as an activity run twice, or by two attempts at once, composes once', async () => {
    const run = await runTaken();
    const compose = createComposeUsage(deps());
    const results = await Promise.all([compose(run), compose(run), compose(run)]);
    expect(new Set(results.map(({ lines }) => lines))).toEqual(new Set([3]));
    const before = await stored();
    await compose(run);
    expect(await stored()).toEqual(before);
    await ended(run.syncRunId);
  });

  it('by an execution that was taken over is rejected', async () => {
    const run = await runTaken();
    await ended(run.syncRunId);
    await expect(createComposeUsage(deps())(run)).rejects.toMatchObject({ type: 'RunSuperseded' });
  });
});

describe('a command of mapping decisions', () => {
  const receive = async (decisions: readonly unknown[]): Promise<string> => {
    const commandId = randomUUID();
    await db
      .insertInto('mappingCommand')
      .values({
        tenantId: key.tenantId,
        integrationId: key.integrationId,
        commandId,
        bodyHash: 'h',
        state: 'received',
        decisions: JSON.stringify(decisions),
        actor: JSON.stringify({ kind: 'member', id: 'm1' }),
      }) // prettier-ignore
      .execute();
    return commandId;
  };
  const auditOf = (action: string) =>
    db.selectFrom('auditEvent').select('id').where('action', '=', action).execute();

  it('is applied once, however often and by however many attempts', async () => {
    const cedar = await db
      .selectFrom('vendorAccount')
      .select('id')
      .where('name', '=', 'Cedar Clinic')
      .executeTakeFirstOrThrow();
    const commandId = await receive([
      { kind: 'account', vendorId: cedar.id, action: 'exclude', reason: 'billed by hand' },
      { kind: 'account', vendorId: randomUUID(), action: 'exclude', reason: 'nobody' },
    ]);
    const apply = createApplyMappingCommand(deps());
    const tallies = await Promise.all([1, 2, 3].map(() => apply({ ...key, commandId })));
    tallies.push(await apply({ ...key, commandId }));
    expect(tallies).toEqual(Array(4).fill({ applied: 1, rejected: 1 }));
    expect(await auditOf('mapping.exclude-account')).toHaveLength(1);
    const including = await receive([{ kind: 'account', vendorId: cedar.id, action: 'include' }]);
    await apply({ ...key, commandId: including });
    await apply({ ...key, commandId });
    const mapping = db.selectFrom('accountMapping').select('state').where('vendorAccountId', '=', cedar.id);
    expect(await mapping.execute()).toEqual([]);
  });

  it('moves the lines it is about at once, and back with the decision that undoes it', async () => {
    const idOf = async (name: string): Promise<string> =>
      (await db.selectFrom('vendorAccount').select('id').where('name', '=', name).executeTakeFirstOrThrow())
        .id;
    const [cedar, birch] = [await idOf('Cedar Clinic'), await idOf('Birch Legal')];
    const service = await db.selectFrom('vendorService').select('id').executeTakeFirstOrThrow();
    const aboutCedar = (action: string, more = {}) => ({ kind: 'account', vendorId: cedar, action, ...more });
    const product = (action: string) => ({ kind: 'service', vendorId: service.id, action, psaId: '1' });
    const aboutBirch = { companyId: '2', vendorServiceId: service.id, psaLineId: '9001' };
    const role = (action: string, reason?: string) => ({ kind: 'line', ...aboutBirch, action, reason });
    const birchAfter = async (decision: unknown): Promise<readonly unknown[]> => {
      const commandId = await receive([decision]);
      const tally = await createApplyMappingCommand(deps())({ ...key, commandId });
      expect([decision, tally]).toEqual([decision, { applied: 1, rejected: 0 }]);
      const totals = await db.selectFrom('controlTotal').select('closes').executeTakeFirstOrThrow();
      expect([decision, totals]).toEqual([decision, { closes: true }]);
      const lines = await db
        .selectFrom('usageLine')
        .select(['kind', 'vendorQuantity', 'psaQuantity'])
        .where('label', 'in', ['Birch Legal', 'Cedar Clinic'])
        .orderBy('kind')
        .execute();
      return lines.map((line) => [line.kind, line.vendorQuantity, line.psaQuantity]);
    };
    const apart = [
      ['match', 3, '3'],
      ['unmapped', 7, null],
    ];
    await countAll(db, key, accounts);
    expect(await birchAfter(aboutCedar('exclude', { reason: 'by hand' }))).toEqual([['match', 3, '3']]);
    expect(await birchAfter(aboutCedar('include'))).toEqual(apart);
    expect(await birchAfter(aboutCedar('map', { psaId: '2' }))).toEqual([['increase', 10, '3']]);
    const { outcome } = await db
      .selectFrom('mappingCommand')
      .select('outcome')
      .orderBy('receivedAt', 'desc')
      .executeTakeFirstOrThrow();
    expect(outcome).toMatchObject([
      { warnings: [message('mapping.same-line', { seats: '3 + 7', sum: 10 })] },
    ]);
    expect(await birchAfter(aboutCedar('mark', { mark: 'nfr' }))).toEqual([['match', 3, '3']]);
    expect(await birchAfter(aboutCedar('mark', { mark: null }))).toEqual([['increase', 10, '3']]);
    expect(await birchAfter(aboutCedar('unmap'))).toEqual(apart);
    expect(await birchAfter(product('unmap'))).toEqual([
      ['new', 3, null],
      ['unmapped', 7, null],
    ]);
    expect(await birchAfter(product('map'))).toEqual(apart);
    expect(await birchAfter(role('other-purpose', 'billed by hand'))).toEqual([
      ['new', 3, null],
      ['unmapped', 7, null],
    ]);
    expect(await birchAfter(role('target'))).toEqual(apart);
    await db.updateTable('psaLine').set({ lessIncluded: '2' }).where('foreignId', '=', '9001').execute();
    const beside = { kind: 'included', ...aboutBirch, lessIncluded: '2', action: 'beside', reason: 'a gift' };
    expect(await birchAfter(beside)).toEqual([
      ['increase', 3, '3'],
      ['unmapped', 7, null],
    ]);
    await db
      .updateTable('accountRead')
      .set({ state: 'failed', code: 'VendorCrossDeployment', seats: null, seatCountId: null })
      .where('vendorAccountId', '=', birch)
      .execute();
    await birchAfter({ kind: 'account', vendorId: birch, action: 'acknowledge', reason: 'by hand' });
    const acknowledged = db.selectFrom('vendorAccount').select(['acknowledgedCode', 'acknowledgedReason']);
    expect(await acknowledged.where('id', '=', birch).execute()).toEqual([
      { acknowledgedCode: 'VendorCrossDeployment', acknowledgedReason: 'by hand' },
    ]);
  });

  it('that is not there, as after restoring an older backup, is passed over', async () => {
    const before = await stored();
    expect(await createApplyMappingCommand(deps())({ ...key, commandId: 'lost' })).toEqual({
      applied: 0,
      rejected: 0,
    });
    expect(await stored()).toEqual(before);
  });
});
