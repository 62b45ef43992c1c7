import { housekeepingScheduleId } from '../contracts/temporal/names.ts';
import { waitFor } from '../embedded/tour/seatwise-client.ts';
import { openNotices } from '../test/product/housekeeping-steps.ts';
import { type Product, startProduct } from '../test/product/product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({ settings: { repairIntervalMs: 200 } });
});
afterAll(() => product.close());

const schedule = () => product.temporal.schedule.getHandle(housekeepingScheduleId);
const described = () =>
  schedule()
    .describe()
    .catch(() => null);

describe('the schedule of housekeeping', () => {
  it('is made by the workers, once an hour, and again when it is deleted', async () => {
    const made = await waitFor('the schedule', 10_000, described);
    expect(made.spec.calendars).toMatchObject([
      { hour: [{ start: 0, end: 23 }], minute: [{ start: 30, end: 30 }] },
    ]);
    await schedule().delete();
    await waitFor('the schedule again', 10_000, described);
  });

  it('stays paused when somebody paused it, which is one notice of the tenant until it is unpaused', async () => {
    await schedule().pause('looking into it');
    await waitFor('the notice', 10_000, async () => ((await openNotices(product)).length > 0 ? true : null));
    expect(await openNotices(product)).toMatchObject([
      { code: 'SchedulePausedInTemporal', subject: 'housekeeping', times: 1, integrationId: null },
    ]);
    expect((await described())?.state).toMatchObject({ paused: true, note: 'looking into it' });
    await schedule().unpause();
    await waitFor('the notice to close', 10_000, async () =>
      (await openNotices(product)).length === 0 ? true : null,
    );
  });
});
