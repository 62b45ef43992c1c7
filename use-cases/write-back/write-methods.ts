import { type Message, message } from '../../messages/message.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { WriteChoice } from '../../domain/write-back/write-methods.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { touchIntegration } from '../../db/integrations/integrations.ts';
import { notifyAllWriteBacks } from '../../db/write-back/wake-ups.ts';
import {
  chosenMethods,
  setKept,
  setNewLinesProven,
  setNewLinesWithdrawn,
  setProven,
  setWithdrawn,
  storeMethod,
} from '../../db/write-back/write-methods.ts';
import type { RequestContext } from '../request-context.ts';
import { lockedIntegration, rejectsConnected } from '../locked-integration.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';

/**
 * Chooses how lines of a sort are written; null: not at all, which is rejected for how lines are created. What is queued
 * waits until the method is proven on one line. Choosing a withdrawn method again lets it be proven again. Null: done.
 */
export async function chooseMethod(
  tx: Tx,
  key: IntegrationKey,
  choices: readonly WriteChoice[],
  wish: { readonly choice: string; readonly method: string | null },
  by: RequestContext,
): Promise<Rejected | null> {
  const integration = await lockedIntegration(tx, key, rejectsConnected);
  if (isRejected(integration)) return integration;
  const choice = choices.find(({ id }) => id === wish.choice);
  if (choice === undefined)
    return rejected('WriteMethodUnknown', message('rejections.write-method-choice', { choice: wish.choice }));
  // Without a choice the usual method is used, withdrawn or not: so none is no choice here.
  if (wish.method === null && choice.of === 'create-line')
    return rejected('WriteMethodUnknown', message('rejections.write-method-needed', { choice: choice.id }));
  if (wish.method !== null && !choice.methods.some(({ id }) => id === wish.method))
    return rejected(
      'WriteMethodUnknown',
      message('rejections.write-method', { choice: wish.choice, method: wish.method }),
    );
  const known = (await chosenMethods(tx, key)).get(choice.id);
  const before = known?.method ?? null;
  if (before === wish.method && (known?.withdrawnAt ?? null) === null) return null;
  await storeMethod(tx, key, choice.id, wish.method, by.actor, by.now);
  await touchIntegration(tx, key);
  // What waits for a method goes on, or says what it waits for now.
  await notifyAllWriteBacks(tx, key, by.requestId);
  const detail = { lines: choice.id, before, after: wish.method };
  await recordAudit(tx, { ...by, action: 'write-method.chosen', ...aboutIntegration(key), detail });
  return null;
}

/** A line was set to the quantity it had, and everything else of its document stayed. */
export async function noteMethodKeeps(
  tx: Tx,
  key: IntegrationKey,
  method: string,
  by: RequestContext,
): Promise<void> {
  if (await setKept(tx, key, method, by.now)) await noteChange(tx, key, 'kept', { method }, by);
}

/** The first change that stored a new quantity was read back. The other changes waited for it. */
export async function proveMethod(
  tx: Tx,
  key: IntegrationKey,
  method: string,
  by: RequestContext,
): Promise<void> {
  if (await setProven(tx, key, method, by.now)) await noteChange(tx, key, 'proven', { method }, by);
}

/** A line was created and read back with its marker (RULES 16). The other new lines waited for it. Null: there is one method only. */
export async function proveNewLines(
  tx: Tx,
  key: IntegrationKey,
  method: string | null,
  by: RequestContext,
): Promise<void> {
  if (method !== null && (await setNewLinesProven(tx, key, method, by.actor, by.now)))
    await noteChange(tx, key, 'proven', { method }, by);
}

/** A line was created, and others of its document are not as they were. Null: there is one method only. */
export async function withdrawNewLines(
  tx: Tx,
  key: IntegrationKey,
  method: string | null,
  why: Message,
  by: RequestContext,
): Promise<void> {
  if (method !== null && (await setNewLinesWithdrawn(tx, key, method, by.actor, by.now)))
    await noteChange(tx, key, 'withdrawn', { method, why }, by);
}

/** More than its line changed as it was sent: nothing more is written so until it is proven once more. */
export async function withdrawMethod(
  tx: Tx,
  key: IntegrationKey,
  method: string,
  why: Message,
  by: RequestContext,
): Promise<void> {
  if (await setWithdrawn(tx, key, method)) await noteChange(tx, key, 'withdrawn', { method, why }, by);
}

/** What waits for the method goes on, or says what it waits for now. */
async function noteChange(
  tx: Tx,
  key: IntegrationKey,
  change: 'kept' | 'proven' | 'withdrawn',
  detail: Readonly<Record<string, string | Message>>,
  by: RequestContext,
): Promise<void> {
  await touchIntegration(tx, key);
  await notifyAllWriteBacks(tx, key, by.requestId);
  await recordAudit(tx, { ...by, action: `write-method.${change}`, ...aboutIntegration(key), detail });
}
