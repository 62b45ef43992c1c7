import { z } from 'zod';
import { Id } from '../../../contracts/api/common.ts';
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
} from '../../../contracts/api/webhooks.ts';
import type { Queryable } from '../../../db/model/database.ts';
import { type ListedDelivery, listDeliveries } from '../../../db/lists/webhook-deliveries.ts';
import {
  findWebhook,
  listWebhooks,
  type Webhook as StoredWebhook,
  type WebhookKey,
} from '../../../db/notices/webhooks.ts';
import {
  addWebhook,
  changeWebhook,
  removeWebhook,
  renewSecret,
  testWebhook,
} from '../../../use-cases/notices/webhooks.ts';
import { askedFrom, carryOut } from '../../carry-out.ts';
import { answerListByKey, iso, isoOrNull } from '../../list-answer.ts';
import { type Causes, causesIn, Problem } from '../../problems.ts';
import { rendererOf } from '../../rendering.ts';
import {
  answer,
  created,
  emptyBody,
  noContent,
  ok,
  type Route,
  route,
  type UntypedCall,
} from '../../route.ts';

const tag = 'Webhooks';

const Params = z.object({ webhookId: Id });

const wire = (webhook: StoredWebhook, causes: Causes) => ({
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
          cause: causes(webhook.lastFailure.code, webhook.lastFailure.detail),
        },
  pending: webhook.pending,
});

const wireDelivery = (row: ListedDelivery, causes: Causes) => ({
  id: row.id,
  messageId: row.messageId,
  event: row.event,
  noticeId: row.noticeId,
  state: row.state,
  attempts: row.attempts,
  attemptedAt: isoOrNull(row.attemptedAt),
  nextAttemptAt: isoOrNull(row.nextAttemptAt),
  cause: causes(row.code, row.detail),
  createdAt: iso(row.createdAt),
  endedAt: isoOrNull(row.endedAt),
});

/** Webhooks are of no integration. */
const causesFor = ({ request }: Pick<UntypedCall, 'request'>): Causes => causesIn(rendererOf(request, null));

/** The secret is sealed, so a repeat cannot show it again. */
const withoutSecret = (body: unknown) => ({ ...(body as object), secret: null });

async function requireWebhook(db: Queryable, key: WebhookKey): Promise<void> {
  if ((await findWebhook(db, key)) === null) throw new Problem('NotFound');
}

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
    handle: async (call) => {
      const { deps, caller, query } = call;
      const causes = causesFor(call);
      return answerListByKey(
        deps,
        query,
        'webhooks',
        (db, page) => listWebhooks(db, caller.tenantId, page),
        (webhook) => wire(webhook, causes),
      );
    },
  }),
  route({
    method: 'post',
    path: '/webhooks',
    tag,
    summary: 'Add a webhook; its secret is shown once',
    needs: 'manage-webhooks',
    privileged: true,
    body: {
      schema: NewWebhook,
      example: { url: 'https://hooks.harbor-lane.example/seatwise', minimum: 'error' },
    },
    answers: { 201: WebhookWithSecret },
    problems: ['TooManyWebhooks', 'MasterKeyChanged'],
    idempotency: 'stored',
    keep: withoutSecret,
    handle: async (call) => {
      const { deps, caller, body } = call;
      const createdBy = caller.member.id;
      const made = await carryOut(deps.db, (tx) =>
        addWebhook(tx, deps.keyRing, { ...body, createdBy }, askedFrom(call)),
      );
      return created({ webhook: wire(made.webhook, causesFor(call)), secret: made.secret });
    },
  }),
  route({
    method: 'patch',
    path: '/webhooks/{webhookId}',
    tag,
    summary: 'Change events and address of a webhook, or switch it off and on',
    needs: 'manage-webhooks',
    privileged: true,
    params: Params,
    body: { schema: WebhookChange, example: { disabled: true } },
    answers: { 200: Webhook },
    handle: async (call) => {
      const { deps, params, body } = call;
      const changed = await carryOut(deps.db, (tx) =>
        changeWebhook(tx, params.webhookId, body, askedFrom(call)),
      );
      return ok(wire(changed, causesFor(call)));
    },
  }),
  route({
    method: 'delete',
    path: '/webhooks/{webhookId}',
    tag,
    summary: 'Remove a webhook with its messages',
    needs: 'manage-webhooks',
    privileged: true,
    params: Params,
    answers: { 204: null },
    handle: async (call) => {
      await carryOut(call.deps.db, (tx) => removeWebhook(tx, call.params.webhookId, askedFrom(call)));
      return noContent();
    },
  }),
  route({
    method: 'post',
    path: '/webhooks/{webhookId}/rotate-secret',
    tag,
    summary: 'Rotate the secret, shown once; the former one also signs for a day',
    needs: 'manage-webhooks',
    privileged: true,
    params: Params,
    body: emptyBody,
    answers: { 200: WebhookWithSecret },
    problems: ['MasterKeyChanged'],
    idempotency: 'stored',
    keep: withoutSecret,
    handle: async (call) => {
      const { deps, params } = call;
      const renewed = await carryOut(deps.db, (tx) =>
        renewSecret(tx, deps.keyRing, params.webhookId, askedFrom(call)),
      );
      return ok({ webhook: wire(renewed.webhook, causesFor(call)), secret: renewed.secret });
    },
  }),
  route({
    method: 'post',
    path: '/webhooks/{webhookId}/test',
    tag,
    summary: 'Send one test message; its outcome is in the deliveries',
    needs: 'manage-webhooks',
    params: Params,
    body: emptyBody,
    answers: { 202: WebhookDelivery },
    problems: ['WebhookDisabled'],
    idempotency: 'stored',
    handle: async (call) => {
      const { deps, params } = call;
      const queued = await carryOut(deps.db, (tx) => testWebhook(tx, params.webhookId, askedFrom(call)));
      return answer(202, wireDelivery(queued, causesFor(call)));
    },
  }),
  route({
    method: 'get',
    path: '/webhooks/{webhookId}/deliveries',
    tag,
    summary: 'Messages of a webhook with their outcome, newest first',
    needs: 'manage-webhooks',
    params: Params,
    query: WebhookDeliveryQuery,
    answers: { 200: WebhookDeliveryList },
    handle: async (call) => {
      const { deps, caller, params, query } = call;
      const key = { tenantId: caller.tenantId, webhookId: params.webhookId };
      await requireWebhook(deps.db, key);
      const causes = causesFor(call);
      return answerListByKey(
        deps,
        query,
        `deliveries ${key.webhookId}`,
        (db, page) => listDeliveries(db, key, { state: query.state }, page),
        (row) => wireDelivery(row, causes),
      );
    },
  }),
];
