import { message } from '../../messages/message.ts';
import { randomUUID } from 'node:crypto';
import { isHolding, UsageLineDetail } from '../../contracts/api/usage.ts';
import { NoticeList } from '../../contracts/api/notices.ts';
import { SyncStarted } from '../../contracts/api/syncs.ts';
import type { SandboxControl } from '../../sandbox/control-client.ts';
import { addBillingRules, addPeople, sayEquation } from './billing-rules.ts';
import { answerIncluded } from './included.ts';
import {
  callsOf,
  checkKinds,
  checkOpen,
  checkRun,
  followRun,
  heldEffect,
  type Line,
  readLines,
  readTotals,
  type Run,
} from './month.ts';
import type { Report } from './report.ts';
import type { SeatwiseClient } from './seatwise-client.ts';
import type { TouredPsa } from './toured-psa.ts';
import { answerTimeZone, connect, finish, map, requireUnconnected, type SetUp } from './set-up.ts';
import { runHistory } from './temporal-history.ts';
import { writeByDay } from './write-by-day.ts';
import { writeByInvoice } from './write-by-invoice.ts';

export interface Tour {
  readonly client: SeatwiseClient;
  readonly control: SandboxControl;
  readonly report: Report;
  readonly psa: TouredPsa;
}

/** The lifecycle over HTTP, step by step, against docs/sandbox.md's "to assert" for `typical`. */
export async function playTour({ client, control, report, psa }: Tour): Promise<void> {
  const began = performance.now();
  await requireUnconnected(client);
  const sandbox = await control.state();
  if (sandbox.scenario !== 'typical' || sandbox.act !== 1) await control.loadScenario('typical');
  const setUp = await connect(client, control, psa, report);
  await map(client, setUp, report);
  if (psa.billingTarget.by === 'day') await answerTimeZone(client, report);
  await finish(client, setUp, report);
  const first = await firstMonth(client, control, setUp, psa, report);
  const second = await secondMonth(client, control, setUp, psa, first, report);
  const deciding = { client, setUp, psa, report };
  await (psa.billingTarget.by === 'day'
    ? writeByDay(deciding, psa.billingTarget, control, second)
    : writeByInvoice(deciding, psa.billingTarget, control, second));
  await figures(client, [first.run, second], report, began);
}

async function firstMonth(
  client: SeatwiseClient,
  control: SandboxControl,
  setUp: SetUp,
  psa: TouredPsa,
  report: Report,
): Promise<{ run: Run; lines: readonly Line[] }> {
  const { figures } = psa;
  const run = await followRun(client, setUp, null, report);
  await checkRun(
    client,
    setUp,
    run,
    { state: 'partial', phase: 'active', accounts: 61, counted: 58, failed: 3, vendorCalls: 60 },
    report,
  );
  for (const account of run.accounts.items.filter(({ state }) => state === 'failed')) {
    const cause = account.cause?.title ?? account.cause?.code ?? '';
    report.note(message('tour.not-read', { account: account.name, cause }));
  }
  const lines = await readLines(client, setUp);
  checkKinds(
    lines,
    {
      match: 33,
      increase: 10,
      decrease: 2,
      orphan: 1,
      new: 2,
      'no-account': 1,
      choice: 2,
      'bills-nothing': 1,
      'not-read': 2,
      unmapped: 4,
    },
    report,
  );
  checkOpen(lines, figures.first, report);
  const totals = await readTotals(client, setUp);
  const { seats } = totals;
  report.step(
    message('tour.control-totals', {
      state: totals.closes ? 'balance' : 'differ',
      seats: seats.counted,
      mapped: seats.mapped,
      internal: seats.internal,
      excluded: seats.excluded,
      unmapped: seats.unmapped,
      units: totals.units.live,
    }),
  );
  report.expect('totals close', totals.closes, true);
  report.expect(
    'seats',
    [seats.counted, seats.mapped, seats.internal, seats.excluded, seats.unmapped].join(' '),
    '1800 1714 12 18 56',
  );
  report.expect('live units', totals.units.live, figures.liveUnits);
  report.expect('held effect per month', heldEffect(lines), figures.first.heldPerMonth);
  report.expect('held lines', lines.filter(({ flags }) => flags.some(isHolding)).length, figures.first.held);
  const summit = lines.find(({ label }) => label.startsWith('Summit'));
  report.expect('Summit asks for its target', summit?.needsTarget, true);
  const answered = await answerIncluded(client, setUp, lines, figures.includedUnits, report);
  checkOpen(answered, figures.explained, report);
  report.expect(
    'held lines',
    answered.filter(({ flags }) => flags.some(isHolding)).length,
    figures.explained.held,
  );
  return { run, lines: await addBillingRules(client, control, setUp, psa, report) };
}

