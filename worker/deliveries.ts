import type { Logger } from 'pino';
import { webhookMessages } from '../domain/defaults.ts';
import type { Database } from '../db/model/database.ts';
import { claimDueDeliveries, type ClaimedDelivery } from '../db/notices/webhook-attempts.ts';
import { concludeDelivery } from '../use-cases/notices/conclude-delivery.ts';
import type { Channel } from './channels/channel.ts';
import { startPeriodicWork, type PeriodicWork } from './periodic-work.ts';

/** Milliseconds; each has its reason in config/variables.ts. */
export interface DeliverySettings {
  /** Of one attempt. */
  readonly timeoutMs: number;
  readonly firstWaitMs: number;
  readonly giveUpMs: number;
}

export interface DeliveryDependencies {
  readonly db: Database;
  readonly logger: Logger;
  /** Webhooks, the only kind of channel so far. */
  readonly channel: Channel;
  readonly settings: DeliverySettings;
}

/** Messages of one turn; they are sent side by side, so that a slow receiver holds up nobody for long. */
const turn = 20;

/** A claim outlives its attempt by this: time to store the result. */
const leaseBeyondAttemptMs = 15_000;

/**
 * Sends what is due (architecture.md 7, webhooks): claims messages in one transaction, sends them outside of any, and
 * stores each outcome. A worker that dies in between leaves its claims to run out. Returns how many were claimed.
 */
export async function deliverOnce(deps: DeliveryDependencies, signal?: AbortSignal): Promise<number> {
  const claimed = await claimDueDeliveries(deps.db, {
    limit: turn,
    leaseMs: deps.settings.timeoutMs + leaseBeyondAttemptMs,
  });
  const ended = await Promise.allSettled(claimed.map((delivery) => deliver(deps, delivery, signal)));
  for (const result of ended) if (result.status === 'rejected') throw result.reason;
  return claimed.length;
}

async function deliver(
  { db, logger, channel, settings }: DeliveryDependencies,
  delivery: ClaimedDelivery,
  signal: AbortSignal | undefined,
): Promise<void> {
  const outcome = await channel.send(delivery, signal);
  if (outcome === null) return;
  const { messageId, webhookId, attempt } = delivery;
  logger.info(
    { messageId, webhookId, attempt, code: outcome.kind === 'delivered' ? 'ok' : outcome.code },
    `${channel.kind} message`,
  );
  const limits = { ...settings, longestWaitMs: webhookMessages.longestWaitMs };
  await db.transaction().execute((tx) => concludeDelivery(tx, delivery, outcome, limits));
}

/** Delivers at start and then regularly; `stop` gives up what is under way. */
export function startDelivering(deps: DeliveryDependencies, intervalMs: number): PeriodicWork {
  const stopping = new AbortController();
  const turns = startPeriodicWork(
    async () => ({ more: (await deliverOnce(deps, stopping.signal)) === turn }),
    intervalMs,
    (err) => deps.logger.warn({ err }, 'messages could not be sent and will be tried again'),
  );
  return {
    stop() {
      stopping.abort();
      return turns.stop();
    },
  };
}
