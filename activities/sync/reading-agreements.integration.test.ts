import { sql } from 'kysely';
import {
  activitiesUnderTest,
  type ActivitiesUnderTest,
  runActivity,
} from '../../test/environment/activities-under-test.ts';
import { lockWaiters } from '../../test/environment/lock-waiters.ts';
import { agreementTimes } from '../../db/model/agreement-times.ts';
import { changeTenant } from '../../db/people/people.ts';
import { listedAgreements } from '../../db/readings/agreements-to-read.ts';
import type { SyncRunRef } from '../../contracts/temporal/activities.ts';
import { findRun } from '../../db/runs/sync-runs.ts';
import type { ReadSide } from '../../domain/sync-runs.ts';
import { endStall, noteStall } from '../../use-cases/runs/stalls.ts';
import { createListVendorAccounts } from './list-vendor-accounts.ts';
import { createLoadPsaCatalog } from '../lifecycle/load-psa-catalog.ts';
import { psaForWriting } from '../writing/psa-for-writing.ts';
import { createReadPsa } from './read-psa.ts';

let under: ActivitiesUnderTest;

beforeAll(async () => {
  under = await activitiesUnderTest();
});
afterAll(() => under.close());

/** Companies, catalog and agreements read by one run that ends well. */
async function readAll(trigger: 'manual' | 'schedule' | 'first' = 'manual'): Promise<SyncRunRef> {
  const run = await under.newRun();
  await under.db.updateTable('syncRun').set({ trigger }).where('id', '=', run.syncRunId).execute();
  expect(await runActivity(createReadPsa(under.deps()), run)).toMatchObject({ remaining: 0, failed: 0 });
  await under.ended(run, 'succeeded');
  return run;
}

/** Where each row of a table stands; a row that is written or locked again stands elsewhere or is marked. */
async function places(table: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; place: string }>`
    select foreign_id as id, concat(ctid, ' ', xmax) as place from ${sql.table(table)}`.execute(under.db);
  return new Map(rows.map(({ id, place }) => [id, place]));
}

const moved = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) =>
  [...after].filter(([id, place]) => before.get(id) !== place).map(([id]) => id);

async function readings(): Promise<readonly { readonly id: string; readonly at: Date | null }[]> {
  const { rows } = await sql<{ id: string; at: Date | null }>`
    select a.foreign_id as id, t.lines_read_at as at
    from psa_agreement a join ${agreementTimes(under.key, null)} t on t.agreement_id = a.foreign_id
    where a.gone_at is null`.execute(under.db);
  return rows;
}

