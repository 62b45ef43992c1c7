import { type Message, message } from '../../messages/message.ts';
import type { z } from 'zod';
import { IntegrationStatus } from '../../contracts/api/integrations.ts';
import { SyncRunDetail, SyncRunList } from '../../contracts/api/syncs.ts';
import { ControlTotals, isHolding, UsageLineList } from '../../contracts/api/usage.ts';
import type { Report } from './report.ts';
import { type SeatwiseClient, waitFor } from './seatwise-client.ts';
import type { SetUp } from './set-up.ts';
import type { OpenFigures } from './toured-psa.ts';

export type Run = z.infer<typeof SyncRunDetail>;
export type Line = z.infer<typeof UsageLineList>['items'][number];

const ended: readonly string[] = ['succeeded', 'partial', 'failed', 'canceled', 'joined'];

/** Follows the newest run to its end, printing progress as the sync indicator shows it. */
export async function followRun(
  client: SeatwiseClient,
  { path }: SetUp,
  before: string | null,
  report: Report,
): Promise<Run> {
  const started = await waitFor('a run to start', 30_000, async () => {
    const runs = await client.read(`${path}/syncs`, SyncRunList);
    const newest = runs.items[0];
    return newest === undefined || newest.id === before ? null : newest;
  });
  let shown = '';
  return waitFor('the run to end', 180_000, async () => {
    const run = await client.read(`/syncs/${started.id}`, SyncRunDetail);
    const { done, failed, total, step } = run.progress;
    const progress = { step: step ?? run.state, done, total: String(total ?? '?'), failed };
    const now = JSON.stringify(progress);
    if (now !== shown && run.state === 'running') report.note(message('tour.progress', progress));
    shown = now;
    return ended.includes(run.state) ? run : null;
  });
}

export interface MonthExpectation {
  readonly state: string;
  readonly phase: string;
  readonly accounts: number;
  readonly counted: number;
  readonly failed: number;
  readonly vendorCalls: number;
}

/** The run against docs/sandbox.md's "to assert". */
export async function checkRun(
  client: SeatwiseClient,
  setUp: SetUp,
  run: Run,
  wanted: MonthExpectation,
  report: Report,
): Promise<void> {
  const { totals, calls } = run;
  report.step(
    message('tour.run-ended', {
      state: run.state,
      accounts: String(totals.accountsListed ?? '?'),
      counted: String(totals.counted ?? '?'),
      others: (totals.incomplete ?? 0) + (totals.failed ?? 0) + (totals.gone ?? 0),
      seats: String(totals.seatsCounted ?? '?'),
    }),
  );
  report.note(callsOf(calls));
  report.expect('run', run.state, wanted.state);
  report.expect('accounts', totals.accountsListed, wanted.accounts);
  report.expect('accounts counted', totals.counted, wanted.counted);
  report.expect('accounts failed', totals.failed, wanted.failed);
  report.expect('Duo calls on readable accounts', calls.vendor, wanted.vendorCalls);
  report.expect('Duo calls by the formula', calls.vendorFormula, wanted.vendorCalls);
  const phase = await waitFor('the integration to follow', 15_000, async () => {
    const status = await client.read(`${setUp.path}/status`, IntegrationStatus);
    return status.phase === wanted.phase ? status.phase : null;
  }).catch(() => 'another');
  report.expect('integration', phase, wanted.phase);
}

export const callsOf = (calls: Run['calls']): Message =>
  message('tour.run-calls', {
    calls: calls.vendor,
    formula: String(calls.vendorFormula ?? '?'),
    unreadable: calls.vendorUnreadable,
    psaCalls: calls.psa,
  });

/** Lines by kind, as the review shows them. */
export async function readLines(client: SeatwiseClient, { integrationId }: SetUp): Promise<readonly Line[]> {
  return client.list(`/usage-lines?integration=${integrationId}`, UsageLineList);
}

export function checkKinds(
  lines: readonly Line[],
  wanted: Readonly<Record<string, number>>,
  report: Report,
): void {
  const byKind = new Map<string, number>();
  for (const { kind } of lines) byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
  report.step(
    message('tour.lines', {
      count: lines.length,
      kinds: [...byKind].map(([kind, count]) => `${kind} ${count}`),
    }),
  );
  for (const [kind, count] of Object.entries(wanted))
    report.expect(`lines of kind ${kind}`, byKind.get(kind) ?? 0, count);
  report.expect(
    'usage lines',
    lines.length,
    Object.values(wanted).reduce((sum, count) => sum + count, 0),
  );
}

/** What is open, with its effect, and no more than that. */
export function checkOpen(lines: readonly Line[], wanted: OpenFigures, report: Report): void {
  const up = effectOf(lines, 'increase');
  const down = effectOf(lines, 'decrease');
  report.note(
    message('tour.open', {
      increases: up.lines,
      up: money(up.cents),
      decreases: down.lines,
      down: money(down.cents),
    }),
  );
  report.expect('open increases', up.lines, wanted.increases);
  report.expect('their effect in cents', up.cents, wanted.increaseCents);
  report.expect('open decreases', down.lines, wanted.decreases);
  report.expect('their effect in cents', down.cents, wanted.decreaseCents);
}

const money = (cents: number): string => `${cents < 0 ? '−' : '+'}${(Math.abs(cents) / 100).toFixed(2)}`;

/** Lines of a kind that nothing holds, with their effect per month, in cents to stay exact. */
/** In whole units of the currency, whatever its direction: what the two held figures add up to. */
export const heldEffect = (lines: readonly Line[]): number =>
  lines
    .filter(({ measure }) => measure === 'heldUp' || measure === 'heldDown')
    .reduce((sum, { money: { effectPerMonth } }) => sum + Number(effectPerMonth ?? 0), 0);

function effectOf(lines: readonly Line[], kind: string): { readonly lines: number; readonly cents: number } {
  const chosen = lines.filter((line) => line.kind === kind && !line.flags.some(isHolding));
  return {
    lines: chosen.length,
    cents: chosen.reduce((sum, { money }) => sum + cents(money.effectPerMonth), 0),
  };
}

function cents(amount: string | null): number {
  return amount === null ? 0 : Math.round(Number(amount) * 100);
}

export type Totals = z.infer<typeof ControlTotals>['items'][number]['totals'];

export async function readTotals(client: SeatwiseClient, { integrationId }: SetUp): Promise<Totals> {
  const answer = await client.read(`/control-totals?integration=${integrationId}`, ControlTotals);
  const [item] = answer.items;
  if (item === undefined) throw new Error('no control totals');
  return item.totals;
}
