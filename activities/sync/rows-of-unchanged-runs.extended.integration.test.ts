import { runActivity } from '../../test/environment/activities-under-test.ts';
import { writingUnderTest, type WritingUnderTest } from '../../test/environment/writing-under-test.ts';
import { writtenBy } from '../../tools/bench/growth/rows-and-wal.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { createComposeUsage } from './compose-usage.ts';
import { createEndSyncRun } from './end-sync-run.ts';
import { createListVendorAccounts } from './list-vendor-accounts.ts';
import { createReadAccountBatch } from './read-account-batch.ts';
import { createReadPsa } from './read-psa.ts';

let under: WritingUnderTest;
beforeAll(async () => {
  under = await writingUnderTest({ timeoutMs: 5_000 });
});
afterAll(() => under.close());

/** The integration's workflow is nobody here. */
const nobody = { workflow: { getHandle: () => ({ signal: () => Promise.resolve() }) } };

async function wholeRun(): Promise<void> {
  const run = await under.newRun();
  const deps = { ...under.deps(), temporal: nobody as unknown as ActivityDependencies['temporal'] };
  await runActivity(createListVendorAccounts(deps), run);
  expect(await runActivity(createReadAccountBatch(deps), run)).toMatchObject({ remaining: 0, failed: 0 });
  expect(await runActivity(createReadPsa(deps), run)).toMatchObject({ remaining: 0, failed: 0 });
  await runActivity(createComposeUsage(deps), run);
  expect(await runActivity(createEndSyncRun(deps), run)).toMatchObject({ outcome: 'succeeded' });
}

const size = async (table: 'vendorAccount' | 'psaAgreement'): Promise<number> =>
  (await under.db.selectFrom(table).select('integrationId').execute()).length;

it('a full run in which nothing changed writes some rows of each account, and next to none of agreements', async () => {
  await wholeRun();
  await wholeRun();
  const [accounts, agreements] = [await size('vendorAccount'), await size('psaAgreement')];
  const { rows, walBytes, byTable } = await writtenBy(under.db, wholeRun);
  process.stderr.write(
    `    ${accounts} accounts, ${agreements} agreements: ${rows} rows, ${walBytes} bytes of WAL\n`,
  );
  const written = new Map(byTable);
  const ofAgreements = ['agreement_work', 'agreement_batch', 'unread_agreement', 'psa_agreement'];
  expect(ofAgreements.reduce((sum, table) => sum + (written.get(table) ?? 0), 0)).toBeLessThanOrEqual(12);
  expect(rows).toBeLessThanOrEqual(40 + 5 * accounts);
});
