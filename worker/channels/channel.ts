import type { ClaimedDelivery } from '../../db/notices/webhook-attempts.ts';
import type { DeliveryOutcome } from '../../use-cases/notices/conclude-delivery.ts';

/**
 * One way in which messages about notices leave (architecture.md 7). `worker/deliveries.ts` claims what is due, hands
 * each message to its channel, and stores the outcome; a channel neither claims nor stores.
 */
export interface Channel {
  /** As the product calls it in logs: `webhook`. */
  readonly kind: string;
  /**
   * Sends a message once. Null: there is nothing to store, because the receiver was removed, or the worker stops and
   * nobody knows what arrived; the message stays due. What the receiver rejects is an outcome, never an error.
   */
  send(delivery: ClaimedDelivery, signal?: AbortSignal): Promise<DeliveryOutcome | null>;
}
