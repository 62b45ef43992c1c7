import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../documentation/markdown.ts';
import { type AlertCase, alertCases, healthy, type Series } from './alert-cases.ts';
import { alertRules } from './alert-rules.ts';

const rulesFile = join(projectFolder, 'deploy', 'alerts.yml');
const folder = mkdtempSync(join(tmpdir(), 'promtool-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const promtool = (...words: readonly string[]) =>
  spawnSync('promtool', words, { encoding: 'utf8', timeout: 300_000 });

const isHere = promtool('--version').error === undefined;
if (!isHere)
  console.warn('SKIPPED: promtool is not here (Debian: prometheus), so Prometheus itself ran no alert rule.');
const withPromtool = isHere ? it : it.skip;

const rules = alertRules();

const inputOf = (series: Series) =>
  Object.entries(series).map(([name, values]) => ({ series: name, values }));

/** One test of promtool: the alert of this trouble, and no other. */
function trouble(alert: string, { afterMinutes, series, labels = {}, summary }: AlertCase) {
  const rule = rules.find((one) => one.alert === alert)!;
  const changed = Object.entries(series).flatMap(([name, values]) =>
    values === null ? [] : [[name, `${values}x${afterMinutes}`] as const],
  );
  const unchanged = Object.entries(healthy(afterMinutes)).filter(([name]) => !(name in series));
  return {
    name: alert,
    interval: '1m',
    input_series: inputOf(Object.fromEntries([...unchanged, ...changed])),
    alert_rule_test: [
      {
        eval_time: `${afterMinutes}m`,
        alertname: alert,
        exp_alerts: [
          {
            exp_labels: { ...labels, ...rule.labels },
            exp_annotations: { ...rule.annotations, summary },
          },
        ],
      },
    ],
  };
}

const twoDays = 2 * 24 * 60;
const quiet = {
  name: 'an installation that is well',
  interval: '1m',
  input_series: inputOf(healthy(twoDays)),
  alert_rule_test: rules.map(({ alert }) => ({ eval_time: `${twoDays}m`, alertname: alert, exp_alerts: [] })),
};

it('every alert has a trouble that sets it off', () => {
  expect(Object.keys(alertCases)).toEqual(rules.map(({ alert }) => alert));
});

withPromtool('Prometheus loads the rules', () => {
  expect(promtool('check', 'rules', rulesFile)).toMatchObject({ status: 0 });
});

withPromtool('each trouble sets off its alert with these words; a well installation sets off none', () => {
  const file = join(folder, 'alerts.test.json');
  const troubles = Object.entries(alertCases).flatMap(([alert, cases]) =>
    cases.map((one) => trouble(alert, one)),
  );
  writeFileSync(
    file,
    JSON.stringify({ rule_files: [rulesFile], evaluation_interval: '1m', tests: [...troubles, quiet] }),
  );
  const { status, stdout, stderr } = promtool('test', 'rules', file);
  expect({ status, said: stderr }).toEqual({ status: 0, said: '' });
  expect(stdout).toContain('SUCCESS');
});
