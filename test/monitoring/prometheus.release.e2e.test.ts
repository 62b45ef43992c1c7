import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../config/free-port.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { projectFolder } from '../documentation/markdown.ts';
import { expectTour, Installation } from '../e2e/installation.ts';
import { dashboards, promqlOf } from './dashboards/grafana.ts';

jest.setTimeout(600_000);

const isHere = spawnSync('prometheus', ['--version']).error === undefined;
if (!isHere) console.warn('SKIPPED: prometheus is not here, so no panel of the dashboards was asked.');
const withPrometheus = isHere ? describe : describe.skip;

/** The tour closes no month and is over before the first housekeeping; nothing may be running when these are asked. */
const mayBeEmpty: ReadonlySet<string> = new Set([
  'Months not closed',
  'Hours without progress of active runs',
  'Hours since housekeeping',
]);
const metricsKey = 'a key for Prometheus, of this test';

withPrometheus('Prometheus, reading a product that plays the tour', () => {
  let folder: string;
  let installation: Installation;
  let prometheus: ChildProcess;
  let address: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'seatwise-prometheus-'));
    chmodSync(folder, 0o711);
    installation = new Installation(join(folder, 'home'), await freePort());
    address = `127.0.0.1:${await freePort()}`;
    copyFileSync(join(projectFolder, 'deploy', 'alerts.yml'), join(folder, 'alerts.yml'));
    writeFileSync(
      join(folder, 'prometheus.yml'),
      JSON.stringify({
        global: { scrape_interval: '2s', evaluation_interval: '5s' },
        rule_files: ['alerts.yml'],
        scrape_configs: [
          {
            job_name: 'seatwise',
            authorization: { credentials: metricsKey },
            static_configs: [{ targets: [`localhost:${installation.port}`] }],
          },
        ],
      }),
    );
    prometheus = spawn(
      'prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=${address}`,
      ],
      { stdio: 'ignore' },
    );
    await expectTour(installation, 'connectwise', { METRICS_KEY: metricsKey });
  });
  afterAll(async () => {
    await installation.part.end('SIGTERM');
    const ended = new Promise((resolve) => prometheus.once('exit', resolve));
    prometheus.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  /** The series that a query has now, as Grafana asks it for the last minutes. */
  async function seriesOf(query: string): Promise<number> {
    const url = `http://${address}/api/v1/query?${new URLSearchParams({ query }).toString()}`;
    const answer = (await (await fetch(url)).json()) as {
      readonly status: string;
      readonly data?: { readonly result: readonly { readonly value: readonly [number, string] }[] };
    };
    if (answer.status !== 'success') throw new Error(`${query}: ${JSON.stringify(answer)}`);
    return (answer.data?.result ?? []).filter(({ value }) => value[1] !== 'NaN').length;
  }

  it.each(
    dashboards.flatMap(({ title, panels }) =>
      panels.map((panel) => [`${title}: ${panel.title}`, panel] as const),
    ),
  )('answers %s', async (_, { title, queries }) => {
    for (const query of queries) {
      const expr = promqlOf(query);
      const found = await seriesOf(expr);
      if (found === 0 && !mayBeEmpty.has(title))
        await waitFor(expr, 60_000, async () => ((await seriesOf(expr)) > 0 ? true : null));
    }
  });

  it('evaluates every alert rule', async () => {
    const answer = (await (await fetch(`http://${address}/api/v1/rules`)).json()) as {
      readonly data: {
        readonly groups: readonly {
          readonly rules: readonly { readonly health: string; readonly name: string }[];
        }[];
      };
    };
    const rules = answer.data.groups.flatMap(({ rules: ofGroup }) => ofGroup);
    expect(rules.length).toBeGreaterThan(30);
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
  });
});
