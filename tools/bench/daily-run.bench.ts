import type { RequestEntry } from '../../sandbox/request-log.ts';
import { syncScheduleId } from '../../contracts/temporal/names.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import type { Connected } from '../../test/product/lifecycle.ts';
import type { Processes } from '../../test/product/processes.ts';
import { newestRun } from './history-events.ts';
import { holds, note, rounded, timed } from './report.ts';
import { orderOf, runScript } from './script-run.ts';
import { deliveredProduct, finished, firstSyncEnds } from './set-up.ts';

const latencyMs = Number(process.env['BENCH_LATENCY_MS'] ?? 100);

/** Before, each agreement was asked for its lines and for their count, three requests at a time, after Duo was read. */
const before = { psaParallel: 3, inTurn: true } as const;

/**
 * 400 customers among 2,000 agreements. A run that the schedule starts, against a script that makes the requests such a
 * run made when it read every agreement and its count: less than that run itself took.
 */
describe('a daily run of customers among many agreements', () => {
  let product: Processes;
  let integration: Connected;
  beforeAll(async () => {
    product = await deliveredProduct('wide');
    integration = await finished(product);
    await firstSyncEnds(product, integration);
    await product.control.latency(latencyMs);
  }, 900_000);
  afterAll(() => product.close());

  it('takes a quarter of what reading everything took', async () => {
    const whole = (await product.control.scenarioOf('connectwise')).agreements;
    const mark = (await product.control.state()).requestLog;
    const { ms, value: run } = await timed(dailyRun);
    if (run.state !== 'succeeded') throw new Error(`the daily run ended ${run.state}`);
    const requests = (await product.control.requestLog(mark)).filter((entry) => entry.kind === 'request');
    const own = orderOf(product, requests);
    const script = await runScript(own);
    const everything = whole.flatMap(({ id }) => linesAndCount(requests, id));
    const old = await runScript({ ...own, ...before, psaLines: everything });
    note(
      `daily run ${seconds(ms)}, ${own.psaLines.length} requests for lines of ${whole.length} agreements,` +
        ` ${run.agreementsInBackgroundRead ?? 0} left to the background read; script with the same requests ${seconds(script.allMs)};` +
        ` script with all requests of before ${seconds(old.allMs)}`,
    );
    holds({
      what: `daily run against a plain script, vendors answering after ${latencyMs} ms`,
      measured: ms / script.allMs,
      atMost: latencyMs === 0 ? 2 : 1.15,
      unit: 'x',
    });
    holds({
      what: 'daily run against the requests of before',
      measured: ms / old.allMs,
      atMost: 0.25,
      unit: 'x',
    });
  });

  async function dailyRun() {
    const last = await newestRun(product, integration.id);
    await product.temporal.schedule.getHandle(syncScheduleId(integration.id)).trigger();
    return waitFor('the end of the daily run', 600_000, async () => {
      const run = await newestRun(product, integration.id);
      return run.id === last.id || run.endedAt === null ? null : run;
    });
  }
});

/** Targets of an agreement as an earlier run asked for them, by the form of those that were asked now. */
function linesAndCount(requests: readonly RequestEntry[], agreementId: number): readonly string[] {
  const asked = requests.find(
    ({ path, query }) => path.endsWith('/additions') && !query.includes('conditions'),
  );
  if (asked === undefined) throw new Error('no lines were asked for');
  const path = asked.path.replace(/agreements\/\d+\//u, `agreements/${agreementId}/`);
  return [`${path}?${asked.query}`, `${path}/count`];
}

const seconds = (ms: number): string => `${rounded(ms / 1_000)} s`;
