import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { webhookMessages } from '../../domain/defaults.ts';
import { Id } from '../../contracts/api/common.ts';
import {
  NewWebhook,
  Webhook,
  WebhookChange,
  WebhookDelivery,
  WebhookDeliveryList,
  WebhookDeliveryQuery,
  WebhookList,
  WebhookQuery,
  WebhookWithSecret,
} from '../../contracts/api/webhooks.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import { inTransaction, type Queryable, type Tx } from '../../db/core/database.ts';
import { findDelivery, type ListedDelivery, listDeliveries } from '../../db/lists/webhook-deliveries.ts';
import { closeNotices } from '../../db/notices/notices.ts';
import { queueTest } from '../../db/notices/webhook-deliveries.ts';
import {
  changeWebhook,
  createWebhook,
  disableWebhook,
  enableWebhook,
  findWebhook,
  listWebhooks,
  lockWebhook,
  removeWebhook,
  rotateWebhookSecret,
  type Webhook as StoredWebhook,
  webhookCount,
  type WebhookKey,
} from '../../db/notices/webhooks.ts';
import { answerListByKey, iso, isoOrNull } from '../list-answer.ts';
import { causeOf, Problem } from '../problems.ts';
import { answer, created, emptyBody, noContent, ok, type Route, route } from '../route.ts';
import type { Caller } from '../sign-in/caller.ts';

const tag = 'Webhooks';

const Params = z.object({ webhookId: Id });

const wire = (webhook: StoredWebhook) => ({
  id: webhook.id,
  url: webhook.url,
  events: webhook.events,
  minimum: webhook.minimum,
  state: webhook.disabledAt === null ? 'active' : 'disabled',
  disabledAt: isoOrNull(webhook.disabledAt),
  disabledBy: webhook.disabledBy,
  previousSecretUntil:
    webhook.previousUntil !== null && webhook.previousUntil > new Date() ? iso(webhook.previousUntil) : null,
  createdBy: webhook.createdBy,
  createdAt: iso(webhook.createdAt),
  lastSuccessAt: isoOrNull(webhook.lastSuccessAt),
  lastFailure:
    webhook.lastFailure === null
      ? null
      : {
          at: iso(webhook.lastFailure.at),
          cause: causeOf(webhook.lastFailure.code, webhook.lastFailure.detail),
        },
  pending: webhook.pending,
});

const wireDelivery = (row: ListedDelivery) => ({
  id: row.id,
  messageId: row.message_id,
  event: row.event,
  noticeId: row.notice_id,
  state: row.state,
  attempts: row.attempts,
  attemptedAt: isoOrNull(row.attempted_at),
  nextAttemptAt: isoOrNull(row.next_attempt_at),
  cause: causeOf(row.code, row.detail),
  createdAt: iso(row.created_at),
  endedAt: isoOrNull(row.ended_at),
});

/** Standard Webhooks: base64 of 24 to 64 random bytes after the prefix. */
const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** The secret is sealed, so a repeat cannot show it again. */
const withoutSecret = (body: unknown) => ({ ...(body as object), secret: null });

interface WebhookCall {
  readonly caller: Caller;
  readonly params: { readonly webhookId: string };
  readonly address: string;
  readonly requestId: string;
}

const keyOf = ({ caller, params }: WebhookCall): WebhookKey => ({
  tenantId: caller.tenantId,
  webhookId: params.webhookId,
});

async function found(db: Queryable, key: WebhookKey): Promise<StoredWebhook> {
  const webhook = await findWebhook(db, key);
  if (webhook === null) throw new Problem('NotFound');
  return webhook;
}

/** The row as it stands, locked; its changes follow one after the other. */
async function locked(tx: Tx, key: WebhookKey): Promise<StoredWebhook> {
  if (!(await lockWebhook(tx, key))) throw new Problem('NotFound');
  return found(tx, key);
}

