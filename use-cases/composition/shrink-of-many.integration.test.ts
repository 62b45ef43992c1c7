import { sql } from 'kysely';
import { usageLinesById } from '../../db/lists/usage-lines.ts';
import { applyMappingChange } from '../../db/mapping/mappings.ts';
import { touching } from '../../db/usage/affected-groups.ts';
import { vendorAccounts } from '../../db/readings/vendor-accounts.ts';
import { systemActor } from '../../domain/keys.ts';
import { type ApiUnderTest, apiUnderTest } from '../../test/environment/api-under-test.ts';
import { connected, countAll, load } from '../../test/environment/seeded-integration.ts';
import { recomposeAffected } from './recompose-usage.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest();
});
afterAll(() => api.close());

it('a mapping decision writes no line that fell with many others, and each shows how many fell by then', async () => {
  const { db, tenantId } = api;
  const key = await connected(db, tenantId, 'active');
  const many = Array.from({ length: 12 }, (_, nth) => `Customer ${nth}`).map((name) => ({
    name, foreignId: name, company: name, seats: 10,
  })); // prettier-ignore
  await load(db, key, many, Object.fromEntries(many.map(({ name }) => [name, 10])));
  await countAll(db, key, many);
  await countAll(
    db,
    key,
    many.map((account) => ({ ...account, seats: 9 })),
  );
  const lines = async () => {
    const { rows } = await sql<{ id: string; place: string; held: boolean }>`
      select id, ctid::text as place, flags @> '[{"check": "shrink-of-many"}]' as held from usage_line`.execute(
      db,
    );
    return rows;
  };
  const before = await lines();
  expect(before.filter(({ held }) => held)).toHaveLength(12);
  const [first] = await vendorAccounts(db, key);
  await db.transaction().execute(async (tx) => {
    const affected = await touching(tx, key, { accountIds: [first!.id] }, () =>
      applyMappingChange(
        tx,
        key,
        { change: 'exclude-account', accountId: first!.id, reason: 'billed by hand' },
        systemActor,
        'person',
      ),
    );
    await recomposeAffected(tx, key, affected, new Date());
  });
  const after = await lines();
  const held = after.filter((line) => line.held);
  expect(held).toHaveLength(11);
  const places = new Set(before.map(({ place }) => place));
  expect(held.filter(({ place }) => !places.has(place))).toEqual([]);
  const shown = await usageLinesById(
    db,
    tenantId,
    held.map(({ id }) => id),
  );
  expect(shown.map(({ fallOfAll }) => fallOfAll)).toEqual(
    Array(11).fill(expect.objectContaining({ compared: 11, falling: 11 })),
  );
});
