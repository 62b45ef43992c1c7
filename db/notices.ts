import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { announce } from './commands.ts';
import type { IntegrationKey } from './credentials.ts';
import type { Tx } from './database.ts';

/** Opens a notice, or counts one more time on the open one of the same cause and subject. */
export async function raiseNotice(
  tx: Tx,
  key: IntegrationKey,
  notice: { readonly code: string; readonly subject: string; readonly detail: string },
): Promise<void> {
  const id = randomUUID();
  await sql`
    insert into notice (tenant_id, id, integration_id, code, subject, detail, state)
    values (${key.tenantId}, ${id}, ${key.integrationId}, ${notice.code}, ${notice.subject}, ${notice.detail}, 'open')
    on conflict (tenant_id, (coalesce(integration_id, '00000000-0000-0000-0000-000000000000'::uuid)), code, subject)
      where state = 'open'
    do update set last_at = now(), times = notice.times + 1, detail = excluded.detail`.execute(tx);
  await announce(tx, key, 'notice', id);
}

/** Closes the open notices of a cause; `subject` absent: all of them. */
export async function closeNotices(
  tx: Tx,
  key: IntegrationKey,
  code: string,
  subject?: string,
): Promise<void> {
  await tx
    .updateTable('notice')
    .set({ state: 'closed', closed_at: new Date() })
    .where('tenant_id', '=', key.tenantId)
    .where('integration_id', '=', key.integrationId)
    .where('code', '=', code)
    .where('state', '=', 'open')
    .$if(subject !== undefined, (query) => query.where('subject', '=', subject ?? ''))
    .execute();
}
