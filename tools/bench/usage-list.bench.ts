import { usageFilters } from '../../contracts/api/usage.ts';
import { refreshStatistics } from '../../db/driver/statistics.ts';
import { connected, countAll, load, type SeededAccount } from '../../test/environment/seeded-integration.ts';
import type { Processes } from '../../test/product/processes.ts';
import { holds, median, note, percentile, rounded } from './report.ts';
import { deliveredProduct } from './set-up.ts';

const size = Number(process.env['BENCH_LINES'] ?? 5_000);
const repeats = 20;
const limitMs = 50;

/** A market of customers: most match, some differ, some drop, fail or are not mapped. */
function customers(): { accounts: SeededAccount[]; billed: Record<string, number> } {
  const accounts: SeededAccount[] = [];
  const billed: Record<string, number> = {};
  for (let nth = 0; nth < size; nth += 1) {
    const name = `${['Dental', 'Law', 'Veterinary', 'Foods', 'Marine'][nth % 5] ?? ''} Customer ${nth}`;
    const seats = nth % 53 === 0 ? -1 : 1 + (nth % 23);
    const isMapped = nth % 31 !== 0;
    accounts.push({ name, foreignId: `DA${nth}`, seats, ...(isMapped ? { company: name } : {}) });
    if (isMapped)
      billed[name] =
        Math.max(1, Math.abs(seats) + (nth % 7 === 0 ? (nth % 5) - 2 : 0)) + (nth % 97 === 0 ? 60 : 0);
  }
  return { accounts, billed };
}

interface Call {
  readonly path: string;
  readonly requestId: string;
}

describe(`the list of ${size} usage lines`, () => {
  let product: Processes;
  let filters: Readonly<Record<string, string>>;
  beforeAll(async () => {
    product = await deliveredProduct('small');
    // Only the API is measured, on rows that no workflow knows.
    await product.worker.end('SIGTERM');
    const key = await connected(product.db, product.tenantId, 'active');
    const { accounts, billed } = customers();
    await load(product.db, key, accounts, billed);
    // As the product does after a load.
    await refreshStatistics(product.db);
    await countAll(product.db, key, accounts);
    await refreshStatistics(product.db);
    filters = await filtersOf(product, key.integrationId);
  }, 600_000);
  afterAll(() => product.close());

  it('answers any sort and filter quickly', async () => {
    const sorts = usageFilters.sort.unwrap().options;
    const paths = [
      ...sorts.map((sort) => `/usage-lines?sort=${sort}`),
      ...Object.values(filters).flatMap((filter) =>
        ['account', '-money'].map((sort) => `/usage-lines?${filter}&sort=${sort}`),
      ),
    ];
    const byPath = await measured(paths);
    const all = [...byPath.values()].flat();
    const worst = [...byPath].sort(([, a], [, b]) => percentile(b, 0.95) - percentile(a, 0.95));
    for (const [path, times] of worst.slice(0, 5))
      note(
        `slowest: ${path}: median ${rounded(median(times))} ms, p95 ${rounded(percentile(times, 0.95))} ms`,
      );
    const [path, times] = worst[0] ?? ['', []];
    holds({
      what: `p95 of the slowest sort or filter of ${await total()} usage lines, server side`,
      measured: percentile(times, 0.95),
      atMost: limitMs,
      unit: 'ms',
      from: `${path}; over all ${paths.length} of them median ${rounded(median(all))} ms, p95 ${rounded(percentile(all, 0.95))} ms`,
    });
  });

  it('answers its largest page, the month, the totals and the file; these have no target', async () => {
    for (const [path, times] of [
      ...(await measured(['/usage-lines?limit=500', '/month', '/control-totals'])),
      ...(await measured(['/usage-lines.csv'], 5)),
    ])
      note(
        `${path}: median ${rounded(median(times))} ms, p95 ${rounded(percentile(times, 0.95))} ms (no target)`,
      );
  });

  async function total(): Promise<number> {
    const answer = await product.client.request('GET', '/usage-lines?limit=1');
    return (answer.body as { readonly total: number }).total;
  }

  /** Milliseconds of each call as the API itself logs them, in turns over all paths. */
  async function measured(paths: readonly string[], times = repeats): Promise<ReadonlyMap<string, number[]>> {
    const calls: Call[] = [];
    for (let turn = -1; turn < times; turn += 1) {
      for (const path of paths) {
        const answer = await product.client.request('GET', path);
        if (answer.status !== 200)
          throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
        // The first turn warms connections and plans.
        if (turn >= 0) calls.push({ path, requestId: answer.headers.get('x-request-id') ?? '' });
      }
    }
    const logged = loggedTimes(product.api().said());
    const byPath = new Map<string, number[]>();
    for (const { path, requestId } of calls) {
      const ms = logged.get(requestId);
      if (ms !== undefined) byPath.set(path, [...(byPath.get(path) ?? []), ms]);
    }
    return byPath;
  }
});

function loggedTimes(said: string): ReadonlyMap<string, number> {
  const lines = said.split('\n').filter((line) => line.includes('"milliseconds"'));
  return new Map(
    lines.map((line) => {
      const { requestId, milliseconds } = JSON.parse(line) as { requestId: string; milliseconds: number };
      return [requestId, milliseconds] as const;
    }),
  );
}

interface Listed {
  readonly id: string;
  readonly label: string;
  readonly company: { readonly id: string };
  readonly service: { readonly id: string };
}

/** One of each filter, by what the list itself holds. */
async function filtersOf(product: Processes, integrationId: string): Promise<Record<string, string>> {
  const answer = await product.client.request('GET', '/usage-lines?kind=increase&limit=1');
  const line = (answer.body as { readonly items: readonly Listed[] }).items[0];
  if (line === undefined) throw new Error('no line increases');
  const detail = await product.client.request('GET', `/usage-lines/${line.id}`);
  const { accounts, lines } = detail.body as {
    accounts: { accountId: string }[];
    lines: { agreementId: string }[];
  };
  return {
    integration: `integration=${integrationId}`,
    kind: 'kind=increase',
    kinds: 'kind=match,unmapped',
    flag: 'flag=held',
    holdReason: 'holdReason=drop',
    account: `account=${accounts[0]?.accountId ?? ''}`,
    company: `company=${line.company.id}`,
    agreement: `agreement=${lines[0]?.agreementId ?? ''}`,
    service: `service=${line.service.id}`,
    decision: 'decision=open',
    manyFound: 'q=dental',
    oneFound: `q=${encodeURIComponent(line.label)}`,
    noneFound: 'q=nobody+is+called+so',
  };
}
