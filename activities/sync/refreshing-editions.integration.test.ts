import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import {
  activitiesUnderTest,
  type ActivitiesUnderTest,
  runActivity,
} from '../../test/environment/activities-under-test.ts';
import { createListVendorAccounts } from './list-vendor-accounts.ts';
import { createRefreshEditions } from './refresh-editions.ts';

/** Children of scenario `small`; the parent's edition cannot be read. */
const children = 15;
let under: ActivitiesUnderTest;

beforeAll(async () => {
  under = await activitiesUnderTest();
  const run = await under.newRun();
  await runActivity(createListVendorAccounts(under.deps()), run);
  await under.ended(run, 'succeeded');
});
beforeEach(() => under.db.updateTable('vendorAccount').set({ edition: null, editionReadAt: null }).execute());
afterEach(async () => {
  await under.control.latency(0);
  await under.control.clear();
  await under.control.switchDuo({ billingCalls: true });
});
afterAll(() => under.close());

const refresh = () => runActivity(createRefreshEditions(under.deps()), under.key);
const known = async () =>
  (await under.db.selectFrom('vendorAccount').select('foreignId').where('editionReadAt', 'is not', null).execute())
    .length; // prettier-ignore
async function callsOf(work: () => Promise<unknown>): Promise<number> {
  const before = (await under.vendorCalls()).length;
  await work();
  return (await under.vendorCalls()).length - before;
}

describe('refreshing editions', () => {
  it('reads each child once, and none again within the week', async () => {
    expect(await callsOf(refresh)).toBe(children);
    expect(await known()).toBe(children);
    expect(await callsOf(refresh)).toBe(0);
    await under.db
      .updateTable('vendorAccount')
      .set({ editionReadAt: new Date(Date.now() - 8 * 24 * 3_600_000) })
      .where('kind', '=', 'child')
      .execute();
    expect(await callsOf(refresh)).toBe(children);
  });

  it('takes a right that is missing as an answer', async () => {
    await under.control.switchDuo({ billingCalls: false });
    expect(await refresh()).toEqual({ read: 0 });
    expect(await known()).toBe(children);
  });

  it('asks nothing while a sync is under way, and stops where one begins', async () => {
    const run = await under.newRun();
    expect(await callsOf(refresh)).toBe(0);
    await under.ended(run, 'succeeded');
    await under.control.latency(50);
    const refreshing = refresh();
    await waitFor('a first edition', 5_000, async () => ((await known()) > 0 ? true : null));
    const second = await under.newRun();
    await refreshing;
    expect(await known()).toBeLessThan(children);
    await under.ended(second, 'succeeded');
    await refresh();
    expect(await known()).toBe(children);
  });

  it.each(['paused', 'needs-attention', 'disconnecting'] as const)(
    'asks nothing of an integration that is %s',
    async (phase) => {
      const set = (to: typeof phase | 'active') =>
        under.db.updateTable('integration').set({ phase: to }).execute();
      await set(phase);
      expect(await callsOf(refresh)).toBe(0);
      await set('active');
    },
  );

  it('tries an account that does not answer once, and leaves it for another day', async () => {
    const { apiHostname: host } = await under.db
      .selectFrom('vendorAccount').select('apiHostname').where('kind', '=', 'child').executeTakeFirstOrThrow(); // prettier-ignore
    await under.control.inject({ vendor: 'duo', host: host!, fault: { kind: 'status', status: 503 } });
    expect(await callsOf(refresh)).toBe(children);
    expect(await known()).toBe(children - 1);
  });

  it('takes a rejection that stays as an answer, and leaves the others alone', async () => {
    const [child] = (await under.control.duoAccounts()).children;
    await under.control.inject({
      vendor: 'duo',
      accountId: child!.accountId,
      fault: { kind: 'duo-error', code: 40301 },
    });
    expect(await callsOf(refresh)).toBe(children);
    expect(await known()).toBe(children);
  });

  it('asks no further where Duo asks for patience', async () => {
    await under.control.inject({ vendor: 'duo', fault: { kind: 'status', status: 429 } });
    expect(await callsOf(refresh)).toBe(1);
    expect(await known()).toBe(0);
  });
});
