import { randomUUID } from 'node:crypto';
import { writeBackWorkflowId } from '../../contracts/temporal/names.ts';
import { type SeatwiseClient, waitFor } from '../../embedded/tour/seatwise-client.ts';
import { body, type Connected, everyLine, type Item } from './lifecycle.ts';
import { resetWorkflow } from './temporal-ui-actions.ts';
import type { Product } from './product.ts';

/** Steps of a change on its way to the PSA, each what a user does over HTTP or in the Temporal UI. */

/** What the steps need of a product, in this process or in processes of its own. */
export type Writing = Pick<Product, 'client' | 'control' | 'db' | 'temporal' | 'namespace'>;

/** One approved change as the decision's answer names it. */
export interface Approved {
  readonly approvalId: string;
  readonly approvalLineId: string;
  readonly label: string;
  readonly psaLineId: string;
  readonly before: string;
  readonly after: string;
}

export interface Wish {
  readonly decision?: 'approve' | 'adjust' | 'dismiss' | 'hold';
  readonly quantity?: number;
  readonly billingTarget?: string;
  readonly reason?: string;
  readonly lineVersion?: number;
}

const finalStates = ['confirmed', 'unchanged', 'stale', 'conflict', 'rejected', 'canceled'];

/** Says of every type of agreement how it is billed, so that changes can land. */
export async function answerBillingTarget(
  { client }: Pick<Writing, 'client'>,
  { path }: Connected,
  billsIn: 'advance' | 'arrears' = 'advance',
): Promise<void> {
  const types = body(await client.request('GET', `${path}/agreement-types`))['items'] as Item[];
  for (const { typeId } of types) {
    const answer = await client.request('PUT', `${path}/agreement-types/${typeId as string}/billing-target`, {
      billsIn,
    });
    expect(answer.status).toBe(200);
  }
}

export async function turnOnWriteBack(
  { client }: Pick<Writing, 'client'>,
  { path }: Connected,
): Promise<void> {
  const answer = await client.request('POST', `${path}/turn-on-write-back`, {}, randomUUID());
  expect([answer.status, body(answer)['writeBackEnabled']]).toEqual([200, true]);
}

/** Landing answered and write-back on: an approval is sent. */
export async function readyToWrite(product: Pick<Writing, 'client'>, integration: Connected): Promise<void> {
  await answerBillingTarget(product, integration);
  await turnOnWriteBack(product, integration);
}

export async function usageLine(
  product: Pick<Writing, 'client'>,
  integration: Connected,
  label: string,
): Promise<Item> {
  const found = (await everyLine(product, integration)).filter((line) => line['label'] === label);
  expect(found).toHaveLength(1);
  return found[0]!;
}

/** What is sent to decide about one line as it was read. */
export const ticked = (line: Item, wish: Wish) => ({
  selection: 'ticked',
  items: [{ usageLineId: line['id'] as string, lineVersion: line['version'] as number, ...wish }],
});

/** Decides about the line of this label as it stands; the answer for it, rejected or not. */
export async function decideLine(
  product: Pick<Writing, 'client'>,
  integration: Connected,
  label: string,
  wish: Wish = {},
  client = product.client,
): Promise<Item> {
  const line = await usageLine(product, integration, label);
  const answer = await client.request(
    'POST',
    '/usage-lines/decisions',
    ticked(line, { decision: 'approve', ...wish }),
    randomUUID(),
  );
  if (answer.status !== 200) throw new Error(`decision: ${answer.status} ${JSON.stringify(answer.body)}`);
  return (body(answer)['items'] as Item[])[0]!;
}

export function approvedBy(result: Item, label: string): Approved {
  if (result['outcome'] !== 'approved') throw new Error(`${label}: ${JSON.stringify(result)}`);
  const { psaLineId, before, after } = result['change'] as Pick<Approved, 'psaLineId' | 'before' | 'after'>;
  return {
    approvalId: result['approvalId'] as string,
    approvalLineId: result['approvalLineId'] as string,
    label,
    psaLineId,
    before,
    after,
  };
}

/** Approves what the line of this label proposes, or the wish; throws where it is not approved. */
export const approve = async (
  product: Pick<Writing, 'client'>,
  integration: Connected,
  label: string,
  wish: Wish = {},
): Promise<Approved> => approvedBy(await decideLine(product, integration, label, wish), label);

