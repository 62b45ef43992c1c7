import { type RawBuilder, sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { QueueSurroundings } from '../../domain/write-back/wait-reason.ts';
import type { Queryable } from '../model/database.ts';

/**
 * What stands around the queued lines of an integration ({@link QueueSurroundings}), as columns of a list.
 * @param i the integration's row
 */
export const surroundingColumns = (
  i: RawBuilder<unknown>,
): RawBuilder<unknown> => sql`${i}.phase, ${i}.phase_code,
  exists (select 1 from credential c where c.tenant_id = ${i}.tenant_id and c.integration_id = ${i}.id
    and c.credential_set = 'psa' and c.state = 'working' and c.failure_code is not null) as psa_rejected,
  coalesce((select write_stop from installation limit 1), false) as write_stopped`;

export async function surroundingsOf(db: Queryable, key: IntegrationKey): Promise<QueueSurroundings> {
  const { rows } = await sql<QueueSurroundings>`
    select ${surroundingColumns(sql`i`)} from integration i
    where i.tenant_id = ${key.tenantId} and i.id = ${key.integrationId}`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('an integration without a row');
  return row;
}
