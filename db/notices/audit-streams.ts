import { randomUUID } from 'node:crypto';
import { sql, type Updateable } from 'kysely';
import type { Queryable, Tx } from '../model/database.ts';
import type { AuditStreamTable } from '../model/tables/notices.ts';
import { type KeyRing, requireCurrentKey } from '../secrets/key-ring.ts';

/** Where the audit is sent to as a stream; never with its secret. */
export interface AuditStream {
  readonly id: string;
  readonly url: string;
  readonly ca: string | null;
  readonly createdBy: { readonly id: string; readonly name: string | null };
  readonly createdAt: Date;
  readonly pausedAt: Date | null;
  /** Position of the last entry that the receiver confirmed; 0: none. */
  readonly sentTo: number;
  readonly lastSuccessAt: Date | null;
  readonly failingSince: Date | null;
  readonly lastFailure: { readonly at: Date; readonly code: string; readonly detail: unknown } | null;
}

export interface StreamKey {
  readonly tenantId: string;
  readonly streamId: string;
}

/** What a stream's secret is sealed with; of another stream it does not open. */
const secretContext = ({ tenantId, streamId }: StreamKey): string =>
  `${tenantId}|audit-stream|${streamId}|secret`;

/** @param stream `secret`: what its messages are signed with; null: it sends lines, which are not signed. */
export async function createAuditStream(
  tx: Tx,
  keyRing: KeyRing,
  stream: Pick<AuditStream, 'url' | 'ca' | 'sentTo'> & {
    readonly tenantId: string;
    readonly secret: string | null;
    readonly createdBy: string;
  },
): Promise<string> {
  const key = { tenantId: stream.tenantId, streamId: randomUUID() };
  await tx
    .insertInto('auditStream')
    .values({
      tenantId: key.tenantId,
      id: key.streamId,
      url: stream.url,
      ca: stream.ca,
      sentTo: String(stream.sentTo),
      createdBy: stream.createdBy,
      ...(stream.secret === null ? {} : await sealed(tx, keyRing, key, stream.secret)),
    })
    .execute();
  return key.streamId;
}

async function sealed(tx: Tx, keyRing: KeyRing, key: StreamKey, secret: string) {
  await requireCurrentKey(tx, keyRing);
  return {
    keyVersion: keyRing.version,
    ciphertext: keyRing.seal(secret, secretContext(key)),
    secretAt: new Date(),
  };
}

/** Throws `MasterKeyChanged`. */
export const storeStreamSecret = async (
  tx: Tx,
  keyRing: KeyRing,
  key: StreamKey,
  secret: string,
): Promise<void> => updateAuditStream(tx, key, await sealed(tx, keyRing, key, secret));

/** Opens what {@link createAuditStream} sealed. */
export const openStreamSecret = (keyRing: KeyRing, key: StreamKey, ciphertext: string): string =>
  keyRing.open(ciphertext, secretContext(key));

/** Seals every stream's secret under another master key; returns how many. */
export async function resealStreamSecrets(tx: Tx, from: KeyRing, to: KeyRing): Promise<number> {
  const rows = await tx
    .selectFrom('auditStream')
    .select(['tenantId', 'id', 'ciphertext'])
    .where('ciphertext', 'is not', null)
    .orderBy('id')
    .forUpdate()
    .execute();
  for (const { tenantId, id, ciphertext } of rows) {
    if (ciphertext === null) continue;
    const key = { tenantId, streamId: id };
    const context = secretContext(key);
    await updateAuditStream(tx, key, {
      keyVersion: to.version,
      ciphertext: to.seal(from.open(ciphertext, context), context),
    });
  }
  return rows.length;
}

const selectStreams = (db: Queryable, tenantId: string) =>
  db
    .selectFrom('auditStream')
    .leftJoin('member', (join) =>
      join
        .onRef('member.tenantId', '=', 'auditStream.tenantId')
        .onRef('member.id', '=', 'auditStream.createdBy'),
    )
    .select([
      'auditStream.id',
      'auditStream.url',
      'auditStream.ca',
      'auditStream.createdBy',
      'auditStream.createdAt',
      'auditStream.pausedAt',
      'auditStream.sentTo',
      'auditStream.lastSuccessAt',
      'auditStream.failingSince',
      'auditStream.lastFailureAt',
      'auditStream.lastFailureCode',
      'auditStream.lastFailureDetail',
      'member.name as creator',
    ])
    .where('auditStream.tenantId', '=', tenantId);

type Row = Awaited<ReturnType<ReturnType<typeof selectStreams>['execute']>>[number];

function fromRow(row: Row): AuditStream {
  const { creator, lastFailureAt: at, lastFailureCode: code, lastFailureDetail: detail, ...stream } = row;
  return {
    ...stream,
    createdBy: { id: row.createdBy, name: creator },
    sentTo: Number(row.sentTo),
    lastFailure: at === null || code === null ? null : { at, code, detail },
  };
}

