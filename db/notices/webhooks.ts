import { randomUUID } from 'node:crypto';
import { sql, type Updateable } from 'kysely';
import type { Severity } from '../../domain/notices.ts';
import type { NotifiedEvent, Disabler } from '../../domain/webhooks.ts';
import type { Queryable, Tx } from '../model/database.ts';
import type { WebhookTable } from '../model/tables/notices.ts';
import { type KeyRing, MasterKeyChanged, requireCurrentKey } from '../secrets/key-ring.ts';
import { byKey, type KeyColumn, type KeyPage, keyPage, type KeyPageRequest } from '../driver/key-page.ts';

/** Where notices are sent to; never with its secret. */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly NotifiedEvent[];
  readonly minimum: Severity;
  readonly previousUntil: Date | null;
  readonly createdBy: { readonly id: string; readonly name: string | null };
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
  readonly disabledBy: Disabler | null;
  readonly lastSuccessAt: Date | null;
  readonly lastFailure: { readonly at: Date; readonly code: string; readonly detail: unknown } | null;
  /** Messages that are still to be sent. */
  readonly pending: number;
}

export interface WebhookKey {
  readonly tenantId: string;
  readonly webhookId: string;
}

type SecretField = 'secret' | 'previous';

/**
 * What a webhook's secrets are sealed with; of another webhook they do not open. Both have the same: the one before is
 * moved by a function of the database, which cannot seal (migration 0040).
 */
const webhookSecretContext = ({ tenantId, webhookId }: WebhookKey): string =>
  `${tenantId}|webhook|${webhookId}|secret`;

export interface SealedWebhookSecret extends WebhookKey {
  readonly field: SecretField;
  readonly sealed: string;
  readonly context: string;
}

/** Every sealed secret of every webhook with its context, locked, for a change of the master key. */
export async function sealedWebhookSecrets(tx: Tx): Promise<readonly SealedWebhookSecret[]> {
  const rows = await tx
    .selectFrom('webhook')
    .select(['tenantId', 'id', 'ciphertext', 'previousCiphertext'])
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.flatMap((row) => {
    const key = { tenantId: row.tenantId, webhookId: row.id };
    const sealed = (field: SecretField, text: string): SealedWebhookSecret => ({
      ...key,
      field,
      sealed: text,
      context: webhookSecretContext(key),
    });
    return [
      sealed('secret', row.ciphertext),
      ...(row.previousCiphertext === null ? [] : [sealed('previous', row.previousCiphertext)]),
    ];
  });
}

/** Keeps a secret as sealed by another master key. */
export async function storeResealedWebhookSecret(
  tx: Tx,
  { field, ...key }: WebhookKey & { readonly field: SecretField },
  resealed: { readonly sealed: string; readonly keyVersion: number },
): Promise<void> {
  await updateWebhook(tx, key, {
    keyVersion: resealed.keyVersion,
    ...(field === 'secret' ? { ciphertext: resealed.sealed } : { previousCiphertext: resealed.sealed }),
  });
}

/** Throws {@link MasterKeyChanged}. */
export async function createWebhook(
  tx: Tx,
  keyRing: KeyRing,
  webhook: {
    readonly tenantId: string;
    readonly url: string;
    readonly events: readonly NotifiedEvent[];
    readonly minimum: Severity;
    readonly secret: string;
    readonly createdBy: string;
  },
): Promise<string> {
  await requireCurrentKey(tx, keyRing);
  const key = { tenantId: webhook.tenantId, webhookId: randomUUID() };
  await tx
    .insertInto('webhook')
    .values({
      tenantId: key.tenantId,
      id: key.webhookId,
      url: webhook.url,
      events: JSON.stringify(webhook.events),
      minimum: webhook.minimum,
      keyVersion: keyRing.version,
      ciphertext: keyRing.seal(webhook.secret, webhookSecretContext(key)),
      createdBy: webhook.createdBy,
    })
    .execute();
  return key.webhookId;
}

const selectWebhooks = (db: Queryable, tenantId: string) =>
  db
    .selectFrom('webhook')
    .leftJoin('member', (join) =>
      join.onRef('member.tenantId', '=', 'webhook.tenantId').onRef('member.id', '=', 'webhook.createdBy'),
    )
    .select([
      'webhook.id',
      'webhook.url',
      'webhook.events',
      'webhook.minimum',
      'webhook.previousUntil',
      'webhook.createdBy',
      'webhook.createdAt',
      'webhook.disabledAt',
      'webhook.disabledBy',
      'webhook.lastSuccessAt',
      'webhook.lastFailureAt',
      'webhook.lastFailureCode',
      'webhook.lastFailureDetail',
      'member.name as creator',
    ])
    .select((eb) =>
      eb
        .selectFrom('webhookDelivery')
        .select(({ fn }) => fn.countAll<string>().as('n'))
        .whereRef('webhookDelivery.tenantId', '=', 'webhook.tenantId')
        .whereRef('webhookDelivery.webhookId', '=', 'webhook.id')
        .where('webhookDelivery.state', '=', 'pending')
        .as('pending'),
    )
    .where('webhook.tenantId', '=', tenantId);

type Row = Awaited<ReturnType<ReturnType<typeof selectWebhooks>['execute']>>[number];

function fromRow(row: Row): Webhook {
  const { creator, lastFailureAt: at, lastFailureCode: code, lastFailureDetail: detail, ...webhook } = row;
  return {
    ...webhook,
    createdBy: { id: row.createdBy, name: creator },
    lastFailure: at === null || code === null ? null : { at, code, detail },
    pending: Number(row.pending),
  };
}

const newestFirst: readonly KeyColumn[] = [
  { kind: 'time', value: sql`webhook.created_at`, descending: true },
  { kind: 'id', value: sql`webhook.id` },
];

