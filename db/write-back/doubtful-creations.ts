import type { IntegrationKey } from '../../domain/keys.ts';
import type { Tx } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';
import { closeNotices } from '../notices/notices.ts';
import { notifyAllWriteBacks } from './wake-ups.ts';

/** Approved creations of an integration of which the rows may not know the sending (RULES 6). */
const doubtful = (tx: Tx, key: IntegrationKey) =>
  tx
    .selectFrom('approvalLine')
    .select('id')
    .where(ownedBy(key))
    .where('state', '=', 'queued')
    .where('change', '=', 'create-line')
    .where('mustBeUntouched', '=', true);

/**
 * An administrator says that none of those that say that they are in doubt was created. Of the others the notice has not
 * told yet: they were not looked for, or wait for something else. Returns the IDs of the lines that go on. The caller
 * holds the integration's row lock.
 */
export async function letDoubtfulCreationsGo(tx: Tx, key: IntegrationKey): Promise<readonly string[]> {
  const released = await tx
    .updateTable('approvalLine')
    .set({ mustBeUntouched: false })
    .where('tenantId', '=', key.tenantId)
    .where('id', 'in', doubtful(tx, key).where('code', '=', 'CreationInDoubt'))
    .returning('id')
    .execute();
  await notifyAllWriteBacks(tx, key);
  return released.map(({ id }) => id);
}

/** Nothing is in doubt any more: each was found, canceled, or has ended. The caller holds the integration's row lock. */
export async function closeCreationInDoubt(tx: Tx, key: IntegrationKey): Promise<void> {
  const waiting = await doubtful(tx, key).limit(1).executeTakeFirst();
  if (waiting === undefined) await closeNotices(tx, key, 'CreationInDoubt');
}
