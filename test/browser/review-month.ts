import { connect, finish, map, type SetUp } from '../../embedded/tour/set-up.ts';
import { followRun, type Run } from '../../embedded/tour/month.ts';
import { Report } from '../../embedded/tour/report.ts';
import type { Product } from '../product/product.ts';

/** The month of the `typical` scenario over the API, as the tour sets it up: mapped, finished, first sync ended. */
export async function setUpMonth({
  client,
  credentials,
}: Product): Promise<{ readonly setUp: SetUp; readonly run: Run }> {
  const report = new Report(() => undefined);
  const setUp = await connect(client, credentials, report);
  await map(client, setUp, report);
  await finish(client, setUp, report);
  return { setUp, run: await followRun(client, setUp, null, report) };
}
