import { sql } from 'kysely';
import { growAround } from '../../test/environment/grown-world.ts';
import type { Connected } from '../../test/product/lifecycle.ts';
import type { Processes } from '../../test/product/processes.ts';
import { median, note, percentile, rounded } from '../report.ts';
import { changeableLines, holds, mappingDecisions, mayGoOn } from './decisions.ts';
import { effort } from './effort.ts';
import { readBy } from './readers.ts';
import { type Written, writtenBy } from './rows-and-wal.ts';
import { linesPerMinute, oneAfterAnother } from './writes.ts';

/** What is measured at one size of an installation, ms. */
export interface Figures {
  readonly accounts: number;
  readonly hold: readonly number[];
  readonly mapping: readonly number[];
  readonly approval: readonly number[];
  /** Of one hold. */
  readonly written: Written;
  readonly writesPerMinute: number;
  /** Answers of the usage list by how many read at once. */
  readonly list: ReadonlyMap<number, readonly number[]>;
  /** Holds beside the most readers. */
  readonly holdBeside: readonly number[];
}

/** How vendors answer while lines are written. */
export const vendorsAnswerAfterMs = 50;
const confirmedInThePast = 1_000;
const daysOfRuns = 30;
const readersAtOnce = [10, 50] as const;

/** Grows the integration to so many accounts, with what belongs to an MSP of that size (facts: domain, typical sizes). */
export async function growTo(product: Processes, { id }: Connected, accounts: number): Promise<void> {
  const { db, tenantId } = product;
  const { rows } = await sql<{ accounts: number; agreements: number; written: number }>`
    select (select count(*)::int from vendor_account where kind = 'child') as accounts,
      (select count(*)::int from psa_agreement) as agreements,
      (select count(*)::int from approval_line where state = 'confirmed') as written`.execute(db);
  const present = rows[0] ?? { accounts: 0, agreements: 0, written: 0 };
  const agreements = accounts + Math.min(1_600, accounts * 4);
  await growAround(
    db,
    { tenantId, integrationId: id },
    {
      customers: accounts - present.accounts,
      agreements: Math.max(0, agreements - present.agreements - (accounts - present.accounts)),
      lines: Math.min(11_600, accounts * 29),
      written: Math.max(0, confirmedInThePast - present.written),
      days: daysOfRuns,
    },
  );
  await sql`vacuum analyze`.execute(db);
}

export async function measured(
  product: Processes,
  integration: Connected,
  accounts: number,
): Promise<Figures> {
  // Mapping otherwise and writing move lines on, so they are seen anew each time.
  const held = async (times: number): Promise<number[]> =>
    holds(product, await changeableLines(product.db, integration), times);
  await product.control.latency(0);
  await mappingDecisions(product, integration, 3);
  await held(5);
  const hold = await held(effort.decisions);
  const mapping = await mappingDecisions(product, integration, effort.decisions / 2);
  const approval = await approvals(product, integration);
  let decided = 0;
  const several = await writtenBy(product.db, async () => {
    // A hold is taken back by a decision that writes the same rows.
    decided = 2 * (await held(effort.holds)).length;
  });
  const writesPerMinute = await rateOfWriting(product, integration);
  const list = new Map<number, readonly number[]>();
  const holdBeside: number[] = [];
  list.set(1, (await readBy(product, 1, effort.readingMs / 2)).ms);
  for (const readers of readersAtOnce) {
    const isMost = readers === Math.max(...readersAtOnce);
    const reading = await readBy(product, readers, effort.readingMs, async () => {
      if (isMost) holdBeside.push(...(await held(effort.decisions / 2)));
    });
    list.set(readers, reading.ms);
  }
  const figures: Figures = {
    accounts, hold, mapping, approval, writesPerMinute, list, holdBeside, written: each(several, decided),
  }; // prettier-ignore
  tell(figures);
  return figures;
}

const each = ({ rows, walBytes, byTable }: Written, times: number): Written => ({
  rows: rows / times,
  walBytes: walBytes / times,
  byTable: byTable.map(([table, count]) => [table, count / times]),
});

async function approvals(product: Processes, integration: Connected): Promise<number[]> {
  const ms: number[] = [];
  while (ms.length < effort.decisions && mayGoOn(ms))
    ms.push(...(await oneAfterAnother(product, await changeableLines(product.db, integration))));
  return ms;
}

/** Two approvals at once, each with half of the lines, again and again. */
async function rateOfWriting(product: Processes, integration: Connected): Promise<number> {
  await product.control.latency(vendorsAnswerAfterMs);
  const rates: number[] = [];
  for (let round = 0; round < effort.rounds; round += 1) {
    const began = performance.now();
    const lines = await changeableLines(product.db, integration);
    const halves = [lines.filter((_, nth) => nth % 2 === 0), lines.filter((_, nth) => nth % 2 === 1)];
    rates.push(await linesPerMinute(product, halves));
    if (performance.now() - began > effort.mostMs) break;
  }
  await product.control.latency(0);
  return median(rates);
}

function tell({
  accounts,
  hold,
  mapping,
  approval,
  written,
  writesPerMinute,
  list,
  holdBeside,
}: Figures): void {
  const shown = (values: readonly number[]): string =>
    `${rounded(median(values))}/${rounded(percentile(values, 0.95))}`;
  note(
    `${accounts} accounts (median/p95 ms): hold ${shown(hold)}, mapping ${shown(mapping)}, approval ${shown(approval)};` +
      ` a hold writes ${rounded(written.rows)} rows, ${rounded(written.walBytes / 1_000)} kB of WAL` +
      ` (${written.byTable
        .slice(0, 6)
        .map(([table, rows]) => `${table} ${rounded(rows)}`)
        .join(', ')});` +
      ` ${rounded(writesPerMinute)} writes a minute; list under ${[...list].map(([readers, ms]) => `${readers}: ${shown(ms)} (${ms.length})`).join(', ')};` +
      ` a hold beside them ${shown(holdBeside)}`,
  );
}
