import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { NoticeCode, NoticeState } from '../../domain/notices.ts';
import type { NoticeSnapshot } from '../../domain/webhooks.ts';
import type { Message } from '../../messages/message.ts';
import { announce } from '../integrations/commands.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';
import { among } from '../driver/one-of.ts';
import { queueNotices } from './webhook-deliveries.ts';

/** What a notice is about; `integrationId` null: the installation as a whole. */
export interface NoticeKey {
  readonly tenantId: string;
  readonly integrationId: string | null;
}

/** What is so, and in addition to the texts of its code what was found. */
interface NewNotice {
  readonly code: NoticeCode;
  readonly subject: string;
  readonly detail: Message;
}

/** A notice as it stands in its table, without its tenant. */
export interface NoticeRow {
  readonly id: string;
  readonly integrationId: string | null;
  readonly code: string;
  readonly subject: string;
  /** A message as stored. */
  readonly detail: unknown;
  readonly state: NoticeState;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly times: number;
  readonly closedAt: Date | null;
}

/**
 * Opens a notice, or counts one more time on the open one of the same cause and subject. Webhooks are told of one that
 * opens, in the caller's transaction.
 */
export async function raiseNotice(tx: Tx, key: NoticeKey, notice: NewNotice): Promise<void> {
  const { rows } = await sql<NoticeRow & { readonly opened: boolean }>`
    insert into notice (tenant_id, id, integration_id, code, subject, detail, state)
    values (${key.tenantId}, ${randomUUID()}, ${key.integrationId}, ${notice.code}, ${notice.subject}, ${JSON.stringify(notice.detail)}, 'open')
    on conflict (tenant_id, (coalesce(integration_id, '00000000-0000-0000-0000-000000000000'::uuid)), code, subject)
      where state = 'open'
    do update set last_at = now(), times = notice.times + 1, detail = excluded.detail
    returning *, xmax = 0 as opened`.execute(tx);
  for (const row of rows) {
    if (row.opened) await queueNotices(tx, key.tenantId, 'notice.opened', [snapshot(row)]);
    await announce(tx, key, 'notice', row.id);
  }
}

/** Something is so: opens a notice, or brings the open one of the same cause and subject up to date without counting. */
export async function keepNotice(tx: Tx, key: NoticeKey, notice: NewNotice): Promise<void> {
  const open = await tx
    .updateTable('notice')
    .set({ lastAt: new Date(), detail: JSON.stringify(notice.detail) })
    .where('tenantId', '=', key.tenantId)
    .where('integrationId', key.integrationId === null ? 'is' : '=', key.integrationId)
    .where('code', '=', notice.code)
    .where('subject', '=', notice.subject)
    .where(among('state', ['open']))
    .executeTakeFirst();
  if (open.numUpdatedRows === 0n) await raiseNotice(tx, key, notice);
}

/** Whether a notice of this cause and subject was ever opened. */
export async function hasNotice(
  db: Queryable,
  key: IntegrationKey,
  code: NoticeCode,
  subject: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('notice')
    .select('id')
    .where(ownedBy(key))
    .where('code', '=', code)
    .where('subject', '=', subject)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Closes the open notices of a cause; `subject` absent: all of them. Webhooks are told. */
export const closeNotices = (tx: Tx, key: NoticeKey, code: NoticeCode, subject?: string): Promise<void> =>
  close(tx, key, { code, ...(subject === undefined ? {} : { only: subject }) });

/** Closes the open notices of a cause but those of these subjects, which still stand. */
export const closeNoticesExcept = (
  tx: Tx,
  key: NoticeKey,
  code: NoticeCode,
  subjects: readonly string[],
): Promise<void> => close(tx, key, { code, except: subjects });

/** Closes every open notice of an integration but those of these causes. */
export const closeNoticesOfOtherCauses = (
  tx: Tx,
  key: NoticeKey,
  codes: readonly NoticeCode[],
): Promise<void> => close(tx, key, { exceptCodes: codes });

/** The detail of the open notice of a cause, as stored; `null`: none is open. */
export async function openDetail(db: Queryable, key: NoticeKey, code: NoticeCode): Promise<unknown> {
  const row = await db
    .selectFrom('notice')
    .select('detail')
    .where('tenantId', '=', key.tenantId)
    .where('integrationId', key.integrationId === null ? 'is' : '=', key.integrationId)
    .where('code', '=', code)
    .where(among('state', ['open']))
    .orderBy('lastAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.detail ?? null;
}

/** The notice's row, locked; null: there is none of this id. */
export async function lockNotice(tx: Tx, tenantId: string, id: string): Promise<NoticeRow | null> {
  const row = await tx
    .selectFrom('notice')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

interface Closing {
  readonly code?: NoticeCode;
  readonly only?: string;
  readonly except?: readonly string[];
  readonly exceptCodes?: readonly NoticeCode[];
}

async function close(
  tx: Tx,
  key: NoticeKey,
  { code, only, except = [], exceptCodes = [] }: Closing,
): Promise<void> {
  let open = tx
    .updateTable('notice')
    .set({ state: 'closed', closedAt: new Date() })
    .where('tenantId', '=', key.tenantId)
    .where('integrationId', key.integrationId === null ? 'is' : '=', key.integrationId)
    .where(among('state', ['open']));
  if (code !== undefined) open = open.where('code', '=', code);
  if (exceptCodes.length > 0) open = open.where('code', 'not in', [...exceptCodes]);
  if (only !== undefined) open = open.where('subject', '=', only);
  if (except.length > 0) open = open.where('subject', 'not in', [...except]);
  const closed = await open.returningAll().execute();
  await queueNotices(tx, key.tenantId, 'notice.closed', closed.map(snapshot));
  for (const { id } of closed) await announce(tx, key, 'notice', id);
}

const snapshot = (row: NoticeRow): NoticeSnapshot => ({
  id: row.id,
  integrationId: row.integrationId,
  code: row.code,
  subject: row.subject,
  detail: row.detail,
  state: row.state,
  firstAt: row.firstAt.toISOString(),
  lastAt: row.lastAt.toISOString(),
  times: row.times,
  closedAt: row.closedAt?.toISOString() ?? null,
});
