import { writeBackWorkflowId } from '../../contracts/temporal/names.ts';
import { workflowState } from '../../contracts/temporal/sync-workflow.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import type { ChangeEntry, RequestEntry } from '../../sandbox/request-log.ts';
import { linePath } from '../../sandbox/testing/line-path.ts';
import { body, type Item } from './lifecycle.ts';
import type { Approved, Writing } from './write-back-steps.ts';

/** What tests of write-backs look at: what the PSA really got, the audit, whether writing stands still. */

/** Temporal was told everything, and nothing runs for this approval any more. */
export async function workflowOver(
  { db, temporal }: Pick<Writing, 'db' | 'temporal'>,
  { approvalId, label }: Approved,
): Promise<'closed' | 'none'> {
  return waitFor(`the end of the workflow of ${label}`, 10_000, async () => {
    const pendingNotification = await db
      .selectFrom('outbox')
      .select('id')
      .where('approvalId', '=', approvalId)
      .where('relayedAt', 'is', null)
      .execute();
    if (pendingNotification.length > 0) return null;
    const state = await workflowState(temporal, writeBackWorkflowId(approvalId));
    return state === 'open' ? null : state;
  });
}

/** Effective changes of a line's quantity by Seatwise. */
export const writesTo = async (
  { control }: Pick<Writing, 'control'>,
  psaLineId: string,
): Promise<readonly ChangeEntry[]> =>
  (await control.requestLog()).filter(
    (entry): entry is ChangeEntry =>
      entry.kind === 'change' && entry.by === 'api' && entry.id === psaLineId && entry.field === 'quantity',
  );

/** PATCHes that reached the PSA, with or without effect. */
export const patchesTo = async (
  { control }: Pick<Writing, 'control'>,
  psaLineId: string,
): Promise<readonly RequestEntry[]> =>
  (await control.requestLog()).filter(
    (entry): entry is RequestEntry => entry.kind === 'request' && String(entry.write?.lineId) === psaLineId,
  );

/** Quantity that stands in the PSA. */
export async function inPsa({ control }: Pick<Writing, 'control'>, psaLineId: string): Promise<string> {
  const connectwise = await control.scenarioOf('connectwise');
  return String(connectwise.additions.find(({ id }) => String(id) === psaLineId)!.quantity);
}

/** Where faults and moments find the line. */
export async function pathOf({ control }: Pick<Writing, 'control'>, psaLineId: string): Promise<string> {
  const scenario = await control.scenario();
  return linePath(
    scenario,
    scenario.connectwise.additions.find(({ id }) => String(id) === psaLineId)!,
  );
}

export async function agreementIdOf(
  { control }: Pick<Writing, 'control'>,
  psaLineId: string,
): Promise<number> {
  const connectwise = await control.scenarioOf('connectwise');
  return connectwise.additions.find(({ id }) => String(id) === psaLineId)!.agreementId;
}

/** One effective write, of exactly what was approved, and it stands. */
export async function expectWrittenOnce(
  product: Pick<Writing, 'control'>,
  { psaLineId, before, after }: Approved,
): Promise<void> {
  const changes = await writesTo(product, psaLineId);
  expect(changes.map((change) => [String(change.before), String(change.after)])).toEqual([[before, after]]);
  expect(await inPsa(product, psaLineId)).toBe(after);
}

export async function expectNothingSent(
  product: Pick<Writing, 'control'>,
  { psaLineId, before }: Approved,
): Promise<void> {
  expect(await patchesTo(product, psaLineId)).toEqual([]);
  expect(await inPsa(product, psaLineId)).toBe(before);
}

/** Steps that the audit holds about one approved line and the proposal before it, oldest first: action and who did it. */
export async function auditOf(
  { client, db }: Pick<Writing, 'client' | 'db'>,
  { approvalLineId }: Pick<Approved, 'approvalLineId'>,
): Promise<readonly (readonly [string, string])[]> {
  const { usageLineId } = await db
    .selectFrom('approvalLine')
    .select('usageLineId')
    .where('id', '=', approvalLineId)
    .executeTakeFirstOrThrow();
  const items = body(await client.request('GET', '/audit?limit=500'))['items'] as Item[];
  return items
    .filter(({ object, detail }) => {
      const decided = (detail as Item | null)?.['approvalLineId'] as string | null | undefined;
      return (
        object.id === approvalLineId ||
        (object.id === usageLineId && (decided === approvalLineId || decided == null))
      );
    })
    .map(({ action, actor }): [string, string] => [action as string, actor.id as string])
    .reverse();
}

/** Null: writing is not stopped. */
export async function stoppedSince({ db }: Pick<Writing, 'db'>): Promise<Date | null> {
  const row = await db.selectFrom('installation').select('writeStopSince').executeTakeFirstOrThrow();
  return row.writeStopSince;
}
