import type { ScenarioName } from '../../sandbox/scenarios/index.ts';
import type { Connected } from '../../test/product/lifecycle.ts';
import type { Processes } from '../../test/product/processes.ts';
import { readyToWrite } from '../../test/product/write-back-steps.ts';
import { Bars } from './growth/bars.ts';
import { callsByFormula } from './growth/calls.ts';
import { letGrow, unchangedSync, writing } from './growth/grown.ts';
import { type Figures, growTo, type InUse, measured } from './growth/sizes.ts';
import { withoutLimits } from './growth/scenario.ts';
import { median, note, percentile, rounded, timed } from './report.ts';
import { deliveredProduct, finished, firstSyncEnds } from './set-up.ts';

/** Cost does not grow with history or with the size of the MSP (docs/operating/housekeeping.md says what an installation costs). */
const bars = new Bars();
const began = Date.now();
afterAll(() => {
  bars.add({
    what: 'this whole measure', figure: (Date.now() - began) / 60_000, limit: null, unit: 'min',
  }); // prettier-ignore
  bars.print();
});

/** `npm run bench -- growth --sizes 60,400`: some of the sizes, the least first. */
const sizes = (process.env['BENCH_SIZES'] ?? '60,400,2000,5000').split(',').map(Number);

const p95 = (values: readonly number[]): number => percentile(values, 0.95);

async function inUse(scenario: ScenarioName): Promise<InUse> {
  const product = await deliveredProduct(scenario);
  const integration = await finished(product);
  await firstSyncEnds(product, integration);
  await readyToWrite(product, integration);
  await withoutLimits(product);
  return { product, integration };
}

describe('400 accounts after two years', () => {
  let product: Processes;
  let integration: Connected;
  beforeAll(async () => {
    ({ product, integration } = await inUse('large'));
  }, 600_000);
  afterAll(() => product.close());

  it('keeps next to nothing of a run in which nothing changed', async () => {
    const sync = await unchangedSync(product, integration);
    bars.add({
      what: 'bytes kept by a daily run in which nothing changed, 400 accounts',
      figure: sync.bytesKept / 1_000,
      limit: 50,
      unit: 'kB',
      from: `${rounded(sync.seconds)} s`,
    });
    bars.add({
      what: 'rows written by that run',
      figure: sync.written.rows,
      limit: 1_500,
      unit: 'rows',
      from: sync.written.byTable
        .slice(0, 6)
        .map(([table, rows]) => `${table} ${rows}`)
        .join(', '),
    });
    bars.add({
      what: 'WAL of that run', figure: sync.written.walBytes / 1e6, limit: 1.5, unit: 'MB',
    }); // prettier-ignore
    bars.add({
      what: 'Duo calls of that run', figure: sync.calls.vendor, limit: sync.byFormula.vendor, unit: 'calls',
    }); // prettier-ignore
    bars.add({
      what: 'PSA calls of that run',
      figure: sync.calls.psa,
      limit: sync.byFormula.psa,
      unit: 'calls',
      from: sync.psaByKind.map(([kind, calls]) => `${kind} ${calls}`).join(', '),
    });
  });

  it('writes a line as soon as it was read, however many are approved', async () => {
    await letGrow(product, integration);
    const { single, crowd, manySeconds, locks } = await writing(product, integration);
    bars.add({
      what: 'reading → PATCH, one after another, p95', figure: p95(single), limit: 500, unit: 'ms',
    }); // prettier-ignore
    bars.add({
      what: 'reading → PATCH, 25 approvals at once, p95', figure: p95(crowd), limit: 1_500, unit: 'ms',
    }); // prettier-ignore
    bars.add({
      what: '500 lines in 20 approvals, written', figure: manySeconds, limit: 120, unit: 's',
    }); // prettier-ignore
    bars.add({
      what: "integration's row locked, one after another, p95", figure: p95(locks.single.map(({ ms }) => ms)), limit: 50, unit: 'ms',
    }); // prettier-ignore
    bars.add({
      what: "integration's row locked, 25 approvals at once, p95", figure: p95(locks.crowd.map(({ ms }) => ms)), limit: 50, unit: 'ms',
    }); // prettier-ignore
  });
});

describe('an installation of 60, 400, 2,000 and 5,000 accounts with 1,000 confirmed lines', () => {
  let scenario: InUse;
  let small: InUse;
  beforeAll(async () => {
    small = await inUse('small');
    scenario = await inUse('small');
  }, 300_000);
  afterAll(async () => {
    await small.product.close();
    await scenario.product.close();
  });

  it('decides, writes and reads as a small one does', async () => {
    const grown: Figures[] = [];
    for (const accounts of sizes) {
      const { ms } = await timed(() => growTo(scenario.product, scenario.integration, accounts));
      const calls = await callsByFormula(scenario.product.db);
      note(
        `grown to ${accounts} accounts in ${rounded(ms / 1_000)} s; a daily run of them costs by formula` +
          ` ${calls.vendor} Duo and ${calls.psa} PSA calls`,
      );
      grown.push(await measured(scenario, small, accounts));
    }
    evaluate(grown);
  });
});

it('every bar holds', () => {
  expect(bars.missed).toEqual([]);
});

function evaluate(grown: readonly Figures[]): void {
  const [least, most] = [grown[0], grown.at(-1)];
  if (least === undefined || most === undefined) throw new Error('nothing was measured');
  const shown = most.accounts.toLocaleString('en');
  for (const kind of ['hold', 'mapping', 'approval'] as const) {
    const against = ({ [kind]: { here, small } }: Figures): number => p95(here) / p95(small);
    bars.add({
      what: `${kind} at ${shown} lines, p95`,
      figure: p95(most[kind].here),
      limit: 100,
      unit: 'ms',
    });
    bars.add({
      what: `${kind} at ${shown} lines against small, p95`,
      figure: against(most),
      limit: 1.5,
      unit: 'x',
    });
    bars.add({
      what: `${kind} at ${shown} accounts against ${least.accounts}, p95`, figure: against(most) / against(least), limit: 2, unit: 'x',
    }); // prettier-ignore
  }
  const rates = grown.map(({ rate }) => median(rate.here) / median(rate.small));
  bars.add({
    what: 'writes a minute, most against least of the sizes',
    figure: Math.max(...rates) / Math.min(...rates),
    limit: 1.3,
    unit: 'x',
    from: grown
      .map(
        ({ accounts, rate }) =>
          `${accounts}: ${rounded(median(rate.here))} (small ${rounded(median(rate.small))})`,
      )
      .join(', '),
  });
  bars.add({
    what: 'rows of one hold, at any size',
    figure: Math.max(...grown.map(({ written }) => written.rows)),
    limit: 10,
    unit: 'rows',
  });
  bars.add({
    what: 'WAL of one hold, at any size',
    figure: Math.max(...grown.map(({ written }) => written.walBytes)) / 1_000,
    limit: 50,
    unit: 'kB',
  });
  const list = (readers: number): number => p95(most.list.get(readers) ?? []);
  bars.add({
    what: `usage list of ${shown} lines, p95, one reader`,
    figure: list(1),
    limit: null,
    unit: 'ms',
  });
  bars.add({
    what: `usage list of ${shown} lines, p95, 10 readers at once`,
    figure: list(10),
    limit: 250,
    unit: 'ms',
  });
  bars.add({
    what: `usage list of ${shown} lines, p95, 50 readers at once`,
    figure: list(50),
    limit: 250,
    unit: 'ms',
  });
  bars.add({ what: 'a hold beside 50 readers, p95', figure: p95(most.holdBeside), limit: 300, unit: 'ms' });
}