describe('a run that reads the PSA again', () => {
  it('gives the client the billing time zone of the settings, whose days changes name', async () => {
    const tenant = { id: under.key.tenantId };
    const set = (billingTimeZone: string | null) =>
      under.db.updateTable('tenant').set({ billingTimeZone }).where('id', '=', tenant.id).execute();
    const zones: (string | undefined)[] = [];
    const deps = under.deps();
    const watched: typeof deps = {
      ...deps,
      psa: (kind, credential, work) => {
        zones.push(work.timeZone);
        return deps.psa(kind, credential, work);
      },
    };
    await set('Pacific/Kiritimati');
    const run = await under.newRun();
    await runActivity(createReadPsa(watched), run);
    await under.ended(run, 'succeeded');
    await set(null);
    expect(zones).toEqual(['Pacific/Kiritimati']);
    expect(await psaForWriting(watched, under.key)).toHaveProperty('psa');
    expect(zones).toHaveLength(2);
    expect(zones[1]).not.toBe('Pacific/Kiritimati');
    expect(zones[1]).toMatch(/\w/u);
  });

  it('writes the lines, companies and products that changed and no other, and keeps the age of every agreement', async () => {
    await readAll();
    const tables = ['psa_line', 'psa_company', 'psa_product', 'psa_agreement'] as const;
    const before = await Promise.all(tables.map(places));
    const began = new Date();
    const [line] = (await under.control.scenarioOf('connectwise')).additions;
    await under.control.changeLine(line!.id, { quantity: 77 });
    await readAll();
    const after = await Promise.all(tables.map(places));
    const [lines, ...others] = tables.map((_, nth) => moved(before[nth]!, after[nth]!));
    expect({ lines, others }).toEqual({ lines: [String(line!.id)], others: [[], [], []] });
    const stored = await under.db
      .selectFrom('psaLine')
      .select('quantity')
      .where('foreignId', '=', String(line!.id))
      .executeTakeFirstOrThrow();
    expect(stored.quantity).toBe('77');
    expect((await readings()).every(({ at }) => at !== null && at >= began)).toBe(true);
  });

  it('leaves the stall of the accounts, which stood still first, as it is', async () => {
    const run = await under.newRun();
    const since = new Date();
    const stall = { since, code: 'VendorServerError', detail: null, until: null };
    const note = (side: ReadSide, code: string) =>
      under.db.transaction().execute((tx) => noteStall(tx, run, { ...stall, side, code }));
    expect(await note('accounts', 'VendorServerError')).toBe(true);
    expect(await note('agreements', 'PsaTimeout')).toBe(false);
    expect(await runActivity(createReadPsa(under.deps()), run)).toMatchObject({ remaining: 0 });
    const row = () => findRun(under.db, run.tenantId, run.syncRunId);
    expect(await row()).toMatchObject({ stall: { ...stall, side: 'accounts' } });
    await under.db.transaction().execute((tx) => endStall(tx, run, 'accounts'));
    expect(await row()).toMatchObject({ stall: null });
    await under.ended(run, 'succeeded');
  });

  it('keeps what it read of many agreements in few rows', async () => {
    const { syncRunId } = await readAll();
    const { length } = await readings();
    expect(length).toBeGreaterThan(30);
    const batches = await under.db
      .selectFrom('agreementBatch')
      .select('agreementIds')
      .where('syncRunId', '=', syncRunId)
      .execute();
    expect(new Set(batches.flatMap(({ agreementIds: ids }) => ids)).size).toBe(length);
    expect(batches.length).toBeLessThanOrEqual(Math.ceil(length / 5));
  });

  it('removes a line that is gone, moves one that stands on another agreement, and keeps the others', async () => {
    const { additions, agreements } = await under.control.scenarioOf('connectwise');
    const [gone, moving] = additions;
    const other = agreements.find(({ id }) => id !== moving!.agreementId);
    await readAll();
    const before = await places('psa_line');
    await under.control.changeLine(gone!.id, { remove: true });
    await under.control.changeLine(moving!.id, { agreementId: other!.id });
    await readAll();
    const after = await places('psa_line');
    expect([...before.keys()].filter((id) => !after.has(id))).toEqual([String(gone!.id)]);
    const stored = await under.db
      .selectFrom('psaLine')
      .select('agreementId')
      .where('foreignId', '=', String(moving!.id))
      .executeTakeFirstOrThrow();
    expect(stored.agreementId).toBe(String(other!.id));
  });
});

describe('an attempt beside one that was given up, and works on', () => {
  /** Both have come as far as they can while somebody shares the row of the run; what each then ended with. */
  async function besideEachOther(run: SyncRunRef): Promise<readonly unknown[]> {
    const attempts: Promise<unknown>[] = [];
    await under.db.transaction().execute(async (tx) => {
      await tx.selectFrom('syncRun').select('id').where('id', '=', run.syncRunId).forShare().execute();
      for (let nth = 0; nth < 2; nth += 1) attempts.push(runActivity(createReadPsa(under.deps()), run));
      await Promise.race([lockWaiters(under.db, 2), ...attempts]);
    });
    const ended = await Promise.all(attempts);
    const { rows } = await sql<{ deadlocks: number }>`
      select deadlocks::int from pg_stat_database where datname = current_database()`.execute(under.db);
    // What was ended for one is tried again, and nobody would see it.
    expect(rows).toEqual([{ deadlocks: 0 }]);
    return ended;
  }
  const whole = { remaining: 0, failed: 0 };

  it('stores the lists of the PSA after it: neither waits for what the other holds', async () => {
    const run = await under.newRun();
    expect(await besideEachOther(run)).toEqual([
      expect.objectContaining(whole),
      expect.objectContaining(whole),
    ]);
    await under.ended(run, 'succeeded');
  });

  it('stores agreements of a run that stood still after it, and the run stands still no more', async () => {
    const run = await under.newRun();
    await runActivity(createReadPsa(under.deps()), run);
    await under.db.deleteFrom('agreementBatch').where('syncRunId', '=', run.syncRunId).execute();
    await under.db
      .updateTable('syncRun')
      .set({
        stalledSide: 'agreements',
        stalledSince: new Date(),
        stalledCode: 'PsaBusy',
      })
      .where('id', '=', run.syncRunId)
      .execute();
    expect(await besideEachOther(run)).toEqual([
      expect.objectContaining(whole),
      expect.objectContaining(whole),
    ]);
    const { stalledCode } = await under.db
      .selectFrom('syncRun')
      .select('stalledCode')
      .where('id', '=', run.syncRunId)
      .executeTakeFirstOrThrow();
    expect(stalledCode).toBeNull();
    await under.ended(run, 'succeeded');
  });
});

