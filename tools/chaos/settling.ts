import { setTimeout as sleep } from 'node:timers/promises';
import { evaluateEngine } from '../oracle/engine.ts';
import { type EngineFacts, readEngineFacts } from '../oracle/engine-facts.ts';
import { writeStop } from '../../use-cases/write-back/write-stop.ts';
import { freeDisk } from './full-disk.ts';
import type { ChaosInstallation } from './chaos-installation.ts';
import type { VendorFaults } from './vendor-faults.ts';

/** No more faults: vendors answer rightly and quickly, and calls that were to take effect late have done so. */
export async function calm(installation: ChaosInstallation, faults: VendorFaults): Promise<void> {
  await freeDisk(installation.db);
  await faults.turnOffAllWriteBack();
  await installation.control.clearMoments();
  await installation.control.releaseLateEffects();
  await installation.control.changeDuoKey(installation.credentials.accountsApi.integrationKey, {
    enabled: true,
  });
}

/** One look at everything. */
export interface Look {
  /** What is still under way, in words; empty: nothing. */
  readonly open: readonly string[];
  /** Null: it could not be read. */
  readonly engine: EngineFacts | null;
}

async function lookOnce(installation: ChaosInstallation): Promise<Look> {
  const { db } = installation;
  const engine = await readEngineFacts(installation);
  const writing = await db
    .selectFrom('approvalLine')
    .select(['label', 'state', 'approvalId', 'change', 'psaLineId', 'sendCount', 'code', 'detail'])
    .where('state', 'in', ['sending', 'unknown'])
    .execute();
  const pendingNotification = await db
    .selectFrom('outbox')
    .select('approvalId')
    .where('relayedAt', 'is', null)
    .execute();
  const stopped = await writeStop(db);
  const unproven = await db
    .selectFrom('instance')
    .select(['integrationId', 'differences'])
    .where('movedAt', 'is not', null)
    .execute();
  const open = [
    ...evaluateEngine(engine)
      .filter(
        ({ kind }) => kind !== 'run-sum' && kind !== 'outcome-disagrees' && kind !== 'run-without-audit',
      )
      .map(({ kind, words }) => `${kind}: ${words}`),
    ...engine.integrations
      .filter(({ phase }) => phase === 'disconnecting')
      .map(({ id }) => `integration ${id} is being disconnected`),
    ...writing.map(({ label, state, ...facts }) => `${label} is ${state}: ${JSON.stringify(facts)}`),
    ...pendingNotification.map(({ approvalId: id }) => `the outbox holds approval ${id}`),
    ...(stopped === null ? [] : [`writing stands still: ${JSON.stringify(stopped.reason)}`]),
    ...unproven.map(
      ({ integrationId, differences }) =>
        `the PSA of integration ${integrationId} is not proven to have moved: ${JSON.stringify(differences)}`,
    ),
  ];
  return { open, engine };
}

/**
 * Waits until nothing is under way any more, twice in a row: between two steps of a workflow nothing seems to be.
 * Returns the last look, which is the one to evaluate: a change that waits for its invoice looks again now and then, and
 * would be met at it by a later one.
 */
export async function settled(installation: ChaosInstallation, withinMs: number): Promise<Look> {
  const end = Date.now() + withinMs;
  let quiet = 0;
  for (;;) {
    await installation.superviseOnce();
    const look = await lookOnce(installation).catch((error: unknown): Look => ({
      open: [String(error)],
      engine: null,
    }));
    quiet = look.open.length === 0 ? quiet + 1 : 0;
    if (quiet === 2 || Date.now() > end) return look;
    await sleep(300);
  }
}