const audit = (
  tx: Tx,
  { caller, params, address, requestId }: WebhookCall,
  action: string,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> =>
  recordAudit(tx, {
    tenantId: caller.tenantId,
    actor: caller.actor,
    action,
    objectKind: 'webhook',
    objectId: params.webhookId,
    detail,
    address,
    requestId,
  });

/** The host alone: the path of an address may be as good as a password. */
const shown = ({ url, events, minimum }: Pick<StoredWebhook, 'url' | 'events' | 'minimum'>) => ({
  host: new URL(url).host,
  events,
  minimum,
});

/** Where notices are sent to, signed after Standard Webhooks. */
export const webhookRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/webhooks',
    tag,
    summary: 'Webhooks with their last success and failure, newest first',
    needs: 'manage-webhooks',
    query: WebhookQuery,
    answers: { 200: WebhookList },
    handle: async ({ deps, caller, query }) =>
      answerListByKey(deps, query, 'webhooks', (db, page) => listWebhooks(db, caller.tenantId, page), wire),
  }),
  route({
    method: 'post',
    path: '/webhooks',
    tag,
    summary: 'Add a webhook; its secret is shown once',
    needs: 'manage-webhooks',
    body: {
      schema: NewWebhook,
      example: { url: 'https://hooks.harbor-lane.example/seatwise', minimum: 'error' },
    },
    answers: { 201: WebhookWithSecret },
    problems: ['TooManyWebhooks', 'MasterKeyChanged'],
    idempotency: 'stored',
    keep: withoutSecret,
    handle: async ({ deps, caller, body, address, requestId }) => {
      const secret = newSecret();
      const webhook = await inTransaction(deps.db, async (tx) => {
        if ((await webhookCount(tx, caller.tenantId)) >= webhookMessages.most)
          throw new Problem('TooManyWebhooks');
        const webhookId = await createWebhook(tx, deps.keyRing, {
          tenantId: caller.tenantId,
          ...body,
          secret,
          createdBy: caller.member.id,
        });
        await audit(
          tx,
          { caller, params: { webhookId }, address, requestId },
          'webhook.created',
          shown(body),
        );
        return found(tx, { tenantId: caller.tenantId, webhookId });
      });
      return created({ webhook: wire(webhook), secret });
    },
  }),
  route({
    method: 'patch',
    path: '/webhooks/{webhookId}',
    tag,
    summary: 'Change what a webhook is told and where, or switch it off and on',
    needs: 'manage-webhooks',
    params: Params,
    body: { schema: WebhookChange, example: { disabled: true } },
    answers: { 200: Webhook },
    handle: async (call) => {
      const { deps, body } = call;
      const key = keyOf(call);
      const after = await inTransaction(deps.db, async (tx) => {
        const before = await locked(tx, key);
        const { disabled, ...change } = body;
        await changeWebhook(tx, key, change);
        if (disabled === true && before.disabledAt === null) await disableWebhook(tx, key, 'person');
        if (disabled === false && before.disabledAt !== null) {
          await enableWebhook(tx, key);
          await closeNotices(
            tx,
            { tenantId: key.tenantId, integrationId: null },
            'WebhookFailing',
            key.webhookId,
          );
        }
        const now = await found(tx, key);
        await audit(tx, call, 'webhook.changed', {
          before: { ...shown(before), disabled: before.disabledAt !== null },
          after: { ...shown(now), disabled: now.disabledAt !== null },
        });
        return now;
      });
      return ok(wire(after));
    },
  }),
  route({
    method: 'delete',
    path: '/webhooks/{webhookId}',
    tag,
    summary: 'Remove a webhook with its messages',
    needs: 'manage-webhooks',
    params: Params,
    answers: { 204: null },
    handle: async (call) => {
      const key = keyOf(call);
      await inTransaction(call.deps.db, async (tx) => {
        const webhook = await locked(tx, key);
        await closeNotices(
          tx,
          { tenantId: key.tenantId, integrationId: null },
          'WebhookFailing',
          key.webhookId,
        );
        await removeWebhook(tx, key);
        await audit(tx, call, 'webhook.removed', shown(webhook));
      });
      return noContent();
    },
  }),
  route({
    method: 'post',
    path: '/webhooks/{webhookId}/rotate-secret',
    tag,
    summary: 'A new secret, shown once; the old one signs beside it for a day',
    needs: 'manage-webhooks',
    params: Params,
    body: emptyBody,
    answers: { 200: WebhookWithSecret },
    problems: ['MasterKeyChanged'],
    idempotency: 'stored',
    keep: withoutSecret,
    handle: async (call) => {
      const { deps } = call;
      const key = keyOf(call);
      const secret = newSecret();
      const webhook = await inTransaction(deps.db, async (tx) => {
        await locked(tx, key);
        await rotateWebhookSecret(tx, deps.keyRing, key, secret);
        await audit(tx, call, 'webhook.secret-rotated');
        return found(tx, key);
      });
      return ok({ webhook: wire(webhook), secret });
    },
  }),
  route({
    method: 'post',
    path: '/webhooks/{webhookId}/test',
    tag,
    summary: 'Send a test message once; its outcome stands in the deliveries',
    needs: 'manage-webhooks',
    params: Params,
    body: emptyBody,
    answers: { 202: WebhookDelivery },
    problems: ['WebhookDisabled'],
    idempotency: 'stored',
    handle: async (call) => {
      const key = keyOf(call);
      const delivery = await inTransaction(call.deps.db, async (tx) => {
        const webhook = await locked(tx, key);
        if (webhook.disabledAt !== null) throw new Problem('WebhookDisabled');
        const queued = await findDelivery(tx, key, await queueTest(tx, key.tenantId, key.webhookId));
        if (queued === null) throw new Problem('NotFound');
        await audit(tx, call, 'webhook.tested', { messageId: queued.message_id });
        return queued;
      });
      return answer(202, wireDelivery(delivery));
    },
  }),
  route({
    method: 'get',
    path: '/webhooks/{webhookId}/deliveries',
    tag,
    summary: 'Messages of a webhook with what became of them, newest first',
    needs: 'manage-webhooks',
    params: Params,
    query: WebhookDeliveryQuery,
    answers: { 200: WebhookDeliveryList },
    handle: async (call) => {
      const key = keyOf(call);
      await found(call.deps.db, key);
      return answerListByKey(
        call.deps,
        call.query,
        `deliveries ${key.webhookId}`,
        (db, page) => listDeliveries(db, key, { state: call.query.state }, page),
        wireDelivery,
      );
    },
  }),
];
