import type { SyncRunRef } from '../../contracts/temporal/activities.ts';
import { type ActivitiesUnderTest, runActivity } from '../../test/environment/activities-under-test.ts';
import { setGates } from '../../test/environment/seeded-integration.ts';
import { createMatchExactNames } from '../lifecycle/match-exact-names.ts';
import { createComposeUsage } from './compose-usage.ts';
import { createListVendorAccounts } from './list-vendor-accounts.ts';
import { createReadAccountBatch } from './read-account-batch.ts';
import { createReadPsa } from './read-psa.ts';

/** What a run does until it ends: accounts, the PSA and the composition. */
export async function readRun(
  under: ActivitiesUnderTest,
  run: SyncRunRef,
  beforeComposing: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const deps = under.deps();
  await runActivity(createListVendorAccounts(deps), run);
  await runActivity(createReadAccountBatch(deps), run);
  await runActivity(createReadPsa(deps), run);
  await beforeComposing();
  await runActivity(createComposeUsage(deps), run);
}

/** Maps each account to the company of its name, and the service to its products. */
export async function mapEverything(under: ActivitiesUnderTest): Promise<void> {
  const { db, key } = under;
  await setGates(db, key, { integration: 'pending', accounts: 'pending', services: 'pending' });
  await runActivity(createMatchExactNames(under.deps()), key);
  const service = await db.selectFrom('vendorService').select('id').executeTakeFirstOrThrow();
  const products = await db
    .selectFrom('psaProduct')
    .select('foreignId as productId')
    .where('identifier', 'in', ['DUO-ESS', 'DUO-ADV', 'DUO-PREM'])
    .execute();
  const mapping = { ...key, vendorServiceId: service.id, decidedBy: 'test' };
  await db
    .insertInto('serviceMapping')
    .values(products.map((product) => ({ ...mapping, ...product })))
    .execute();
}
