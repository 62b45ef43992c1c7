import { isLive } from '../../../domain/decisions/approval.ts';
import { waitFor } from '../../../embedded/tour/seatwise-client.ts';
import type { RequestEntry } from '../../../sandbox/request-log.ts';
import type { Processes } from '../../../test/product/processes.ts';
import type { Connected } from '../../../test/product/lifecycle.ts';
import {
  approve,
  type Approved,
  changeableLines,
  type Product,
  type SeenLine,
  type Step,
} from './decisions.ts';

/** Resolves when every line of these approvals is confirmed. Throws where one ended otherwise. */
export async function confirmed(
  { db }: Pick<Product, 'db'>,
  approvals: readonly Pick<Approved, 'approvalId'>[],
  withinMs = 300_000,
): Promise<void> {
  const ids = approvals.map(({ approvalId }) => approvalId);
  await waitFor(`${ids.length} approvals to be written`, withinMs, async () => {
    const rows = await db
      .selectFrom('approvalLine')
      .select(['label', 'state', 'code', 'detail'])
      .where('approvalId', 'in', ids)
      .where('state', '<>', 'confirmed')
      .execute();
    const ended = rows.find(({ state }) => !isLive(state));
    if (ended !== undefined)
      throw new Error(
        `${ended.label} ended ${ended.state}: ${ended.code ?? ''} ${JSON.stringify(ended.detail)}`,
      );
    return rows.length === 0 ? true : null;
  });
}

/** Each step approves one line and waits until it is written; milliseconds of the approval. */
export function approving(product: Product, integration: Connected): Step {
  let lines: SeenLine[] = [];
  return async () => {
    if (lines.length === 0) lines = [...(await changeableLines(product.db, integration))];
    const line = lines.shift();
    if (line === undefined) throw new Error('no line can be changed');
    const approval = await approve(product, [line]);
    await confirmed(product, [approval]);
    return approval.ms;
  };
}

export const requestLogLength = async ({ control }: Pick<Processes, 'control'>): Promise<number> =>
  (await control.state()).requestLog;

/** Milliseconds from the last reading of each line to its PATCH, by the PSA's own request log. */
export async function readingToPatch(
  { control }: Pick<Processes, 'control'>,
  after: number,
): Promise<number[]> {
  const requests = (await control.requestLog(after)).filter(
    (entry): entry is RequestEntry => entry.kind === 'request' && entry.vendor === 'connectwise',
  );
  return requests.flatMap((patch, at) => {
    if (patch.method !== 'PATCH') return [];
    const reading = requests
      .slice(0, at)
      .findLast(({ method, path }) => method === 'GET' && path === patch.path.replace(/\/\d+$/u, ''));
    if (reading === undefined) throw new Error(`${patch.path} was written without a reading`);
    return [Date.parse(patch.at) - Date.parse(reading.at)];
  });
}

/** Lines written a minute, when these approvals are made at once. */
export async function linesPerMinute(
  product: Product,
  approvals: readonly (readonly SeenLine[])[],
): Promise<number> {
  const began = Date.now();
  const made = await Promise.all(approvals.map((lines) => approve(product, lines)));
  await confirmed(product, made);
  const { last } = await product.db
    .selectFrom('approvalLine')
    .select(({ fn }) => fn.max('finishedAt').as('last'))
    .where(
      'approvalId',
      'in',
      made.map(({ approvalId }) => approvalId),
    )
    .executeTakeFirstOrThrow();
  return (approvals.flat().length * 60_000) / (Number(last) - began);
}
