import type { IntegrationKey } from '../../domain/keys.ts';
import { liveStates } from '../../domain/decisions/approval.ts';
import { sameRight } from '../../domain/write-back/write-outcome.ts';
import { among } from '../driver/one-of.ts';
import type { Queryable } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';

/** Whether an end of another line of the integration, or the taking back of one, waits, is sent, or is in an open conflict. */
export async function anyOtherEnd(db: Queryable, key: IntegrationKey, psaLineId: string): Promise<boolean> {
  const row = await db
    .selectFrom('approvalLine')
    .select('id')
    .where(ownedBy(key))
    .where('psaLineId', '!=', psaLineId)
    .where(among('change', sameRight('end-line')))
    .where(among('state', [...liveStates, 'conflict']))
    .where('resolvedAt', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
