import type { IntegrationKey } from '../../domain/keys.ts';
import type { WriteChoice } from '../../domain/write-back/write-methods.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/core/database.ts';
import { touchIntegration } from '../../db/core/integrations.ts';
import { chosenMethods, setProven, storeMethod } from '../../db/write-back/write-methods.ts';
import type { AskedBy } from '../asked-by.ts';
import { lockedIntegration, refusesConnected } from '../locked-integration.ts';
import { isRefused, type Refused, refused } from '../outcome.ts';

/**
 * Chooses how lines of a sort are written; null: not at all. What is queued waits until the method is proven on one
 * line. Null: done.
 */
export async function chooseMethod(
  tx: Tx,
  key: IntegrationKey,
  choices: readonly WriteChoice[],
  wish: { readonly choice: string; readonly method: string | null },
  by: AskedBy,
): Promise<Refused | null> {
  const integration = await lockedIntegration(tx, key, refusesConnected);
  if (isRefused(integration)) return integration;
  const choice = choices.find(({ id }) => id === wish.choice);
  if (choice === undefined) return refused('WriteMethodUnknown', 'The PSA leaves no such choice.');
  if (wish.method !== null && !choice.methods.some(({ id }) => id === wish.method))
    return refused('WriteMethodUnknown', `${choice.title} are not written by “${wish.method}”.`);
  const before = (await chosenMethods(tx, key)).get(choice.id)?.method ?? null;
  if (before === wish.method) return null;
  await storeMethod(tx, key, choice.id, wish.method, by.actor, by.now);
  await touchIntegration(tx, key);
  const detail = { lines: choice.title, before, after: wish.method };
  await recordAudit(tx, { ...by, action: 'write-method.chosen', ...aboutIntegration(key), detail });
  return null;
}

/** A line was set to what it had, and all else of its document stayed. */
export const proveMethod = (tx: Tx, key: IntegrationKey, method: string, by: AskedBy): Promise<void> =>
  becomes(tx, key, method, 'proven', null, by);

/** More than its line changed as it was sent: nothing more is written so until it is proven anew. */
export const withdrawMethod = (
  tx: Tx,
  key: IntegrationKey,
  method: string,
  why: string,
  by: AskedBy,
): Promise<void> => becomes(tx, key, method, 'withdrawn', why, by);

async function becomes(
  tx: Tx,
  key: IntegrationKey,
  method: string,
  standing: 'proven' | 'withdrawn',
  why: string | null,
  by: AskedBy,
): Promise<void> {
  if (!(await setProven(tx, key, method, standing === 'proven' ? by.now : null))) return;
  await touchIntegration(tx, key);
  const detail = { method, ...(why === null ? {} : { why }) };
  await recordAudit(tx, { ...by, action: `write-method.${standing}`, ...aboutIntegration(key), detail });
}