async function secondMonth(
  client: SeatwiseClient,
  control: SandboxControl,
  setUp: SetUp,
  { figures }: TouredPsa,
  first: { readonly run: Run; readonly lines: readonly Line[] },
  report: Report,
): Promise<Run> {
  await control.actTwo();
  await addPeople(control, 'Pinecrest', 4);
  report.step(message('tour.week-passes', { customer: 'Pinecrest' }));
  const started = await client.request('POST', `${setUp.path}/syncs`, { mode: 'full' }, randomUUID());
  SyncStarted.parse(started.body);
  const run = await followRun(client, setUp, first.run.id, report);
  await checkRun(
    client,
    setUp,
    run,
    { state: 'partial', phase: 'active', accounts: 62, counted: 60, failed: 2, vendorCalls: 62 },
    report,
  );
  const lines = await readLines(client, setUp);
  checkKinds(
    lines,
    {
      match: 35,
      increase: 9,
      decrease: 2,
      orphan: 1,
      new: 2,
      'no-account': 1,
      choice: 2,
      'bills-nothing': 1,
      'not-read': 1,
      unmapped: 5,
    },
    report,
  );
  checkOpen(lines, figures.nextWeek, report);
  await whatChanged(client, first.lines, lines, report);
  report.expect('totals close', (await readTotals(client, setUp)).closes, true);
  const notices = await client.list('/notices', NoticeList);
  const unmapped = notices.find(({ code }) => code === 'UnmappedNewAccount');
  report.expect('a notice names the new child', unmapped?.detail.includes('Juniper Street Books'), true);
  return run;
}

/** Every line whose version rose, and for one of them the people behind it. */
async function whatChanged(
  client: SeatwiseClient,
  before: readonly Line[],
  after: readonly Line[],
  report: Report,
): Promise<void> {
  const changed = after.filter(
    (line) => line.version > (before.find(({ id }) => id === line.id)?.version ?? 0),
  );
  report.step(message('tour.changed', { count: changed.length }));
  for (const line of changed) {
    report.note(
      message('tour.changed-line', {
        customer: line.label,
        kind: line.kind,
        seats: String(line.vendorQuantity ?? '–'),
        units: line.psaQuantity ?? '–',
        effect: line.money.effectPerMonth ?? line.money.atRiskPerMonth ?? '–',
      }),
    );
  }
  const fernhill = after.find(({ label }) => label.startsWith('Fernhill'));
  if (fernhill === undefined) throw new Error('no line for Fernhill Veterinary');
  report.expect('Fernhill', figuresOf(fernhill), '23/17 24');
  const detail = await client.read(`/usage-lines/${fernhill.id}`, UsageLineDetail);
  report.note(
    message('tour.added', {
      customer: 'Fernhill',
      people: detail.seatChanges.came.map(({ name }) => name ?? '–'),
    }),
  );

  const pinecrest = after.find(({ label }) => label.startsWith('Pinecrest'));
  report.expect('Pinecrest', pinecrest === undefined ? '' : figuresOf(pinecrest), '51/10 20');
  sayEquation(after, 'Pinecrest', report);
}

async function figures(
  client: SeatwiseClient,
  runs: readonly Run[],
  report: Report,
  began: number,
): Promise<void> {
  report.step(message('tour.figures'));
  for (const run of runs) {
    const seconds =
      run.startedAt !== null && run.endedAt !== null
        ? (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000
        : null;
    const events = await runHistory(client, run);
    report.note(
      message('tour.sync', {
        trigger: run.trigger,
        accounts: String(run.totals.accountsListed ?? '?'),
        seats: String(run.totals.seatsCounted ?? '?'),
        calls: callsOf(run.calls),
        events: String(events ?? '–'),
        seconds: seconds?.toFixed(1) ?? '?',
      }),
    );
    // architecture.md 14: at most 70 events at 60 accounts.
    if (events !== null) report.expect('Temporal events within 70', events <= 70, true);
  }
  report.note(
    message('tour.whole', {
      seconds: ((performance.now() - began) / 1000).toFixed(1),
      figures: report.checked,
    }),
  );
}

const figuresOf = ({ vendorQuantity, psaQuantity, money: { effectPerMonth } }: Line): string =>
  `${vendorQuantity ?? ''}/${psaQuantity ?? ''} ${effectPerMonth ?? ''}`;
