import { webhookMessages } from '../domain/defaults.ts';
import { claimDueDeliveries, type ClaimedDelivery } from '../db/notices/webhook-attempts.ts';
import { concludeDelivery, type DeliveryOutcome } from '../use-cases/notices/conclude-delivery.ts';
import { sendDelivery, type WebhookSenderDependencies } from './channels/webhook.ts';
import type { Outgoing } from './outgoing.ts';

/** Milliseconds; each has its reason in config/variables.ts. */
export interface DeliverySettings {
  /** Of one attempt. */
  readonly timeoutMs: number;
  readonly firstWaitMs: number;
  readonly giveUpMs: number;
}

/** A claim outlives its attempt by this: time to store the result. */
const leaseBeyondAttemptMs = 15_000;

/** The messages that webhooks wait for. */
export const deliveries = (
  deps: WebhookSenderDependencies,
  limits: Omit<DeliverySettings, 'timeoutMs'>,
): Outgoing<ClaimedDelivery, DeliveryOutcome> => ({
  name: 'webhook message',
  claim: (limit) => claimDueDeliveries(deps.db, { limit, leaseMs: deps.timeoutMs + leaseBeyondAttemptMs }),
  identify: ({ messageId, webhookId, attempt }) => ({ messageId, webhookId, attempt }),
  send: (delivery, signal) => sendDelivery(deps, delivery, signal),
  conclude: (tx, delivery, outcome) =>
    concludeDelivery(tx, delivery, outcome, { ...limits, longestWaitMs: webhookMessages.longestWaitMs }),
});
