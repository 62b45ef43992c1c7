import type { CanceledDay } from '../../domain/canceled-day.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Tx } from '../model/database.ts';

/** Stores whether the PSA bills the canceled day of a line (RULES 17). */
export async function setCanceledDay(tx: Tx, key: IntegrationKey, canceledDay: CanceledDay): Promise<void> {
  await tx
    .updateTable('integration')
    .set({ canceledDay })
    .where('tenantId', '=', key.tenantId)
    .where('id', '=', key.integrationId)
    .execute();
}
