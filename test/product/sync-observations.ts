import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { usersPerPage } from '../../vendors/duo/sync-calls.ts';
import type { DuoAccountSummary } from '../../sandbox/control/duo-routes.ts';
import type { RequestEntry } from '../../sandbox/request-log.ts';
import { body, type Connected } from './lifecycle.ts';
import type { Product } from './product.ts';

/** What tests of syncs look at: the run over HTTP, the vendors' request log, Temporal's view of the workflow. */

type Item = ReturnType<typeof body>;

export const usersPath = '/admin/v1/users';
export const listPath = '/accounts/v1/account/list';

/** Seats as Duo really holds them: every user but those pending deletion (RULES 1). */
export function seatsOf({ userCounts }: Pick<DuoAccountSummary, 'userCounts'>): number {
  return Object.entries(userCounts).reduce(
    (sum, [status, users]) => (status === 'pending deletion' ? sum : sum + users),
    0,
  );
}

/** Children in the order a run reads them. */
export async function children(product: Product): Promise<readonly DuoAccountSummary[]> {
  const { children: all } = await product.control.duoAccounts();
  return [...all].sort((a, b) => (a.accountId < b.accountId ? -1 : 1));
}

export async function itemsOf(product: Product, path: string): Promise<readonly Item[]> {
  const answer = await product.client.request('GET', path);
  if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return body(answer)['items'] as Item[];
}

export async function runDetail(product: Product, runId: string): Promise<Item> {
  return body(await product.client.request('GET', `/syncs/${runId}?limit=500`));
}

export const accountOf = (run: Item, foreignId: string): Item =>
  ((run['accounts'] as Item)['items'] as Item[]).find(
    (account) => account['foreignId'] === foreignId,
  ) as Item;

/** The vendor account as Seatwise knows it. */
export async function vendorAccount(product: Product, { path }: Connected, foreignId: string): Promise<Item> {
  const all = await itemsOf(product, `${path}/vendor-accounts?limit=500`);
  const found = all.find((account) => account['foreignId'] === foreignId);
  if (found === undefined) throw new Error(`${foreignId} is not listed`);
  return found;
}

/** The usage line that an account belongs to, with its sources. */
export async function lineOf(product: Product, integration: Connected, foreignId: string): Promise<Item> {
  const { id } = await vendorAccount(product, integration, foreignId);
  const lines = await itemsOf(product, `/usage-lines?integration=${integration.id}&account=${String(id)}`);
  if (lines.length !== 1) throw new Error(`${foreignId} has ${lines.length} lines`);
  return body(await product.client.request('GET', `/usage-lines/${String(lines[0]?.['id'])}`));
}

export async function requestLogEnd(product: Product): Promise<number> {
  return (await product.control.requestLog()).at(-1)?.seq ?? 0;
}

export async function requestsSince(
  product: Product,
  seq: number,
  vendor: RequestEntry['vendor'] = 'duo',
): Promise<readonly RequestEntry[]> {
  const entries = await product.control.requestLog(seq);
  return entries.filter(
    (entry): entry is RequestEntry => entry.kind === 'request' && entry.vendor === vendor,
  );
}

/** Which accounts' users were asked for; the parent's calls name no account. */
export const accountsRead = (requests: readonly RequestEntry[]): readonly (string | null)[] =>
  requests.filter(({ path }) => path === usersPath).map(({ accountId }) => accountId);

/** Resolves when a request for these users has reached the vendor: a hanging one shows in the request log at once. */
export async function usersAskedFor(product: Product, accountId: string, since: number): Promise<void> {
  await waitFor(`a request for the users of ${accountId}`, 15_000, async () =>
    accountsRead(await requestsSince(product, since)).includes(accountId) ? true : null,
  );
}

/** Calls of a full, fault-free sync (architecture.md 8), from what Duo really holds. */
export async function callsByFormula(product: Product): Promise<number> {
  const { parent, children: all } = await product.control.duoAccounts();
  const listed = [parent, ...all].map(({ userCounts }) =>
    Object.values(userCounts).reduce((sum, users) => sum + users, 0),
  );
  return 1 + listed.reduce((sum, users) => sum + Math.max(1, Math.ceil(users / usersPerPage)), 0);
}

export async function workflowIdOf(product: Product, runId: string): Promise<string> {
  const { workflowId } = await product.db
    .selectFrom('syncRun')
    .select('workflowId')
    .where('id', '=', runId)
    .executeTakeFirstOrThrow();
  return workflowId;
}

/** What Temporal shows of a run: status, search attributes by name, current details. */
export async function shownInTemporal(
  product: Product,
  runId: string,
): Promise<{
  readonly status: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly details: string;
}> {
  const handle = product.temporal.workflow.getHandle(await workflowIdOf(product, runId));
  const description = await waitFor(`the workflow of run ${runId} to close`, 10_000, async () => {
    const now = await handle.describe();
    return now.status.name === 'RUNNING' ? null : now;
  });
  const metadata = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return {
    status: description.status.name,
    attributes: Object.fromEntries(
      description.typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]),
    ),
    details: metadata.currentDetails ?? '',
  };
}

export const openNotices = (product: Product, { id }: Connected): Promise<readonly Item[]> =>
  itemsOf(product, `/notices?integration=${id}&state=open&limit=500`);
