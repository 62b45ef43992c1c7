import { randomUUID } from 'node:crypto';
import { readComposedLine } from '../../../db/model/stored-documents.ts';
import type { Database } from '../../../db/model/database.ts';
import type { Connected, Item } from '../../../test/product/lifecycle.ts';
import type { Processes } from '../../../test/product/processes.ts';
import { waitFor } from '../../../embedded/tour/seatwise-client.ts';
import { timed } from '../report.ts';
import { effort } from './effort.ts';

export type Product = Pick<Processes, 'client' | 'db'>;

/** A usage line as a person sees it before deciding. */
export interface SeenLine {
  readonly id: string;
  readonly version: number;
  /** What its target may become: one seat more than was counted, or what was counted. */
  readonly next: number;
}

/**
 * Open lines without a flag whose target may be changed, of customers that the simulated PSA knows.
 *
 * @param psaLinesBelow ids of PSA lines from which on they are rows alone
 */
export async function changeableLines(
  db: Database,
  { id }: Connected,
  psaLinesBelow = 100_000,
): Promise<readonly SeenLine[]> {
  const rows = await db
    .selectFrom('usageLine')
    .select(['id', 'version', 'composed', 'form', 'flags'])
    .where('integrationId', '=', id)
    .where('kind', 'in', ['match', 'increase', 'decrease'])
    .where('decision', '=', 'open')
    .orderBy('groupKey')
    .execute();
  return rows.flatMap(({ id: lineId, version, composed, form, flags }) => {
    const { target, variance } = readComposedLine(composed, form);
    if (target === null || variance === null || flags.length > 0 || Number(target.psaLineId) >= psaLinesBelow)
      return [];
    const agreed = Number(target.before) + Number(variance);
    return [{ id: lineId, version, next: Number(variance) === 0 ? agreed + 1 : agreed }];
  });
}

async function decided(
  { client }: Product,
  items: readonly object[],
): Promise<{ readonly ms: number; readonly items: readonly Item[] }> {
  const { ms, value: answer } = await timed(() =>
    client.request('POST', '/usage-lines/decisions', { selection: 'ticked', items }, randomUUID()),
  );
  if (answer.status !== 200) throw new Error(`decision: ${answer.status} ${JSON.stringify(answer.body)}`);
  return { ms, items: (answer.body as Item)['items'] as Item[] };
}

/** One more time: milliseconds that it took. */
export type Step = () => Promise<number>;

/** Each step holds one of these lines, in turn, and opens it again; milliseconds of the hold. */
export function holding(product: Product, lines: readonly SeenLine[]): Step {
  const versions = new Map(lines.map(({ id, version }) => [id, version]));
  const ids = [...versions.keys()];
  const setAside = async (id: string, decision: 'hold' | 'reopen'): Promise<number> => {
    const wish = { usageLineId: id, lineVersion: versions.get(id), decision, reason: 'asked the customer' };
    const { ms, items } = await decided(product, [wish]);
    const [item] = items;
    if (item === undefined || item['outcome'] === 'rejected')
      throw new Error(`${decision}: ${JSON.stringify(item)}`);
    if (item['lineVersion'] !== null) versions.set(id, item['lineVersion'] as number);
    return ms;
  };
  let nth = 0;
  return async () => {
    const id = ids[nth % ids.length];
    if (id === undefined) throw new Error('there is no line to hold');
    nth += 1;
    const ms = await setAside(id, 'hold');
    await setAside(id, 'reopen');
    return ms;
  };
}

/** So many steps, or fewer where they are slow. */
export async function repeated(step: Step, times: number): Promise<number[]> {
  const ms: number[] = [];
  while (ms.length < times && mayGoOn(ms)) ms.push(await step());
  return ms;
}

/** Steps of two scenarios in turn, so that whatever else the machine does hits both. */
export async function inTurn(
  one: Step,
  other: Step,
  times: number,
): Promise<readonly [readonly number[], readonly number[]]> {
  const [ofOne, ofOther]: [number[], number[]] = [[], []];
  while (ofOne.length < times && mayGoOn([...ofOne, ...ofOther])) {
    ofOne.push(await one());
    ofOther.push(await other());
  }
  return [ofOne, ofOther];
}

export interface Approved {
  readonly approvalId: string;
  readonly ms: number;
}

/** One approval of these lines, each as it may become next. Throws where one is rejected. */
export async function approve(product: Product, lines: readonly SeenLine[]): Promise<Approved> {
  const { ms, items } = await decided(
    product,
    lines.map(({ id, version, next }) => ({
      usageLineId: id,
      lineVersion: version,
      decision: 'adjust',
      quantity: next,
      reason: 'as agreed with the customer',
    })),
  );
  const rejected = items.find(({ outcome }) => outcome !== 'approved');
  if (rejected !== undefined) throw new Error(`approval: ${JSON.stringify(rejected)}`);
  return { approvalId: items[0]?.['approvalId'] as string, ms };
}

/** Each step unmaps an account that a vendor knows, or maps it again; milliseconds from the asking to the stored outcome. */
export async function mapping(product: Product, { path, id }: Connected): Promise<Step> {
  const { vendorAccountId: vendorId, companyId: psaId } = await product.db
    .selectFrom('accountMapping')
    .select(['vendorAccountId', 'companyId'])
    .where('integrationId', '=', id)
    .where('state', '=', 'mapped')
    .orderBy('companyId')
    .executeTakeFirstOrThrow();
  const decide = async (wish: object): Promise<number> =>
    (await timed(() => mapped(product, path, { kind: 'account', vendorId, ...wish }))).ms;
  return async () => {
    const ms = await decide({ action: 'unmap' });
    await decide({ action: 'map', psaId });
    return ms;
  };
}

/** One mapping decision with its outcome, also where that takes longer than the API waits for it. */
async function mapped({ client }: Product, path: string, wish: object): Promise<void> {
  const answer = await client.request(
    'POST',
    `${path}/mapping-decisions`,
    { decisions: [wish] },
    randomUUID(),
  );
  const { commandId } = answer.body as { readonly commandId?: string };
  const applied =
    answer.status === 202
      ? await waitFor('the outcome of a mapping decision', 60_000, async () => {
          const command = (await client.request('GET', `${path}/commands/${commandId ?? ''}`)).body as Item;
          return command['state'] === 'received' ? null : (command['body'] as Item);
        })
      : (answer.body as Item);
  const outcomes = applied['outcomes'] as readonly Item[] | undefined;
  if (outcomes?.[0]?.['ok'] !== true)
    throw new Error(`mapping: ${answer.status} ${JSON.stringify(outcomes ?? answer.body)}`);
}

/** What is slow is measured less often: a figure that is missed by far must not take the bench's time as well. */
export function mayGoOn(ms: readonly number[]): boolean {
  const spent = ms.reduce((sum, one) => sum + one, 0);
  return ms.length < effort.least || spent < effort.mostMs;
}
