import { sql } from 'kysely';
import { growAround } from '../../../test/environment/grown-scenario.ts';
import type { Connected } from '../../../test/product/lifecycle.ts';
import type { Processes } from '../../../test/product/processes.ts';
import { median, note, percentile, rounded } from '../report.ts';
import { changeableLines, holding, inTurn, mapping, repeated, type Step } from './decisions.ts';
import { effort } from './effort.ts';
import { readBy } from './readers.ts';
import { type Written, writtenBy } from './rows-and-wal.ts';
import { approving, linesPerMinute } from './writes.ts';

/** A scenario with its integration. */
export interface InUse {
  readonly product: Processes;
  readonly integration: Connected;
}

/** ms here, and in the small scenario in turn with it. */
export interface Paired {
  readonly here: readonly number[];
  readonly small: readonly number[];
}

/** What is measured at one size of an installation. */
export interface Figures {
  readonly accounts: number;
  readonly hold: Paired;
  readonly mapping: Paired;
  readonly approval: Paired;
  /** Of one hold. */
  readonly written: Written;
  /** Lines written a minute. */
  readonly rate: Paired;
  /** Answers of the usage list by how many read at once, ms. */
  readonly list: ReadonlyMap<number, readonly number[]>;
  /** Holds beside the most readers, ms. */
  readonly holdBeside: readonly number[];
}

/** How vendors answer while lines are written. */
export const vendorsAnswerAfterMs = 50;
const confirmedInThePast = 1_000;
const daysOfRuns = 30;
const readersAtOnce = [10, 50] as const;

/** Grows the integration to so many accounts, with what belongs to an MSP of that size (architecture.md 14). */
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

/** @param small a young scenario that stays small, measured in turn */
export async function measured(grown: InUse, small: InUse, accounts: number): Promise<Figures> {
  const { product, integration } = grown;
  const paired = async (stepOf: (scenario: InUse) => Promise<Step>): Promise<Paired> => {
    const [one, other] = [await stepOf(grown), await stepOf(small)];
    await inTurn(one, other, 3);
    const [here, there] = await inTurn(one, other, effort.decisions);
    return { here, small: there };
  };
  // Mapping otherwise and writing move lines on, so they are read again.
  const hold = async (scenario: InUse): Promise<Step> =>
    holding(scenario.product, await changeableLines(scenario.product.db, scenario.integration));
  const figures = {
    accounts,
    hold: await paired(hold),
    mapping: await paired((scenario) => mapping(scenario.product, scenario.integration)),
    approval: await paired((scenario) => Promise.resolve(approving(scenario.product, scenario.integration))),
  };
  let decided = 0;
  const held = await hold(grown);
  const several = await writtenBy(product.db, async () => {
    // A hold is taken back by a decision that writes the same rows.
    decided = 2 * (await repeated(held, effort.holds)).length;
  });
  const rate = await ratesOfWriting(grown, small);
  const list = new Map<number, readonly number[]>();
  const holdBeside: number[] = [];
  list.set(1, (await readBy(product, 1, effort.readingMs / 2)).ms);
  for (const readers of readersAtOnce) {
    const isMost = readers === Math.max(...readersAtOnce);
    const beside = holding(product, await changeableLines(product.db, integration));
    const reading = await readBy(product, readers, effort.readingMs, async () => {
      if (isMost) holdBeside.push(...(await repeated(beside, effort.decisions / 2)));
    });
    list.set(readers, reading.ms);
  }
  const all: Figures = { ...figures, rate, list, holdBeside, written: each(several, decided) };
  tell(all);
  return all;
}

const each = ({ rows, walBytes, byTable }: Written, times: number): Written => ({
  rows: rows / times,
  walBytes: walBytes / times,
  byTable: byTable.map(([table, count]) => [table, count / times]),
});

/** Two approvals at once, each with half of the lines, again and again. */
async function ratesOfWriting(grown: InUse, small: InUse): Promise<Paired> {
  const round =
    ({ product, integration }: InUse) =>
    async (): Promise<number> => {
      const lines = await changeableLines(product.db, integration);
      const halves = [lines.filter((_, nth) => nth % 2 === 0), lines.filter((_, nth) => nth % 2 === 1)];
      return linesPerMinute(product, halves);
    };
  const latency = (ms: number) =>
    Promise.all([grown, small].map(({ product }) => product.control.latency(ms)));
  await latency(vendorsAnswerAfterMs);
  const [here, there]: [number[], number[]] = [[], []];
  for (let nth = 0; nth < effort.rounds; nth += 1) {
    here.push(await round(grown)());
    there.push(await round(small)());
  }
  await latency(0);
  return { here, small: there };
}

function tell({ accounts, written, list, holdBeside, rate, ...kinds }: Figures): void {
  const shown = (values: readonly number[]): string =>
    `${rounded(median(values))}/${rounded(percentile(values, 0.95))}`;
  const pair = (what: 'hold' | 'mapping' | 'approval'): string =>
    `${what} ${shown(kinds[what].here)} (small ${shown(kinds[what].small)})`;
  note(
    `${accounts} accounts, ms, median/p95: ${pair('hold')}, ${pair('mapping')}, ${pair('approval')};` +
      ` a hold writes ${rounded(written.rows)} rows, ${rounded(written.walBytes / 1_000)} kB of WAL` +
      ` (${written.byTable
        .slice(0, 6)
        .map(([table, rows]) => `${table} ${rounded(rows)}`)
        .join(', ')});` +
      ` ${rounded(median(rate.here))} writes a minute (small ${rounded(median(rate.small))});` +
      ` list under ${[...list].map(([readers, ms]) => `${readers}: ${shown(ms)} (${ms.length})`).join(', ')};` +
      ` a hold beside them ${shown(holdBeside)}`,
  );
}
