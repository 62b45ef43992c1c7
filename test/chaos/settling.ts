import { setTimeout as sleep } from 'node:timers/promises';
import { judgeEngine } from '../oracle/engine.ts';
import { readEngineFacts } from '../oracle/engine-facts.ts';
import type { ChaosWorld } from './chaos-world.ts';
import type { VendorFaults } from './vendor-faults.ts';

/** No more faults: vendors answer rightly and quickly, and calls that were to take effect late have done so. */
export async function calm(world: ChaosWorld, faults: VendorFaults): Promise<void> {
  await faults.disarmAll();
  await world.control.disarmMoments();
  await world.control.releaseLateEffects();
  await world.control.changeDuoKey(world.credentials.accountsApi.integrationKey, { enabled: true });
}

/** What is still under way, in words; empty: everything has settled. */
async function underWay(world: ChaosWorld): Promise<readonly string[]> {
  const { db } = world;
  const facts = await readEngineFacts(world);
  const writing = await db
    .selectFrom('approval_line')
    .select(['label', 'state'])
    .where('state', 'in', ['sending', 'unknown'])
    .execute();
  const untold = await db
    .selectFrom('outbox')
    .select('approval_id')
    .where('relayed_at', 'is', null)
    .execute();
  const { write_stop: stopped } = await db
    .selectFrom('installation')
    .select('write_stop')
    .executeTakeFirstOrThrow();
  return [
    ...judgeEngine(facts)
      .filter(
        ({ kind }) => kind !== 'run-sum' && kind !== 'outcome-disagrees' && kind !== 'run-without-audit',
      )
      .map(({ kind, words }) => `${kind}: ${words}`),
    ...facts.integrations
      .filter(({ phase }) => phase === 'disconnecting')
      .map(({ id }) => `integration ${id} is being disconnected`),
    ...writing.map(({ label, state }) => `${label} is ${state}`),
    ...untold.map(({ approval_id: id }) => `the outbox holds approval ${id}`),
    ...(stopped ? ['writing stands still'] : []),
  ];
}

/**
 * Waits until nothing is under way any more, twice in a row: between two steps of a workflow nothing seems to be.
 * Returns what still was when time was up.
 */
export async function settled(world: ChaosWorld, withinMs: number): Promise<readonly string[]> {
  const end = Date.now() + withinMs;
  let quiet = 0;
  for (;;) {
    await world.superviseOnce();
    const open = await underWay(world).catch((error: unknown) => [String(error)]);
    quiet = open.length === 0 ? quiet + 1 : 0;
    if (quiet === 2) return [];
    if (Date.now() > end) return open;
    await sleep(300);
  }
}
