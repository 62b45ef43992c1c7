import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { type IntegrationKey, systemActor } from '../../domain/keys.ts';
import { asRole, testDatabase, type TestDatabase } from '../../test/environment/database.ts';
import { approved, confirmed, readyToWrite } from '../../test/environment/seeded-approvals.ts';
import { connected, countAll, load } from '../../test/environment/seeded-integration.ts';
import { type Database, openDatabase } from '../../db/model/database.ts';
import { readLedgerFacts } from '../../db/usage/ledger-facts.ts';
import { type Kept, retainedKinds, retention } from '../../domain/retention.ts';
import { forgetOldRecords, type Keeping } from './forget-old-records.ts';
import { gatherPastAgreements } from '../../db/readings/past-agreements.ts';
import { createFirstAdministrator } from '../../db/people/people.ts';

const keeping: Keeping = { historyMonths: 36, commandsDays: 90, messagesDays: 90 };
const now = new Date();
const monthsAgo = (months: number): Date =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 15));
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 24 * 3_600_000);

/** Fernhill has one seat more in each run; Vista has the same in all. */
const runMonths = [60, 55, 50, 45, 40, 2, 0];
const vista = { name: 'Vista', foreignId: 'DA2', seats: 21, company: 'Vista' };

describe('records past their time', () => {
  let database: TestDatabase;
  let db: Database;
  let worker: Database;
  let key: IntegrationKey;
  let tenantId: string;
  const runs: string[] = [];
  /** Of Fernhill, by run. */
  const counts: string[] = [];

  beforeAll(async () => {
    database = await testDatabase();
    db = openDatabase({ url: database.url, poolMax: 3 });
    worker = openDatabase({ url: asRole(database.url, 'worker'), poolMax: 1 });
    ({ tenantId } = await db.transaction().execute((tx) =>
      createFirstAdministrator(tx, {
        tenantName: 'Harbor Lane', currency: 'USD', email: 'admin@harbor-lane.test', name: 'Ada', passwordHash: 'x',
      }),
    )); // prettier-ignore
    key = await connected(db, tenantId, 'active');
    await load(db, key, [{ name: 'Fernhill', foreignId: 'DA1', seats: 30, company: 'Fernhill' }, vista], {
      Fernhill: 30,
      Vista: 20,
    });
    await readyToWrite(db, key);
    for (const [nth, months] of runMonths.entries()) {
      const at = months === 0 ? now : monthsAgo(months);
      const fernhill = { name: 'Fernhill', foreignId: 'DA1', seats: 30 + nth, company: 'Fernhill' };
      const run = await countAll(db, key, [fernhill, vista], at);
      await db.updateTable('syncRun').set({ queuedAt: at }).where('id', '=', run).execute();
      runs.push(run);
      const { rows } = await sql<{ id: string }>`
        select id from seat_count where seats = ${30 + nth}`.execute(db);
      counts.push(rows[0]!.id);
    }
    await gatherPastAgreements(db, key);
    await aLife();
    await noteDeletions();
    await forgetOldRecords(worker, tenantId, now, keeping, () => undefined);
  });
  afterAll(async () => {
    await worker.destroy();
    await db.destroy();
    await database.drop();
  });

  /** From now on every statement that deletes notes its table, whether it finds rows or not. */
  async function noteDeletions(): Promise<void> {
    await sql`create table deletion (name text)`.execute(db);
    await sql`create function note_deletion() returns trigger language plpgsql security definer as
      $$ begin insert into deletion values (tg_table_name); return null; end $$`.execute(db);
    for (const table of await everyTable())
      await sql`create trigger deletion after delete on ${sql.table(table)} for each statement execute function note_deletion()`.execute(db);
  } // prettier-ignore

  const everyTable = async (): Promise<readonly string[]> =>
    (
      await sql<{ name: string }>`
        select table_name as name from information_schema.tables
        where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'deletion' order by 1`.execute(
        db,
      )
    ).rows.map(({ name }) => name);

  it('are of the kinds that say so, and every table is of one kind', async () => {
    const keptOf = new Map<string, Kept>(
      retainedKinds.flatMap((kind) => retention[kind].tables.map((table) => [table, retention[kind].kept] as const)),
    );
    const named = retainedKinds.flatMap((kind) => [...retention[kind].tables]);
    expect([...named].sort()).toEqual(await everyTable());
    const { rows } = await sql<{ name: string }>`select distinct name from deletion order by 1`.execute(db);
    // Work lists of a run end with it, and at the latest along with the run itself.
    const deleted = rows.map(({ name }) => name).filter((table) => keptOf.get(table) !== 'run');
    const byHousekeeping: readonly (Kept | undefined)[] = ['networks', 'history', 'counts', 'listed', 'closed', 'commands', 'messages'];
    expect(deleted).toEqual([...named].filter((table) => byHousekeeping.includes(keptOf.get(table))).sort());
  }); // prettier-ignore

  /** One change done on an old count and version, one that waits; a month closed long ago; commands, notices, people. */
  async function aLife(): Promise<void> {
    const done = await approved(db, key, 'Fernhill', systemActor);
    await confirmed(db, key, done.lineId);
    const waiting = await approved(db, key, 'Vista', systemActor);
    const { id: line, groupKey: group } = await db
      .selectFrom('usageLine')
      .select(['id', 'groupKey'])
      .where('label', '=', 'Fernhill')
      .executeTakeFirstOrThrow();
    await db.deleteFrom('usageLineHistory').where('groupKey', '=', group).execute();
    for (const [nth, months] of runMonths.entries())
      await sql`insert into usage_line_history (tenant_id, integration_id, group_key, version, usage_line_id, sync_run_id,
          kind, composed, at)
        values (${tenantId}, ${key.integrationId}, ${group}, ${nth + 1}, ${line}, ${runs[nth]}, 'increase', '{}',
          ${monthsAgo(months)})`.execute(db);
    await sql`update approval_line set line_version = 3,
        evidence = jsonb_set(jsonb_set(evidence, '{composed,accounts,0,countId}', to_jsonb(${counts[1]!}::text)),
          '{composed,accounts,0,syncRunId}', to_jsonb(${runs[1]!}::text))
      where id = ${done.lineId}`.execute(db);
    await sql`insert into review_month (tenant_id, id, integration_id, month, sync_run_id, composed_at, currency, totals,
        lines, changes, figures, invoices, facts, checksum, closed_by)
      values (${tenantId}, ${randomUUID()}, ${key.integrationId}, '2020-01', ${runs[3]}, ${monthsAgo(45)}, 'USD', '{}',
        ${JSON.stringify([{ usageLineId: line, version: 4 }])}, '[]', '{}', '{}', '{}', '', '{}')`.execute(
      db,
    );
    for (const { approvalId } of [done, waiting])
      await sql`update outbox set relayed_at = ${daysAgo(91)} where approval_id = ${approvalId}`.execute(db);
    // Not listed since: nobody reads it again.
    await sql`
      with gone as (
        insert into vendor_account (tenant_id, id, integration_id, foreign_id, kind, name, gone_at)
        values (${tenantId}, ${randomUUID()}, ${key.integrationId}, 'DA9', 'child', 'Harbor', ${monthsAgo(40)})
        returning id)
      insert into account_read (tenant_id, integration_id, vendor_account_id, month, state, calls, code, first_read_at,
        run_ids, read_ats)
      select ${tenantId}, ${key.integrationId}, id, month, 'gone', 0, 'VendorAccountGone', at, array[gen_random_uuid()],
        array[at]
      from gone, (values ('2020-01', ${monthsAgo(41)}::timestamptz), ('2020-02', ${monthsAgo(40)}::timestamptz)) r (month, at)`.execute(
      db,
    );
    for (const [id, at] of [
      ['old', daysAgo(91)],
      ['young', daysAgo(89)],
    ] as const) {
      await sql`insert into sign_in_network (tenant_id, member_id, network, last_at)
        select tenant_id, id, ${id}, ${at} from member`.execute(db);
      await sql`insert into idempotency_key (tenant_id, actor, key, route, body_hash, status, body, created_at)
        values (${tenantId}, 'member:1', ${id}, 'r', 'h', 200, '{}', ${at})`.execute(db);
    }
    for (const [id, at] of [
      ['old', daysAgo(91)],
      ['young', daysAgo(89)],
      ['waiting', null],
    ] as const) {
      const state = at === null ? ['received', 'received', null] : ['done', 'applied', 200];
      await sql`insert into update_command (tenant_id, integration_id, command_id, kind, body_hash, body, state, status,
          actor, received_at, done_at)
        values (${tenantId}, ${key.integrationId}, ${id}, 'load', 'h', '{}', ${state[0]}, ${state[2]}, '{}',
          ${daysAgo(100)}, ${at})`.execute(db);
      await sql`insert into mapping_command (tenant_id, integration_id, command_id, body_hash, decisions, state, outcome,
          actor, received_at, applied_at)
        values (${tenantId}, ${key.integrationId}, ${id}, 'h', '[]', ${state[1]}, ${at === null ? null : '[]'}, '{}',
          ${daysAgo(100)}, ${at})`.execute(db);
    }
    for (const [subject, at] of [
      ['old', monthsAgo(40)],
      ['young', monthsAgo(10)],
      ['open', null],
    ] as const) {
      await sql`insert into notice (tenant_id, id, integration_id, code, subject, detail, state, first_at, closed_at)
        values (${tenantId}, ${randomUUID()}, ${key.integrationId}, 'SyncFailed', ${subject}, '{}',
          ${at === null ? 'open' : 'closed'}, ${monthsAgo(50)}, ${at})`.execute(db);
      await sql`insert into seat_holder (tenant_id, vendor_account_id, vendor_user_id, status, holds_seat, first_seen_at,
          gone_at)
        select tenant_id, id, ${`holder ${subject}`}, 'active', false, ${monthsAgo(50)}, ${at} from vendor_account
        where foreign_id = 'DA1'`.execute(db);
    }
  }

  const nthOf = async (ids: readonly string[], query: ReturnType<typeof sql<{ id: string }>>) => {
    const found = new Set((await query.execute(db)).rows.map(({ id }) => id));
    return ids.flatMap((id, nth) => (found.has(id) ? [nth] : []));
  };
  const words = async (query: ReturnType<typeof sql<{ word: string }>>) =>
    (await query.execute(db)).rows.map(({ word }) => word).sort();

  it('go, but for what an approval, a closed month or the present refers to: counts', async () => {
    // The first and the newest of the account, that of evidence, that of the closed month; the sixth is young.
    expect(await nthOf(counts, sql`select id from seat_count`)).toEqual([0, 1, 3, 5, 6]);
    const { lines, seatCounts } = await readLedgerFacts(db, tenantId);
    const named = lines.flatMap(({ composed }) => composed.accounts.map(({ countId }) => countId));
    expect(named).toContain(counts[1]);
    expect(named.filter((id) => id !== null && !seatCounts.includes(id))).toEqual([]);
  });

  it('versions of lines and runs', async () => {
    const versions = sql<{ word: string }>`select version::text as word from usage_line_history
      where group_key = (select group_key from usage_line where label = 'Fernhill')`;
    expect((await words(versions)).filter((version) => Number(version) <= runMonths.length)).toEqual([
      '3', '4', '6', '7',
    ]); // prettier-ignore
    // The fifth run has neither a count nor a version any more; the third has the version that was approved.
    expect(await nthOf(runs, sql`select id from sync_run`)).toEqual([0, 1, 2, 3, 5, 6]);
    expect(await nthOf(runs, sql`select sync_run_id as id from run_composition`)).toEqual([3, 5, 6]);
    const months = sql<{ word: string }>`select distinct month as word from account_read`;
    // The newest reading of an account stays, however old it is.
    const kept = [monthsAgo(2), now].map((at) => at.toISOString().slice(0, 7));
    expect(await words(months)).toEqual(['2020-02', ...kept]);
  });

  it('commands and words to Temporal that are done with, networks, notices and people long gone', async () => {
    for (const table of ['update_command', 'mapping_command'])
      expect(await words(sql`select command_id as word from ${sql.table(table)}`)).toEqual([
        'waiting',
        'young',
      ]);
    expect(await words(sql`select key as word from idempotency_key`)).toEqual(['young']);
    expect(await words(sql`select network as word from sign_in_network`)).toEqual(['young']);
    expect(
      await words(sql`select l.label as word from outbox o join approval_line l on l.approval_id = o.approval_id
        where o.relayed_at = ${daysAgo(91)}`),
    ).toEqual(['Vista']);
    expect(await words(sql`select subject as word from notice where code = 'SyncFailed'`)).toEqual([
      'open',
      'young',
    ]);
    expect(
      await words(sql`select vendor_user_id as word from seat_holder where vendor_user_id like 'holder%'`),
    ).toEqual(['holder open', 'holder young']);
  });

  it('whether a seat was used is forgotten with the name, and other users of the account keep theirs', async () => {
    const [due, young] = ['used long ago', 'used lately'];
    for (const [user, goneAt] of [
      [due, monthsAgo(14)],
      [young, monthsAgo(12)],
    ] as const)
      await sql`insert into seat_holder (tenant_id, vendor_account_id, vendor_user_id, username, status, holds_seat,
          first_seen_at, gone_at, unused, unused_since)
        select tenant_id, id, ${user}, ${user}, 'active', false, ${monthsAgo(20)}, ${goneAt}, 'no-login', ${monthsAgo(19)}
        from vendor_account where foreign_id = 'DA1'`.execute(db);
    const { names } = await forgetOldRecords(worker, tenantId, now, keeping, () => undefined);
    expect(names).toBe(1);
    const kept = await db
      .selectFrom('seatHolder')
      .select(['vendorUserId', 'username', 'unused', 'unusedSince'])
      .where('vendorUserId', 'in', [due, young])
      .orderBy('vendorUserId')
      .execute();
    expect(kept).toEqual([
      { vendorUserId: young, username: young, unused: 'no-login', unusedSince: expect.any(Date) },
      { vendorUserId: due, username: null, unused: null, unusedSince: null },
    ]);
  });

  it('and another hour finds nothing more', async () => {
    expect(await forgetOldRecords(worker, tenantId, now, keeping, () => undefined)).toEqual({
      names: 0,
      rows: 0,
    });
  });
});
