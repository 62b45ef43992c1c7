import type { ScenarioName } from '../../sandbox/scenarios/index.ts';
import { eventsOfRun, newestRun } from './history-events.ts';
import { holds, note, rounded } from './report.ts';
import { deliveredProduct, finished, firstSyncEnds } from './set-up.ts';
import { inspectable, probeHeap } from './worker-heap.ts';

const mebibyte = 1024 * 1024;

interface Figures {
  readonly events: number;
  /** Live bytes of the worker after the sync, and the most seen while it ran. */
  readonly after: number;
  readonly peak: number;
}

/** The first sync of a scenario, by a worker process that has done nothing before but load it. */
async function firstSyncOf(scenario: ScenarioName): Promise<Figures> {
  const product = await deliveredProduct(scenario, inspectable);
  try {
    const probe = await probeHeap(product.worker);
    const integration = await finished(product);
    const began = performance.now();
    const ended = firstSyncEnds(product, integration).then(() => true);
    let peak = 0;
    for (let over = false; !over;) {
      peak = Math.max(peak, await probe.liveBytes());
      over = await Promise.race([ended, new Promise<false>((resolve) => setTimeout(resolve, 3_000, false))]);
    }
    const run = await newestRun(product, integration.id);
    const figures = { events: await eventsOfRun(product, run.id), after: await probe.liveBytes(), peak };
    probe.close();
    note(
      `${scenario}: ${run.accountsListed ?? 0} accounts, ${run.vendorCalls} Duo calls, ${run.psaCalls} PSA calls,` +
        ` ${rounded((performance.now() - began) / 1_000)} s, ${figures.events} events, worker heap after it` +
        ` ${rounded(figures.after / mebibyte)} MiB, at most ${rounded(peak / mebibyte)} MiB`,
    );
    return figures;
  } finally {
    await product.close();
  }
}

describe('5,000 accounts', () => {
  let large: Figures;
  let huge: Figures;
  beforeAll(async () => {
    large = await firstSyncOf('large');
    huge = await firstSyncOf('huge');
  }, 1_800_000);

  it('make a history that stays short', () => {
    holds({ what: 'Temporal events at 5,000 accounts', measured: huge.events, atMost: 600, unit: 'events' });
  });

  it('leave the worker hardly more heap than 400', () => {
    note(`most heap while syncing, 5,000 against 400: ${rounded(huge.peak / large.peak)} x (no target)`);
    holds({
      what: 'worker heap after a forced collection, 5,000 against 400 accounts',
      measured: huge.after / large.after,
      atMost: 1.25,
      unit: 'x',
      from: `${rounded(huge.after / mebibyte)} against ${rounded(large.after / mebibyte)} MiB`,
    });
  });
});
