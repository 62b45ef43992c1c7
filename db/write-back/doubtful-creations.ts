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

/** An administrator says that none of them was created. The caller holds the integration's row lock. */
export async function letDoubtfulCreationsGo(tx: Tx, key: IntegrationKey): Promise<void> {
  await tx
    .updateTable('approvalLine')
    .set({ mustBeUntouched: false })
    .where('tenantId', '=', key.tenantId)
    .where('id', 'in', doubtful(tx, key))
    .execute();
  await notifyAllWriteBacks(tx, key);
}

/** Nothing is in doubt any more: each was found, canceled, or has ended. The caller holds the integration's row lock. */
export async function closeCreationInDoubt(tx: Tx, key: IntegrationKey): Promise<void> {
  const waiting = await doubtful(tx, key).limit(1).executeTakeFirst();
  if (waiting === undefined) await closeNotices(tx, key, 'CreationInDoubt');
}