/** Raises a line by one seat, whatever Duo counts: every match can be changed so. */
export async function raiseByOne(
  product: Pick<Writing, 'client'>,
  integration: Connected,
  label: string,
  wish: Wish = {},
): Promise<Approved> {
  const line = await usageLine(product, integration, label);
  const quantity = Number((line['target'] as { before: string } | null)?.before) + 1;
  return approve(product, integration, label, {
    decision: 'adjust',
    quantity,
    reason: 'one seat more as agreed',
    ...wish,
  });
}

/** Labels of lines that any test may change, matches first. */
export async function changeable(
  product: Pick<Writing, 'client'>,
  integration: Connected,
): Promise<readonly string[]> {
  const lines = (await everyLine(product, integration)).filter(
    ({ flags, target }) => (flags as unknown[]).length === 0 && target !== null,
  );
  return ['match', 'increase'].flatMap((kind) =>
    lines.filter((line) => line['kind'] === kind).map(({ label }) => label as string),
  );
}

export async function writeBack(
  { client }: Pick<Writing, 'client'>,
  { approvalId, approvalLineId }: Pick<Approved, 'approvalId' | 'approvalLineId'>,
): Promise<Item> {
  const answer = body(await client.request('GET', `/write-backs/${approvalId}`));
  return (answer['lines'] as Item[]).find(({ id }) => id === approvalLineId)!;
}

export async function reaches(
  product: Pick<Writing, 'client'>,
  approved: Approved,
  states: readonly string[],
  withinMs = 15_000,
): Promise<Item> {
  return waitFor(`${approved.label} to be ${states.join(' or ')}`, withinMs, async () => {
    const line = await writeBack(product, approved);
    return states.includes(line['state'] as string) ? line : null;
  });
}

/** The workflow, which starts a moment after the decision, says that this keeps the change back. */
export const waitsOn = (
  { temporal }: Pick<Writing, 'temporal'>,
  { approvalId }: Pick<Approved, 'approvalId'>,
  code: string,
): Promise<true> =>
  waitFor(`${code} to keep it back`, 30_000, async () => {
    const handle = temporal.workflow.getHandle(writeBackWorkflowId(approvalId));
    const progress = await handle.query('writeBackProgress').catch(() => null);
    return JSON.stringify(progress).includes(code) ? true : null;
  });

/** Follows a change to its end. */
export const end = (product: Pick<Writing, 'client'>, approved: Approved, withinMs = 15_000): Promise<Item> =>
  reaches(product, approved, finalStates, withinMs);

export function command(
  { client }: Pick<Writing, 'client'>,
  { approvalId, approvalLineId }: Approved,
  verb: 'cancel' | 'revert' | 'resolve',
  request: object = {},
): ReturnType<Writing['client']['request']> {
  return client.request(
    'POST',
    `/write-backs/${approvalId}/lines/${approvalLineId}/${verb}`,
    request,
    randomUUID(),
  );
}

export interface SignedIn {
  readonly id: string;
  readonly client: SeatwiseClient;
}

/** A further member with this role, signed in. */
export async function signedInAs(
  product: Pick<Product, 'client' | 'newClient'>,
  role: 'reviewer' | 'approver',
): Promise<SignedIn> {
  const email = `${role}-${randomUUID()}@harbor-lane.test`;
  const made = body(
    await product.client.request('POST', '/members', { email, name: `The ${role}`, role }, randomUUID()),
  );
  const client = product.newClient();
  await client.signInFirst(email, made['temporaryPassword'] as string);
  return { id: made['member'].id as string, client };
}

/** What the Temporal UI does for Terminate. */
export async function terminate({ temporal }: Pick<Writing, 'temporal'>, line: Approved): Promise<void> {
  await temporal.workflow
    .getHandle(writeBackWorkflowId(line.approvalId))
    .terminate('ended in the Temporal UI');
}

/** What the Temporal UI does for Reset to the first workflow task; the new execution's run id. */
export const resetToFirstTask = (
  product: Pick<Writing, 'temporal' | 'namespace'>,
  { approvalId }: Pick<Approved, 'approvalId'>,
): Promise<string> => resetWorkflow(product, writeBackWorkflowId(approvalId));
