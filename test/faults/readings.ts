import { readTotals } from '../../db/readings/account-reads.ts';
import { agreementTotals } from '../../db/readings/agreement-reads.ts';
import { accountReadsOf } from '../../db/model/reads-of-run.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import type { RequestEntry } from '../../sandbox/request-log.ts';
import { body, type Connected, type Item } from '../product/lifecycle.ts';
import type { Processes } from '../product/processes.ts';

/** How many accounts or agreements a run has to read, and how many it has read. */
export async function readStates(
  { db, tenantId }: Processes,
  what: 'accounts' | 'agreements',
  runId: string,
): Promise<{ readonly total: number; readonly done: number }> {
  const of = { tenantId, syncRunId: runId };
  const totals = await (what === 'accounts' ? readTotals(db, of) : agreementTotals(db, of));
  return totals === null
    ? { total: 0, done: 0 }
    : { total: totals.total, done: totals.total - totals.pending };
}

/** Waits until a run has counted its first account. */
export const readingBegins = (
  { db, tenantId }: Pick<Processes, 'db' | 'tenantId'>,
  runId: string,
): Promise<true> =>
  waitFor('the reading to begin', 30_000, async () => {
    const { counted } = await readTotals(db, { tenantId, syncRunId: runId });
    return counted > 0 ? true : null;
  });

/** What vendors were asked after this entry of the sandbox's request log. */
export const requestsSince = async ({ control }: Processes, seq: number): Promise<readonly RequestEntry[]> =>
  (await control.requestLog(seq)).filter((entry) => entry.kind === 'request');

/** The agreements that a run has read so far. */
export async function agreementsRead({ db }: Processes, runId: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('agreementBatch')
    .select('agreementIds')
    .where('syncRunId', '=', runId)
    .execute();
  return rows.flatMap(({ agreementIds }) => agreementIds);
}

/** The agreements whose lines were asked for, once for each time. */
export const linesAsked = (requests: readonly RequestEntry[]): readonly string[] =>
  requests.filter(isFirstPage).flatMap(({ path }) => /agreements\/(\d+)\/additions$/.exec(path)?.[1] ?? []);

/** Each account is counted once, with the seats that the first run found. */
export async function expectOneEffect(product: Processes, { path }: Connected, runId: string): Promise<void> {
  const reads = await product.db
    .selectFrom(accountReadsOf(product.tenantId, runId).as('r'))
    .select(['vendorAccountId', 'state'])
    .execute();
  const counts = await product.db
    .selectFrom(accountReadsOf(product.tenantId, runId).as('r'))
    .innerJoin('seatCount', 'seatCount.id', 'r.seatCountId')
    .select(['seatCount.vendorAccountId', 'seatCount.seats'])
    .execute();
  expect(reads.map(({ state }) => state)).toEqual(reads.map(() => 'counted'));
  expect(counts.map((row) => row.vendorAccountId).sort()).toEqual(
    reads.map((row) => row.vendorAccountId).sort(),
  );
  const seats = (run: Item): unknown => run['totals'].seatsCounted;
  const detail = body(await product.client.request('GET', `/syncs/${runId}`));
  expect(seats(detail)).toBe(counts.reduce((sum, row) => sum + row.seats, 0));
  const { items } = body(await product.client.request('GET', `${path}/syncs?limit=100`));
  const first = (items as Item[]).find(({ trigger }) => trigger === 'first');
  expect(seats(detail)).toBe(seats(first!));
}

/** A list that was begun; what is asked above an id goes on with it, or proves its end. */
export const isFirstPage = ({ query }: { readonly query: string }): boolean =>
  !(new URLSearchParams(query).get('conditions') ?? '').includes('id>');