/** Oldest first. */
export async function listAuditStreams(db: Queryable, tenantId: string): Promise<readonly AuditStream[]> {
  const rows = await selectStreams(db, tenantId)
    .orderBy('auditStream.createdAt')
    .orderBy('auditStream.id')
    .execute();
  return rows.map(fromRow);
}

/** Null: there is no such stream. */
export async function findAuditStream(
  db: Queryable,
  { tenantId, streamId }: StreamKey,
): Promise<AuditStream | null> {
  const row = await selectStreams(db, tenantId).where('auditStream.id', '=', streamId).executeTakeFirst();
  return row === undefined ? null : fromRow(row);
}

/** Locks the row; false: there is none. */
export async function lockAuditStream(tx: Tx, { tenantId, streamId }: StreamKey): Promise<boolean> {
  const row = await tx
    .selectFrom('auditStream')
    .select('id')
    .where('tenantId', '=', tenantId)
    .where('id', '=', streamId)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

export async function updateAuditStream(
  tx: Tx,
  { tenantId, streamId }: StreamKey,
  set: Updateable<AuditStreamTable>,
): Promise<void> {
  await tx
    .updateTable('auditStream')
    .set(set)
    .where('tenantId', '=', tenantId)
    .where('id', '=', streamId)
    .execute();
}

/** Pauses or resumes, or sets the cursor back; an unfinished attempt no longer counts. */
export async function redirectAuditStream(
  tx: Tx,
  key: StreamKey,
  { pausedAt, sentTo }: { readonly pausedAt?: Date | null; readonly sentTo?: number },
): Promise<void> {
  await tx
    .updateTable('auditStream')
    .set((eb) => ({
      attempts: eb('attempts', '+', 1),
      failures: 0,
      failingSince: null,
      nextAttemptAt: new Date(),
      ...(pausedAt === undefined ? {} : { pausedAt }),
      ...(sentTo === undefined ? {} : { sentTo: String(sentTo), replays: eb('replays', '+', 1) }),
    }))
    .where('tenantId', '=', key.tenantId)
    .where('id', '=', key.streamId)
    .execute();
}

export async function removeAuditStream(tx: Tx, { tenantId, streamId }: StreamKey): Promise<void> {
  await tx.deleteFrom('auditStream').where('tenantId', '=', tenantId).where('id', '=', streamId).execute();
}

/** One claim of a stream with entries to send; only its newest attempt may conclude. */
export interface ClaimedStream extends StreamKey {
  readonly url: string;
  readonly ca: string | null;
  readonly keyVersion: number | null;
  readonly ciphertext: string | null;
  readonly sentTo: number;
  readonly replays: number;
  readonly attempt: number;
}

/**
 * Takes streams that are due and have entries to send, for one attempt each. A claim expires after `leaseMs`, so a
 * worker that dies leaves its streams to another. Does not depend on how long the audit is.
 */
export async function claimDueStreams(
  db: Queryable,
  { limit, leaseMs }: { readonly limit: number; readonly leaseMs: number },
): Promise<readonly ClaimedStream[]> {
  const { rows } = await sql<{
    tenantId: string;
    id: string;
    url: string;
    ca: string | null;
    keyVersion: number | null;
    ciphertext: string | null;
    sentTo: string;
    replays: number;
    attempts: number;
  }>`
    with due as (
      select stream.tenant_id, stream.id from audit_stream stream
      join audit_signed_checkpoint signed on signed.tenant_id = stream.tenant_id and signed.position > stream.sent_to
      where stream.paused_at is null and stream.next_attempt_at <= now()
      order by stream.next_attempt_at limit ${limit} for update of stream skip locked
    )
    update audit_stream stream
    set attempts = stream.attempts + 1, next_attempt_at = now() + make_interval(secs => ${leaseMs / 1_000})
    from due where stream.tenant_id = due.tenant_id and stream.id = due.id
    returning stream.tenant_id, stream.id, stream.url, stream.ca, stream.key_version, stream.ciphertext, stream.sent_to::text,
      stream.replays, stream.attempts`.execute(db);
  return rows.map(({ id, sentTo, attempts, ...stream }) => ({
    ...stream,
    streamId: id,
    sentTo: Number(sentTo),
    attempt: attempts,
  }));
}

/** Sets columns after an attempt. Null: a newer attempt or a person took the stream over, or it was removed. */
export async function concludeAttempt(
  tx: Tx,
  { tenantId, streamId, attempt }: ClaimedStream,
  set: (before: {
    readonly failures: number;
    readonly failingSince: Date | null;
  }) => Updateable<AuditStreamTable>,
): Promise<{ readonly failingSince: Date | null } | null> {
  const before = await tx
    .selectFrom('auditStream')
    .select(['failures', 'failingSince'])
    .where('tenantId', '=', tenantId)
    .where('id', '=', streamId)
    .where('attempts', '=', attempt)
    .forUpdate()
    .executeTakeFirst();
  if (before === undefined) return null;
  await updateAuditStream(tx, { tenantId, streamId }, set(before));
  return { failingSince: before.failingSince };
}