/** Newest first. */
export async function listWebhooks(
  db: Queryable,
  tenantId: string,
  page: KeyPageRequest,
): Promise<KeyPage<Webhook>> {
  const paged = byKey(newestFirst, page);
  const total = await webhookCount(db, tenantId);
  const rows = await selectWebhooks(db, tenantId)
    .select(paged.key.as('pageKey'))
    .where(paged.after)
    .orderBy(paged.order)
    .limit(paged.limit)
    .execute();
  const listed = keyPage(rows, page.limit, total);
  return { ...listed, items: listed.items.map(fromRow) };
}

export async function webhookCount(db: Queryable, tenantId: string): Promise<number> {
  const { total } = await db
    .selectFrom('webhook')
    .select(({ fn }) => fn.countAll<string>().as('total'))
    .where('tenantId', '=', tenantId)
    .executeTakeFirstOrThrow();
  return Number(total);
}

export async function findWebhook(
  db: Queryable,
  { tenantId, webhookId }: WebhookKey,
): Promise<Webhook | null> {
  const row = await selectWebhooks(db, tenantId).where('webhook.id', '=', webhookId).executeTakeFirst();
  return row === undefined ? null : fromRow(row);
}

/** Locks the row first of all that concerns it; false: there is none. */
export async function lockWebhook(tx: Tx, { tenantId, webhookId }: WebhookKey): Promise<boolean> {
  const row = await tx
    .selectFrom('webhook')
    .select('id')
    .where('tenantId', '=', tenantId)
    .where('id', '=', webhookId)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** Sets columns of one webhook. */
export async function updateWebhook(
  tx: Tx,
  { tenantId, webhookId }: WebhookKey,
  set: Updateable<WebhookTable>,
): Promise<void> {
  await tx
    .updateTable('webhook')
    .set(set)
    .where('tenantId', '=', tenantId)
    .where('id', '=', webhookId)
    .execute();
}

export async function changeWebhook(
  tx: Tx,
  key: WebhookKey,
  change: {
    readonly url?: string | undefined;
    readonly events?: readonly NotifiedEvent[] | undefined;
    readonly minimum?: Severity | undefined;
  },
): Promise<void> {
  const { url, events, minimum } = change;
  const set = {
    ...(url === undefined ? {} : { url }),
    ...(events === undefined ? {} : { events: JSON.stringify(events) }),
    ...(minimum === undefined ? {} : { minimum }),
  };
  if (Object.keys(set).length === 0) return;
  await updateWebhook(tx, key, set);
}

/** Nothing is sent any more: what waits ends as failed. */
export async function disableWebhook(tx: Tx, key: WebhookKey, by: Disabler): Promise<void> {
  const now = new Date();
  await updateWebhook(tx, key, { disabledAt: now, disabledBy: by });
  await tx
    .updateTable('webhookDelivery')
    .set({ state: 'failed', nextAttemptAt: null, code: 'WebhookDisabled', detail: null, endedAt: now })
    .where('tenantId', '=', key.tenantId)
    .where('webhookId', '=', key.webhookId)
    .where('state', '=', 'pending')
    .execute();
}

export const enableWebhook = (tx: Tx, key: WebhookKey): Promise<void> =>
  updateWebhook(tx, key, { disabledAt: null, disabledBy: null });

/** Erases secrets that signed beside a newer one, once their day is over. Gives how many. */
export async function eraseFormerSecrets(tx: Tx, tenantId: string, at: Date): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('webhook')
    .set({ previousCiphertext: null, previousUntil: null })
    .where('tenantId', '=', tenantId)
    .where('previousUntil', '<=', at)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/**
 * A new secret; the one before signs beside it for a day. It need not be read for that, so whoever may store secrets need
 * not be able to read them. The caller holds the row's lock. Throws {@link MasterKeyChanged}.
 */
export async function rotateWebhookSecret(
  tx: Tx,
  keyRing: KeyRing,
  key: WebhookKey,
  secret: string,
): Promise<void> {
  await requireCurrentKey(tx, keyRing);
  await sql`select keep_webhook_secret(${key.tenantId}, ${key.webhookId})`.execute(tx);
  await updateWebhook(tx, key, {
    keyVersion: keyRing.version,
    ciphertext: keyRing.seal(secret, webhookSecretContext(key)),
    secretAt: new Date(),
  });
}

/** Where to send and what to sign with now: the new secret first; null: there is no such webhook. Throws {@link MasterKeyChanged}. */
export async function openWebhook(
  db: Queryable,
  keyRing: KeyRing,
  key: WebhookKey,
): Promise<{ readonly url: string; readonly secrets: readonly string[] } | null> {
  const row = await db
    .selectFrom('webhook')
    .select(['url', 'keyVersion', 'ciphertext', 'previousCiphertext', 'previousUntil'])
    .where('tenantId', '=', key.tenantId)
    .where('id', '=', key.webhookId)
    .executeTakeFirst();
  if (row === undefined) return null;
  if (row.keyVersion !== keyRing.version) throw new MasterKeyChanged();
  const previous =
    row.previousCiphertext === null || row.previousUntil === null || row.previousUntil <= new Date()
      ? []
      : [keyRing.open(row.previousCiphertext, webhookSecretContext(key))];
  return {
    url: row.url,
    secrets: [keyRing.open(row.ciphertext, webhookSecretContext(key)), ...previous],
  };
}

/** With it go its deliveries. */
export async function removeWebhook(tx: Tx, { tenantId, webhookId }: WebhookKey): Promise<void> {
  await tx.deleteFrom('webhook').where('tenantId', '=', tenantId).where('id', '=', webhookId).execute();
}
