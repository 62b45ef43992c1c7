import type { RequestEntry } from '../../sandbox/request-log.ts';
import type { ScenarioName } from '../../sandbox/scenarios/index.ts';
import { type Connected, runEnds, startSync } from '../../test/product/lifecycle.ts';
import type { Processes } from '../../test/product/processes.ts';
import { holds, note, rounded, timed } from './report.ts';
import { orderOf, runScript } from './script-run.ts';
import { deliveredProduct, finished, firstSyncEnds } from './set-up.ts';

const latencyMs = Number(process.env['BENCH_LATENCY_MS'] ?? 100);
const pairs = Number(process.env['BENCH_PAIRS'] ?? 2);
const scenario = (process.env['BENCH_SCENARIO'] ?? 'large') as ScenarioName;

interface Sync {
  readonly allMs: number;
  readonly duoMs: number;
  readonly requests: readonly RequestEntry[];
}

/**
 * A whole sync, from the asking to the end a client sees, against a script that makes the very requests the sync made, those of
 * the PSA included: they are most of the waiting. The reading of Duo alone is compared beside it, by the sandbox's request log.
 */
describe('a full sync against a plain script', () => {
  let product: Processes;
  let integration: Connected;
  beforeAll(async () => {
    product = await deliveredProduct(scenario);
    integration = await finished(product);
    await firstSyncEnds(product, integration);
    await product.control.latency(latencyMs);
  }, 900_000);
  afterAll(() => product.close());

  it('costs little more than its requests, and less than its two sides one after the other', async () => {
    const ratios: number[] = [];
    const duoRatios: number[] = [];
    const inTurn: number[] = [];
    for (let pair = 1; pair <= pairs; pair += 1) {
      const sync = await oneSync();
      const mark = await requestLogLength();
      const script = await runScript(orderOf(product, sync.requests));
      const asked = await requestsAfter(mark);
      if (targets(asked) !== targets(sync.requests))
        throw new Error(
          `script and sync asked differently: ${asked.length} against ${sync.requests.length} requests`,
        );
      const onceMore = await runScript({ ...orderOf(product, sync.requests), inTurn: true });
      ratios.push(sync.allMs / script.allMs);
      inTurn.push(sync.allMs / onceMore.allMs);
      duoRatios.push(sync.duoMs / script.duoMs);
      note(
        `pair ${pair}: ${sync.requests.length} requests each; sync ${seconds(sync.allMs)}, script ${seconds(script.allMs)}, ${seconds(onceMore.allMs)} one side after the other;` +
          ` Duo alone ${seconds(sync.duoMs)} against ${seconds(script.duoMs)}; the script counted ${script.seats} seats`,
      );
    }
    note(`reading Duo alone: ${rounded(mean(duoRatios))} x`);
    holds({
      what: `full sync of ${scenario} against a plain script, vendors answering after ${latencyMs} ms`,
      measured: mean(ratios),
      atMost: latencyMs === 0 ? 2 : 1.15,
      unit: 'x',
      from: `pairs ${ratios.map(rounded).join(', ')}`,
    });
    holds({
      what: 'its reading of Duo alone, the same way',
      measured: mean(duoRatios),
      atMost: latencyMs === 0 ? 1.5 : 1.3,
      unit: 'x',
    });
    if (latencyMs > 0)
      holds({
        what: 'full sync against the script that reads the PSA after Duo',
        measured: mean(inTurn),
        atMost: 0.75,
        unit: 'x',
      });
  });

  async function oneSync(): Promise<Sync> {
    const mark = await requestLogLength();
    const { ms, value: run } = await timed(async () =>
      runEnds(product, await startSync(product, integration), 600_000),
    );
    if (run['state'] !== 'succeeded') throw new Error(`the sync ended ${String(run['state'])}`);
    const requests = await requestsAfter(mark);
    const duo = requests.filter(({ vendor }) => vendor === 'duo').map(({ at }) => Date.parse(at));
    return { allMs: ms, duoMs: Math.max(...duo) - Math.min(...duo) + latencyMs, requests };
  }

  const requestLogLength = async (): Promise<number> => (await product.control.state()).requestLog;

  async function requestsAfter(mark: number): Promise<readonly RequestEntry[]> {
    return (await product.control.requestLog(mark)).filter((entry) => entry.kind === 'request');
  }
});

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const seconds = (ms: number): string => `${rounded(ms / 1_000)} s`;

/** What was asked, whatever the order. */
const targets = (requests: readonly RequestEntry[]): string =>
  requests
    .map(({ method, host, path, query }) => `${method} ${host}${path}?${query}`)
    .sort()
    .join('\n');
