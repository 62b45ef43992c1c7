import { sql } from 'kysely';
import type { Queryable } from '../model/database.ts';
import type { WebhookKey } from '../notices/webhooks.ts';
import { byKey, type KeyColumn, type KeyPage, keyPage, type KeyPageRequest } from '../driver/key-page.ts';

const columns = [
  'id',
  'messageId',
  'event',
  'noticeId',
  'state',
  'attempts',
  'nextAttemptAt',
  'attemptedAt',
  'code',
  'detail',
  'createdAt',
  'endedAt',
] as const;

type Row = Awaited<ReturnType<ReturnType<typeof ofWebhook>['executeTakeFirstOrThrow']>>;
export type ListedDelivery = Row;

const ofWebhook = (db: Queryable, { tenantId, webhookId }: WebhookKey) =>
  db
    .selectFrom('webhookDelivery')
    .select(columns)
    .where('tenantId', '=', tenantId)
    .where('webhookId', '=', webhookId);

const newestFirst: readonly KeyColumn[] = [
  { kind: 'time', value: sql`created_at`, descending: true },
  { kind: 'id', value: sql`id` },
];

/** Newest first. */
export async function listDeliveries(
  db: Queryable,
  key: WebhookKey,
  filter: { readonly state: ListedDelivery['state'] | undefined },
  page: KeyPageRequest,
): Promise<KeyPage<ListedDelivery>> {
  const paged = byKey(newestFirst, page);
  const state = filter.state;
  const counted = await db
    .selectFrom('webhookDelivery')
    .select(({ fn }) => fn.countAll<string>().as('total'))
    .where('tenantId', '=', key.tenantId)
    .where('webhookId', '=', key.webhookId)
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'pending'))
    .executeTakeFirstOrThrow();
  const rows = await ofWebhook(db, key)
    .select(paged.key.as('pageKey'))
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'pending'))
    .where(paged.after)
    .orderBy(paged.order)
    .limit(paged.limit)
    .execute();
  return keyPage(rows, page.limit, Number(counted.total));
}

/** Null: no such delivery. */
export async function findDelivery(
  db: Queryable,
  key: WebhookKey,
  deliveryId: string,
): Promise<ListedDelivery | null> {
  const row = await ofWebhook(db, key).where('id', '=', deliveryId).executeTakeFirst();
  return row ?? null;
}