describe('the first run after loading', () => {
  /** Agreements whose lines were asked for since this point of the request log. */
  const askedSince = async (seq: number): Promise<ReadonlySet<string>> =>
    new Set(
      (await under.control.requestLog(seq)).flatMap((entry) =>
        entry.kind === 'request'
          ? (/\/finance\/agreements\/(\d+)\/additions$/u.exec(entry.path)?.[1] ?? [])
          : [],
      ),
    );
  const mark = async (): Promise<number> => (await under.control.state()).requestLog;
  const load = () => runActivity(createLoadPsaCatalog(under.deps()), under.key);
  const timesOf = async ({ syncRunId }: SyncRunRef) => {
    const { rows } = await sql<{ id: string; own: Date; read: Date }>`
      select r.id, r.own, t.lines_read_at as read
      from agreement_batch b cross join unnest(b.agreement_ids, b.read_ats) as r (id, own)
      join ${agreementTimes(under.key, null)} t on t.agreement_id = r.id
      where b.sync_run_id = ${syncRunId}`.execute(under.db);
    return rows;
  };

  it('asks for no lines again that loading read completely, and keeps when they were read', async () => {
    const { agreements } = await under.control.scenarioOf('connectwise');
    await load();
    const loadedAt = new Date();
    const seq = await mark();
    const first = await readAll('first');
    expect(await askedSince(seq)).toEqual(new Set());
    const times = await timesOf(first);
    expect(times).toHaveLength(agreements.length);
    for (const { own, read } of times) expect([own <= loadedAt, own]).toEqual([true, read]);
    const run = await under.db
      .selectFrom('syncRun')
      .select(['agreementsAsLoaded', 'agreementsInBackgroundRead'])
      .where('id', '=', first.syncRunId)
      .executeTakeFirstOrThrow();
    expect(run).toEqual({ agreementsAsLoaded: agreements.length, agreementsInBackgroundRead: 0 });
  });

  it('reads what the list says otherwise of since, what loading could not read, and what it read longer ago', async () => {
    const [changed, unreadable, old, ...others] = (await under.control.scenarioOf('connectwise')).agreements;
    await under.control.changeAgreement(unreadable!.id, { restricted: true });
    await load();
    await under.control.changeAgreement(unreadable!.id, { restricted: false });
    await under.control.changeAgreement(changed!.id, {});
    // What runs read before stands beside it, and is newer.
    await under.db.deleteFrom('agreementBatch').execute();
    await sql`update psa_agreement set read_at = read_at - interval '3 h', lines_read_at = lines_read_at - interval '3 h',
      lines_attempted_at = lines_attempted_at - interval '3 h' where foreign_id = ${String(old!.id)}`.execute(
      under.db,
    );
    const seq = await mark();
    const first = await readAll('first');
    expect(await askedSince(seq)).toEqual(
      new Set([changed, unreadable, old].map((agreement) => String(agreement!.id))),
    );
    expect(await timesOf(first)).toHaveLength(others.length + 3);
  });
});

