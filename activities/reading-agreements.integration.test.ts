import { sql } from 'kysely';
import {
  activitiesUnderTest,
  type ActivitiesUnderTest,
  runActivity,
} from '../test/environment/activities-under-test.ts';
import type { SyncRunRef } from '../contracts/temporal/activities.ts';
import { createReadPsa } from './read-psa.ts';

let under: ActivitiesUnderTest;

beforeAll(async () => {
  under = await activitiesUnderTest();
});
afterAll(() => under.close());

/** Companies, catalogue and every agreement read by one run that ends well. */
async function readAll(): Promise<SyncRunRef> {
  const run = await under.newRun();
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

const readings = () =>
  under.db
    .selectFrom('psa_agreement')
    .select(['foreign_id', 'lines_read_at', sql<string>`xmin::text`.as('written_by')])
    .where('gone_at', 'is', null)
    .execute();

describe('a run that reads the PSA again', () => {
  it('writes the lines, companies and products that changed and no other, and the age of every agreement', async () => {
    await readAll();
    const tables = ['psa_line', 'psa_company', 'psa_product'] as const;
    const before = await Promise.all(tables.map(places));
    const began = new Date();
    const [line] = (await under.control.world()).connectwise.additions;
    await under.control.changeLine(line!.id, { quantity: 77 });
    await readAll();
    const after = await Promise.all(tables.map(places));
    const [lines, companies, products] = tables.map((_, nth) => moved(before[nth]!, after[nth]!));
    expect({ lines, companies, products }).toEqual({
      lines: [String(line!.id)],
      companies: [],
      products: [],
    });
    const stored = await under.db
      .selectFrom('psa_line')
      .select('quantity')
      .where('foreign_id', '=', String(line!.id))
      .executeTakeFirstOrThrow();
    expect(stored.quantity).toBe('77');
    expect((await readings()).every(({ lines_read_at: at }) => at !== null && at >= began)).toBe(true);
  });

  it('stores what it read of many agreements in few transactions', async () => {
    await readAll();
    const all = await readings();
    expect(all.length).toBeGreaterThan(30);
    const transactions = new Set(all.map(({ written_by: by }) => by)).size;
    expect(transactions).toBeLessThanOrEqual(Math.ceil(all.length / 5));
  });

  it('removes a line that is gone, moves one that stands on another agreement, and keeps the others', async () => {
    const { additions, agreements } = (await under.control.world()).connectwise;
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
      .selectFrom('psa_line')
      .select('agreement_id')
      .where('foreign_id', '=', String(moving!.id))
      .executeTakeFirstOrThrow();
    expect(stored.agreement_id).toBe(String(other!.id));
  });
});
