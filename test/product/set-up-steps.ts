import { randomUUID } from 'node:crypto';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import type { RequestLogEntry, RequestEntry } from '../../sandbox/request-log.ts';
import { housekeepingScheduleId } from '../../contracts/temporal/names.ts';
import { body, type Connected, decide } from './lifecycle.ts';
import type { Product } from './product.ts';

/** What tests of the set-up look at and do, each over HTTP as a user would. */

export type Item = ReturnType<typeof body>;

export interface Settled {
  readonly status: number;
  readonly body: Item;
}

/** A command's final answer: while it is under way (202 with a link) it is asked again with the same key. */
export async function settled(
  product: Product,
  method: 'POST' | 'PUT',
  path: string,
  request: unknown = {},
  key: string = randomUUID(),
): Promise<Settled> {
  return waitFor(`the answer of ${path}`, 30_000, async () => {
    const answer = await product.client.request(method, path, request, key);
    const underWay = answer.status === 202 && body(answer)['state'] === 'received';
    return underWay ? null : { status: answer.status, body: body(answer) };
  });
}

/** Every row of a list, whatever its pages. */
export async function listed(product: Product, path: string): Promise<readonly Item[]> {
  const separator = path.includes('?') ? '&' : '?';
  const rows: Item[] = [];
  for (let cursor = ''; ;) {
    const page = body(
      await product.client.request('GET', `${path}${separator}limit=500${cursor && `&cursor=${cursor}`}`),
    );
    rows.push(...(page['items'] as Item[]));
    if (page['nextCursor'] === null) return rows;
    cursor = encodeURIComponent(page['nextCursor'] as string);
  }
}

export const accounts = (product: Product, { path }: Connected): Promise<readonly Item[]> =>
  listed(product, `${path}/vendor-accounts`);

export const named = (rows: readonly Item[], name: string): Item => {
  const found = rows.find((row) => row['name'] === name || row['productId'] === name);
  if (found === undefined) throw new Error(`nothing is named ${name}`);
  return found;
};

export const account = async (product: Product, integration: Connected, name: string): Promise<Item> =>
  named(await accounts(product, integration), name);

/** Outcomes in the order of the decisions. */
export async function outcomes(
  product: Product,
  { path }: Connected,
  ...decisions: readonly object[]
): Promise<readonly Item[]> {
  const key = randomUUID();
  return waitFor('the outcome of the decisions', 15_000, async () => {
    const answer = await decide(product, path, decisions, key);
    if (answer['code'] !== undefined) throw new Error(JSON.stringify(answer));
    return (answer['outcomes'] as readonly Item[] | undefined) ?? null;
  });
}

/** Decisions that must all be taken. */
export async function decided(
  product: Product,
  integration: Connected,
  ...decisions: readonly object[]
): Promise<readonly Item[]> {
  const all = await outcomes(product, integration, ...decisions);
  expect(all.filter(({ ok }) => ok !== true)).toEqual([]);
  return all;
}

export const status = async (product: Product, { path }: Connected): Promise<Item> =>
  body(await product.client.request('GET', `${path}/status`));

/** Number of the newest log entry: requests after it are those a test caused. */
export async function requestLogMark(product: Product): Promise<number> {
  return (await product.control.requestLog()).length;
}

export async function requestsSince(product: Product, mark: number): Promise<readonly RequestEntry[]> {
  const isRequest = (entry: RequestLogEntry): entry is RequestEntry => entry.kind === 'request';
  return (await product.control.requestLog(mark)).filter(isRequest);
}

/** Mapping of each account by name: what a person would call "the mappings". */
export async function mappingsOf(
  product: Product,
  integration: Connected,
): Promise<Readonly<Record<string, unknown>>> {
  const rows = (await accounts(product, integration)).map((row): [string, unknown] => {
    const { id, foreignId, mark } = row as { id: string; foreignId: string; mark: string | null };
    const { state, company, origin } = row['mapping'] as {
      state: string;
      company: { id: string } | null;
      origin: string | null;
    };
    return [foreignId, { id, mark, state, origin, company: company?.id ?? null }];
  });
  return Object.fromEntries(rows);
}

/** Workflows of a type in the test's namespace, as the Temporal UI lists them. */
export async function workflowsOf(product: Product, type: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const workflow of product.temporal.workflow.list({ query: `WorkflowType = '${type}'` })) {
    found.push(workflow.workflowId);
  }
  return found;
}

/** Schedules of integrations; that of housekeeping is always there. */
export async function scheduleIds(product: Product): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { scheduleId } of product.temporal.schedule.list())
    if (scheduleId !== housekeepingScheduleId) found.push(scheduleId);
  return found;
}
