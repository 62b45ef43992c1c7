import type { IntegrationKey } from '../../domain/keys.ts';
import { growAround, grownScenario } from '../../test/environment/grown-scenario.ts';
import type { Processes } from '../../test/product/processes.ts';
import { holds, median, note, percentile, rounded, timed } from './report.ts';
import { deliveredProduct } from './set-up.ts';

const lines = 5_000;
const linesOfFile = 20_000;
const repeats = 20;
/** What a task may take, and the step of the probe that finds it. */
const longestTaskMs = 50 + 10;

/**
 * What people read of a large MSP, of a process that has just started. Suggestions are worked out once per data version: of
 * these the first answer is told beside the 95th percentile. Of the month to close the largest answer is judged, while one
 * line changes before each.
 */
describe(`what is read of ${lines} usage lines after a start`, () => {
  let product: Processes;
  let key: IntegrationKey;
  beforeAll(async () => {
    product = await deliveredProduct('small');
    // Only the API is measured, on rows that no workflow knows.
    await product.worker.end('SIGTERM');
    const size = { accounts: lines, agreements: lines + 500, lines: lines + 3_000, written: 500, days: 30 };
    key = await grownScenario(product.db, product.tenantId, size);
  }, 900_000);
  afterAll(() => product.close());

  it.each(['running-month', 'suggestions', 'set-up-review', 'month-to-close'])('%s', async (what) => {
    const month = new Date().toISOString().slice(0, 7);
    const path = `/integrations/${key.integrationId}/${what}${what === 'month-to-close' ? `?month=${month}` : ''}`;
    await product.startApi();
    const ms: number[] = [];
    const changes = what === 'month-to-close';
    for (let nth = 0; nth < repeats; nth += 1) {
      if (changes) await changeOneLine();
      ms.push((await answered(path)).ms);
    }
    holds({
      what: changes
        ? `the largest of ${what}, after changes`
        : `p95 of ${what}, with the first after a start`,
      measured: changes ? Math.max(...ms) : percentile(ms, 0.95),
      atMost: 150,
      unit: 'ms',
      from: `median ${rounded(median(ms))} ms, the first ${rounded(ms[0] ?? 0)} ms`,
    });
  });

  it(`the file of ${linesOfFile} lines, the first after a start`, async () => {
    await growAround(product.db, key, { customers: linesOfFile - lines });
    await product.startApi();
    await answered('/usage-lines?limit=1');
    await longestWaitMs();
    const first = await answered('/usage-lines.csv');
    const waitMs = await longestWaitMs();
    const second = await answered('/usage-lines.csv');
    note(`the second ${rounded(second.ms / 1_000)} s`);
    holds({ what: 'the first file', measured: first.ms / 1_000, atMost: 3, unit: 's' });
    holds({
      what: 'longest wait for the process meanwhile',
      measured: waitMs,
      atMost: longestTaskMs,
      unit: 'ms',
    });
  }, 900_000);

  /** A person puts one more open line on hold. */
  async function changeOneLine(): Promise<void> {
    const listed = await product.client.request('GET', '/usage-lines?need=increase&limit=1');
    const [line] = (listed.body as { items: readonly { id: string; version: number }[] }).items;
    if (line === undefined) throw new Error('no line is open');
    const decided = await product.client.request('POST', '/usage-lines/decisions', {
      selection: 'ticked',
      items: [{ usageLineId: line.id, lineVersion: line.version, decision: 'hold' }],
    });
    if (decided.status !== 200) throw new Error(`${decided.status} ${JSON.stringify(decided.body)}`);
  }

  async function answered(path: string): Promise<{ readonly ms: number }> {
    const { ms, value } = await timed(() => product.client.request('GET', path));
    if (value.status !== 200) throw new Error(`${path}: ${value.status} ${JSON.stringify(value.body)}`);
    return { ms };
  }

  /** Since it was asked last. */
  async function longestWaitMs(): Promise<number> {
    const told = (await product.metrics()).get('the API') ?? '';
    return Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/mu.exec(told)?.[1]) * 1_000;
  }
});
