import type { Queryable } from '../database.ts';
import type { WebhookKey } from '../webhooks.ts';
import type { Page, PageRequest } from './page.ts';

const columns = [
  'id',
  'message_id',
  'event',
  'notice_id',
  'state',
  'attempts',
  'next_attempt_at',
  'attempted_at',
  'code',
  'detail',
  'created_at',
  'ended_at',
] as const;

type Row = Awaited<ReturnType<ReturnType<typeof ofWebhook>['executeTakeFirstOrThrow']>>;
export type ListedDelivery = Row;

const ofWebhook = (db: Queryable, { tenantId, webhookId }: WebhookKey) =>
  db
    .selectFrom('webhook_delivery')
    .select(columns)
    .where('tenant_id', '=', tenantId)
    .where('webhook_id', '=', webhookId);

/** Newest first. */
export async function listDeliveries(
  db: Queryable,
  key: WebhookKey,
  filter: { readonly state: ListedDelivery['state'] | undefined },
  page: PageRequest,
): Promise<Page<ListedDelivery>> {
  const state = filter.state;
  const counted = await db
    .selectFrom('webhook_delivery')
    .select(({ fn }) => fn.countAll<string>().as('total'))
    .where('tenant_id', '=', key.tenantId)
    .where('webhook_id', '=', key.webhookId)
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'pending'))
    .executeTakeFirstOrThrow();
  const items = await ofWebhook(db, key)
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'pending'))
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .offset(page.offset)
    .limit(page.limit)
    .execute();
  return { items, total: Number(counted.total) };
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
