import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database, Tx } from '../db/model/database.ts';
import { MasterKeyChanged } from '../db/secrets/key-ring.ts';
import { message } from '../messages/message.ts';
import type { FailedAttempt } from '../use-cases/notices/failed-attempt.ts';
import { startPeriodicWork, type PeriodicWork } from './periodic-work.ts';

type Outcome = FailedAttempt | { readonly kind: 'delivered' | 'confirmed' };

/**
 * What leaves for receivers outside (architecture.md 7). It is claimed in one transaction, sent outside of any, and its
 * outcome stored in another; a claim expires by itself, so a worker that dies leaves its claims to others.
 */
export interface Outgoing<Claim, Result extends Outcome = Outcome> {
  /** As logs call one of them: `webhook message`. */
  readonly name: string;
  /** Takes what is due for one attempt each. */
  claim(limit: number): Promise<readonly Claim[]>;
  /** What logs say of one. */
  identify(claim: Claim): Readonly<Record<string, string | number>>;
  /**
   * Sends once. Null: there is nothing to store, because nothing is left to send, or the worker stops and does not know
   * what arrived. What the receiver rejects is an outcome; an error is of this worker.
   */
  send(claim: Claim, signal?: AbortSignal): Promise<Result | null>;
  /** Stores the outcome, unless a newer attempt or a person took over. */
  conclude(tx: Tx, claim: Claim, outcome: Result | FailedAttempt): Promise<unknown>;
}

export interface SendingDependencies {
  readonly db: Database;
  readonly logger: Logger;
}

/** Attempts of one worker at a time. A receiver that is not responding keeps a place no longer than the timeout. */
const atOnce = 20;

/** Starts to send what is due, up to `limit`. Returns the attempts, none of which rejects. */
export async function sendDue<Claim, Result extends Outcome>(
  deps: SendingDependencies,
  outgoing: Outgoing<Claim, Result>,
  limit: number = atOnce,
  signal?: AbortSignal,
): Promise<readonly Promise<void>[]> {
  const claimed = await outgoing.claim(limit);
  return claimed.map((claim) => attempt(deps, outgoing, claim, signal));
}

async function attempt<Claim, Result extends Outcome>(
  { db, logger }: SendingDependencies,
  outgoing: Outgoing<Claim, Result>,
  claim: Claim,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { name } = outgoing;
  const log = logger.child(outgoing.identify(claim));
  try {
    const outcome = await outgoing
      .send(claim, signal)
      .catch((error: unknown) => (signal?.aborted === true ? null : asFailure(log, name, error)));
    if (outcome === null) return;
    log.info({ code: outcome.kind === 'failed' ? outcome.code : 'ok' }, name);
    await db.transaction().execute((tx) => outgoing.conclude(tx, claim, outcome));
  } catch (error) {
    log.warn({ err: messageOf(error) }, `the result of one ${name} could not be stored`);
  }
}

/** What kept this worker from sending, as a failure like any other: it is shown, and raises a notice if it lasts. */
function asFailure(log: Logger, name: string, error: unknown): FailedAttempt {
  if (error instanceof MasterKeyChanged)
    return { kind: 'failed', code: error.name, detail: message('webhooks.key-changed') };
  const reference = randomUUID().slice(0, 8);
  log.error({ reference, err: messageOf(error) }, `one ${name} could not be read or signed`);
  return {
    kind: 'failed',
    code: 'Unexpected',
    detail: message('work.unexpected', { item: name, reference }),
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');

/**
 * Sends at start and then regularly, without a pause while more is due. Attempts do not wait for each other: what is due
 * is sent while the receiver of something else has yet to respond. `stop` aborts unfinished attempts.
 */
export function startSending<Claim, Result extends Outcome>(
  deps: SendingDependencies,
  outgoing: Outgoing<Claim, Result>,
  intervalMs: number,
): PeriodicWork {
  const stopping = new AbortController();
  const { signal } = stopping;
  const open = new Set<Promise<void>>();
  const turns = startPeriodicWork(
    async () => {
      const started = open.size < atOnce ? await sendDue(deps, outgoing, atOnce - open.size, signal) : [];
      for (const one of started) {
        open.add(one);
        void one.then(() => open.delete(one));
      }
      if (started.length === 0) return { more: false };
      const pause = sleep(intervalMs, undefined, { signal }).catch(() => undefined);
      await Promise.race([...open, pause]);
      return { more: true };
    },
    intervalMs,
    (err) => deps.logger.warn({ err }, `no ${outgoing.name} could be sent; the next turn tries again`),
  );
  return {
    async stop() {
      stopping.abort();
      await turns.stop();
      await Promise.all(open);
    },
  };
}
