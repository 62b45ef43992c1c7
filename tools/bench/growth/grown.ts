import { growAround } from '../../../test/environment/grown-scenario.ts';
import { syncScheduleId } from '../../../contracts/temporal/names.ts';
import { waitFor } from '../../../embedded/tour/seatwise-client.ts';
import type { RequestEntry } from '../../../sandbox/request-log.ts';
import type { Connected } from '../../../test/product/lifecycle.ts';
import type { Processes } from '../../../test/product/processes.ts';
import { median, note, percentile, rounded } from '../report.ts';
import { type Calls, callsByFormula, callsOf, psaCallsByKind } from './calls.ts';
import { approve, changeableLines, repeated } from './decisions.ts';
import { effort } from './effort.ts';
import { type Hold, locksDuring, timeByStatement } from './lock-times.ts';
import { bytesKept, type Written, writtenBy } from './rows-and-wal.ts';
import { vendorsAnswerAfterMs } from './sizes.ts';
import { approving, confirmed, requestLogLength, readingToPatch } from './writes.ts';

/** `grown` (docs/testing.md): what stands in the sandbox beside what only rows know. */
export const grownAround = { agreements: 800, written: 5_000, days: 730 } as const;

export interface UnchangedSync {
  readonly bytesKept: number;
  readonly written: Written;
  readonly seconds: number;
  readonly calls: Calls;
  readonly byFormula: Calls;
  readonly psaByKind: readonly (readonly [string, number])[];
}

/** The daily run, as the schedule starts it, over vendors in which nothing changed since the run before. */
export async function unchangedSync(product: Processes, integration: Connected): Promise<UnchangedSync> {
  // The first run of the schedule keeps what no run before it knew.
  await dailyRun(product, integration);
  const before = await bytesKept(product.db);
  const mark = await requestLogLength(product);
  let seconds = 0;
  const written = await writtenBy(product.db, async () => {
    seconds = await dailyRun(product, integration);
  });
  const requests = (await product.control.requestLog(mark)).filter(
    (entry): entry is RequestEntry => entry.kind === 'request',
  );
  return {
    bytesKept: (await bytesKept(product.db)) - before,
    written,
    seconds,
    calls: callsOf(requests),
    byFormula: await callsByFormula(product.db),
    psaByKind: psaCallsByKind(requests),
  };
}

/** Seconds of a run that the schedule started. */
async function dailyRun({ db, temporal }: Processes, { id }: Connected): Promise<number> {
  const newest = () =>
    db
      .selectFrom('syncRun')
      .select(['id', 'state', 'startedAt', 'endedAt'])
      .where('integrationId', '=', id)
      .orderBy('queuedAt', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
  const before = await newest();
  await temporal.schedule.getHandle(syncScheduleId(id)).trigger();
  const run = await waitFor('the end of the daily run', 300_000, async () => {
    const present = await newest();
    return present.id === before.id || present.endedAt === null ? null : present;
  });
  if (run.state !== 'succeeded') throw new Error(`the daily run ended ${run.state}`);
  return (Number(run.endedAt) - Number(run.startedAt)) / 1_000;
}

export const letGrow = async (product: Processes, { id }: Connected): Promise<void> =>
  growAround(product.db, { tenantId: product.tenantId, integrationId: id }, grownAround);

export interface WritingFigures {
  /** ms from the last reading to the PATCH, one line after the other and 25 approvals at once. */
  readonly single: readonly number[];
  readonly crowd: readonly number[];
  /** Seconds until 500 lines of 20 approvals were written. */
  readonly manySeconds: number;
  /** Transactions that held the integration's row, one approval after the other and 25 at once. */
  readonly locks: { readonly single: readonly Hold[]; readonly crowd: readonly Hold[] };
}

const crowd = 25;
const many = { approvals: 20, lines: 25 } as const;

export async function writing(product: Processes, integration: Connected): Promise<WritingFigures> {
  const open = () => changeableLines(product.db, integration);
  await product.control.latency(vendorsAnswerAfterMs);
  const one = approving(product, integration);
  await repeated(one, 5);
  const single = await patchesOf(product, async () => {
    await repeated(one, effort.singles);
  });
  const lockedSingly = await locksDuring(product.db, () => repeated(one, effort.singles / 2));
  const approveTogether = async (): Promise<void> => {
    const lines = (await open()).slice(0, crowd);
    await confirmed(product, await Promise.all(lines.map((line) => approve(product, [line]))));
  };
  // Every connection has made its plans by then, as after a morning's work.
  await approveTogether();
  await approveTogether();
  const crowds: number[] = [];
  const lockedTogether: Hold[] = [];
  for (let nth = 0; nth < effort.crowds; nth += 1)
    crowds.push(
      ...(await patchesOf(product, async () => {
        lockedTogether.push(...(await locksDuring(product.db, approveTogether)));
      })),
    );
  const manySeconds = await writeMany(product, integration);
  await product.control.latency(0);
  const locks = { single: lockedSingly, crowd: lockedTogether };
  const figures = { single, crowd: crowds, manySeconds, locks };
  tell(figures);
  return figures;
}

async function patchesOf(product: Processes, work: () => Promise<void>): Promise<readonly number[]> {
  const mark = await requestLogLength(product);
  await work();
  return readingToPatch(product, mark);
}

/** Twenty approvals of 25 lines. Where the PSA has fewer lines, those that were written come round again. */
async function writeMany(product: Processes, integration: Connected): Promise<number> {
  const began = performance.now();
  const made: { readonly approvalId: string }[] = [];
  while (made.length < many.approvals) {
    const lines = await changeableLines(product.db, integration);
    const wave: { readonly approvalId: string }[] = [];
    for (let from = 0; from + many.lines <= lines.length && made.length + wave.length < many.approvals;)
      wave.push(await approve(product, lines.slice(from, (from += many.lines))));
    if (wave.length === 0) throw new Error(`only ${lines.length} lines can be changed`);
    await confirmed(product, wave, 900_000);
    made.push(...wave);
  }
  return (performance.now() - began) / 1_000;
}

function tell({ single, crowd: crowded, locks }: WritingFigures): void {
  const shown = (values: readonly number[]): string =>
    `${rounded(median(values))}/${rounded(percentile(values, 0.95))} (${values.length})`;
  note(
    `reading → PATCH, ms, median/p95: one after another ${shown(single)}, ${crowd} at once ${shown(crowded)};` +
      ` integration's row locked: one after another ${shown(locks.single.map(({ ms }) => ms))}, ${crowd} at once` +
      ` ${shown(locks.crowd.map(({ ms }) => ms))}`,
  );
  for (const application of new Set(locks.crowd.map((hold) => hold.application))) {
    const holds = locks.crowd.filter((hold) => hold.application === application);
    const statements = median(holds.map((hold) => hold.statements.length));
    note(`  locked by ${application}: ${shown(holds.map(({ ms }) => ms))}, ${statements} statements`);
  }
  for (const [words, ms] of timeByStatement(locks.crowd).slice(0, 8))
    note(`  while locked, ${rounded(ms / Math.max(1, locks.crowd.length))} ms of each: ${words}`);
}