describe('a daily run', () => {
  const readBy = async (run: SyncRunRef) => {
    const rows = await under.db
      .selectFrom('agreementBatch')
      .select('agreementIds')
      .where('syncRunId', '=', run.syncRunId)
      .execute();
    const { agreementsInBackgroundRead: inBackgroundRead } = await under.db
      .selectFrom('syncRun')
      .select('agreementsInBackgroundRead')
      .where('id', '=', run.syncRunId)
      .executeTakeFirstOrThrow();
    return { ids: new Set(rows.flatMap(({ agreementIds: ids }) => ids)), inBackgroundRead };
  };
  const mapProduct = (productId: number) =>
    sql`insert into service_mapping (tenant_id, integration_id, vendor_service_id, product_id, decided_by)
      select tenant_id, ${under.key.integrationId}, id, ${String(productId)}, 'test' from vendor_service`.execute(
      under.db,
    );
  const mapFirstAccountTo = async (companyId: number) => {
    const run = await under.newRun();
    await runActivity(createListVendorAccounts(under.deps()), run);
    await under.ended(run, 'partial');
    await sql`insert into account_mapping (tenant_id, integration_id, vendor_account_id, state, company_id, origin, decided_by)
      select tenant_id, integration_id, id, 'mapped', ${String(companyId)}, 'person', 'test'
      from vendor_account where kind = 'child' order by foreign_id limit 1`.execute(under.db);
  };

  it('reads what can matter to a mapped customer and a share of the others, and says how many it left', async () => {
    const { agreements, additions, products } = await under.control.scenarioOf('connectwise');
    const product = products.find(({ identifier }) => identifier === 'DUO-ADV')!;
    const holding = new Set(
      additions.flatMap((line) => (line.product.id === product.id ? [String(line.agreementId)] : [])),
    );
    const own = agreements.find(({ id }) => !holding.has(String(id)))!;
    await mapFirstAccountTo(own.company.id);
    await mapProduct(product.id);
    // A product was mapped: everything is read once more.
    const whole = await readBy(await readAll('schedule'));
    expect(whole).toMatchObject({ inBackgroundRead: 0, ids: { size: agreements.length } });
    const stranger = agreements.find(
      ({ id, company }) => !holding.has(String(id)) && company.id !== own.company.id,
    )!;
    await under.control.changeAgreement(stranger.id, {});
    const wanted = agreements.filter(
      ({ id, company }) => company.id === own.company.id || id === stranger.id || holding.has(String(id)),
    );
    const others = agreements.length - wanted.length;
    const share = Math.ceil(others / 7);
    const daily = await readBy(await readAll('schedule'));
    expect([...daily.ids]).toEqual(expect.arrayContaining(wanted.map(({ id }) => String(id))));
    expect(daily.ids.size).toBe(wanted.length + share);
    expect(daily.inBackgroundRead).toBe(others - share);
    const next = await readBy(await readAll('schedule'));
    const kept = new Set(wanted.flatMap(({ id }) => (id === stranger.id ? [] : [String(id)])));
    expect([...next.ids].filter((id) => daily.ids.has(id) && !kept.has(id))).toEqual([]);
    expect(await readBy(await readAll('manual'))).toMatchObject({
      inBackgroundRead: 0,
      ids: { size: agreements.length },
    });
  });
});

describe('a billing time zone that is changed after a sync', () => {
  let autotask: ActivitiesUnderTest;
  beforeAll(async () => {
    autotask = await activitiesUnderTest(undefined, {}, 'small', 'autotask');
  });
  afterAll(() => autotask.close());

  it('leaves no contract read before its days were read again, once', async () => {
    const { db, key } = autotask;
    const read = async (): Promise<void> => {
      const run = await autotask.newRun();
      await db.updateTable('syncRun').set({ trigger: 'schedule' }).where('id', '=', run.syncRunId).execute();
      await runActivity(createReadPsa(autotask.deps()), run);
      await autotask.ended(run, 'succeeded');
    };
    const unread = async () => {
      const { rows } = await sql<{ outcome: string; code: string | null }>`
        select distinct t.lines_outcome as outcome, t.lines_code as code from ${agreementTimes(key, null)} t
        join psa_agreement a on a.foreign_id = t.agreement_id where a.gone_at is null`.execute(db);
      return rows;
    };
    const zone = (timeZone: string) =>
      db.transaction().execute((tx) =>
        changeTenant(tx, key.tenantId, {
          name: undefined, currency: undefined, timeZone: undefined, billingTimeZone: timeZone,
        }),
      ); // prettier-ignore
    await zone('America/Chicago');
    await read();
    expect(await unread()).toEqual([{ outcome: 'read', code: null }]);
    await zone('America/Chicago');
    expect(await unread()).toEqual([{ outcome: 'read', code: null }]);
    await zone('Pacific/Kiritimati');
    expect(await unread()).toEqual([{ outcome: 'failed', code: 'TimeZoneChanged' }]);
    expect((await listedAgreements(db, key)).every(({ lastCompleteAt }) => lastCompleteAt === null)).toBe(
      true,
    );
    await read();
    expect(await unread()).toEqual([{ outcome: 'read', code: null }]);
  });
});
