import {
  type ActivitiesUnderTest,
  activitiesUnderTest,
  runActivity,
} from '../../test/environment/activities-under-test.ts';
import { forcePhase } from '../../test/environment/seeded-integration.ts';
import { receiveMappingCommand } from '../../db/integrations/commands.ts';
import type { AccountDecision } from '../../domain/mapping/decisions.ts';
import { createApplyMappingCommand } from './apply-mapping-command.ts';
import { createLoadPsaCatalog } from './load-psa-catalog.ts';
import { createLoadVendorAccounts } from './load-vendor-accounts.ts';
import { createMatchExactNames } from './match-exact-names.ts';

/** Loading `small`: 15 children, each with a company of its name, and the parent. */
let under: ActivitiesUnderTest;
beforeAll(async () => {
  under = await activitiesUnderTest();
  await forcePhase(under.db, under.key, 'loading');
  await load();
});
afterAll(() => under.close());

async function load(): Promise<void> {
  await runActivity(createLoadVendorAccounts(under.deps()), under.key);
  await runActivity(createLoadPsaCatalog(under.deps()), under.key);
  await runActivity(createMatchExactNames(under.deps()), under.key);
}

/** Of each account by its name: the company, `excluded`, or nothing. */
async function mappings(): Promise<Readonly<Record<string, string | null>>> {
  const rows = await under.db
    .selectFrom('vendorAccount as a')
    .leftJoin('accountMapping as m', 'm.vendorAccountId', 'a.id')
    .leftJoin('psaCompany as c', 'c.foreignId', 'm.companyId')
    .select(['a.name', 'a.kind', 'm.state', 'm.origin', 'c.name as company'])
    .where('a.kind', '=', 'child')
    .execute();
  return Object.fromEntries(
    rows.map(({ name, state, origin, company }) => [
      name,
      state === 'mapped' ? `${company!} (${origin!})` : state,
    ]),
  );
}

async function decide(name: string, decision: Omit<AccountDecision, 'kind' | 'vendorId'>): Promise<void> {
  const account = under.db.selectFrom('vendorAccount').select('id').where('name', '=', name);
  const { id: vendorId } = await account.executeTakeFirstOrThrow();
  const commandId = `${name} ${decision.action}`;
  const actor = { kind: 'member', id: 'somebody' } as const;
  const decisions = [{ kind: 'account', vendorId, ...decision }] as const;
  await receiveMappingCommand(under.db, under.key, { commandId, bodyHash: 'x', actor, decisions });
  const applied = await runActivity(createApplyMappingCommand(under.deps()), { ...under.key, commandId });
  expect(applied).toEqual({ applied: 1, rejected: 0 });
}

it('loading maps each child to the company of its name, and the parent to none', async () => {
  const mapped = Object.entries(await mappings());
  expect(mapped).toHaveLength(15);
  expect(mapped.filter(([name, to]) => to !== `${name} (exact)`)).toEqual([]);
  const parent = under.db
    .selectFrom('vendorAccount as a')
    .leftJoin('accountMapping as m', 'm.vendorAccountId', 'a.id')
    .select(['a.mark', 'm.state'])
    .where('a.kind', '=', 'parent');
  expect(await parent.execute()).toEqual([{ mark: 'internal', state: null }]);
});

it('loading again matches only accounts without any decision, and none once the set-up was finished', async () => {
  const [unmapped, excluded, marked] = Object.keys(await mappings()).sort() as [string, string, string];
  for (const name of ['Newcomer Books', 'Wavering Dairy', 'Latecomer'])
    await under.control.addDuoAccount({ name, users: 3 });
  await decide(unmapped, { action: 'unmap' });
  await decide(excluded, { action: 'exclude', reason: 'pilot' });
  await decide(marked, { action: 'unmap' });
  await decide(marked, { action: 'mark', mark: 'nfr' });
  await load();
  const { foreignId: psaId } = await under.db
    .selectFrom('psaCompany')
    .select('foreignId')
    .executeTakeFirstOrThrow();
  await decide('Wavering Dairy', { action: 'reject', psaId });
  const added = async (name: string) => {
    const { companies } = await under.control.scenarioOf('connectwise');
    await under.control.addCompany(companies[0]!.id, { name, identifier: name.replaceAll(/\W/gu, '') });
  };
  await added('Newcomer Books');
  await added('Wavering Dairy');
  await load();
  expect(await mappings()).toMatchObject({
    [unmapped]: null,
    [excluded]: 'excluded',
    [marked]: null,
    'Newcomer Books': 'Newcomer Books (exact)',
    'Wavering Dairy': null,
  });
  await under.db.updateTable('integration').set({ finishedAt: new Date() }).execute();
  await added('Latecomer');
  await load();
  expect(await mappings()).toMatchObject({ Latecomer: null });
  expect(await under.db.selectFrom('vendorService').select('key').execute()).toEqual([
    { key: 'duo-user-license' },
  ]);
});
