import { consoleFigures } from '../../messages/generated/console-figures.ts';
import { unzipSync } from 'fflate';
import { sql } from 'kysely';
import request from 'supertest';
import type { MonthNow } from '../../contracts/api/month.ts';
import type { ListFigures, MonthFiguresList } from '../../contracts/api/month-figures.ts';
import type { Database } from '../../db/model/database.ts';
import type { RuleTerms } from '../../domain/billing-rules/billing-rule.ts';
import { decimal, decimalText } from '../../domain/quantity.ts';
import type { z } from 'zod';
import type { ApiUnderTest } from './api-under-test.ts';
import { csvRows } from './csv-rows.ts';

export type Month = z.output<typeof MonthNow>;

export interface ListedLine {
  readonly id: string;
  readonly label: string;
  readonly company: { readonly id: string } | null;
  readonly kind: string;
  readonly vendorQuantity: number | null;
  readonly billableUnits: number | null;
  readonly rule: { readonly applied: { readonly terms: RuleTerms; readonly equation: string } | null } | null;
  readonly psaQuantity: string | null;
  readonly variance: string | null;
  readonly decision: string;
  readonly need: string | null;
  readonly version: number;
  readonly flags: readonly { readonly flag: string }[];
  readonly billingTarget: { readonly kind: string; readonly untilThen?: string | null } | null;
  readonly notRead: unknown;
  readonly measure: Measure | null;
  readonly money: {
    readonly currency: string;
    readonly effectPerMonth: string | null;
    readonly atRiskPerMonth: string | null;
    readonly billedPerMonth?: string | null;
  };
}

export type Measures = Required<Month['measures']>;
export type Measure = keyof Measures;
export type Total = Month['done']['recovered'];

/** A row of money, as it is stored. */
export interface Amount {
  /** Null: the tenant's own. */
  readonly currency: string | null;
  readonly amount: string | null;
}

/** A change of the ledger. Its amounts are a month's, unless they say otherwise. */
export interface StoredChange extends Amount {
  readonly state: string;
  /** Created, ended, or taken back. */
  readonly ofLine: boolean;
  readonly upward: boolean;
  readonly made: boolean;
  readonly label: string;
  readonly companyId: string;
  readonly invoice: string;
  readonly before: string;
  readonly after: string;
  readonly unitPrice: string | null;
  readonly lessIncluded: string | null;
  readonly perInvoice: string | null;
}

export const sumOf = (amounts: readonly (string | null)[]): string =>
  decimalText(amounts.reduce((all, one) => (one === null ? all : all.plus(one)), decimal(0)));

/** Independent implementation of RULES 12: known amounts by currency, unknown ones counted. */
export function totalOf(some: readonly Amount[]): Total {
  const known = some.filter(({ amount }) => amount !== null);
  const sumIn = (code: string | null) =>
    sumOf(known.filter(({ currency }) => currency === code).map(({ amount }) => amount));
  const foreign = [...new Set(known.flatMap(({ currency }) => currency ?? []))];
  return {
    lines: some.length,
    perMonth: sumIn(null),
    ...(foreign.length === 0
      ? {}
      : { others: Object.fromEntries(foreign.map((code) => [code, sumIn(code)])) }),
    unknown: some.length - known.length,
  };
}

/** The changes of a month from the ledger, row by row, without the product's queries. */
export async function storedChanges(
  db: Database,
  tenantId: string,
  month: string,
): Promise<readonly StoredChange[]> {
  const { rows } = await sql<StoredChange>`
    select nullif(l.currency, t.currency) as currency, l.effect_per_month::text as amount, l.state, l.label, l.company_id,
      coalesce(l.landed_invoice_date, l.invoice_date)::text as invoice, l.before::text, l.after::text,
      l.snapshot #>> '{line,unitPrice}' as unit_price, l.snapshot #>> '{line,lessIncluded}' as less_included,
      l.effect_per_invoice::text as per_invoice,
      case l.decision when 'revert' then l.after < l.before else l.after > l.before end as upward,
      l.change in ('create-line', 'end-line', 'reopen-line') as of_line,
      l.state = 'confirmed' and to_char(l.finished_at at time zone coalesce(t.billing_time_zone, t.time_zone), 'YYYY-MM')
        = ${month} as made
    from approval_line l join tenant t on t.id = l.tenant_id
    where l.tenant_id = ${tenantId} and l.decision <> 'prove' and (l.state <> 'conflict' or l.resolved_at is null)`.execute(
    db,
  );
  return rows;
}

/** What came of some changes. */
export function resultsOf(rows: readonly StoredChange[]): Month['done'] {
  const waits = rows.filter(({ state }) => ['queued', 'sending', 'unknown'].includes(state));
  const of = (some: readonly StoredChange[], up: boolean) =>
    totalOf(some.filter(({ upward }) => upward === up));
  const made = rows.filter((row) => row.made);
  const net = totalOf(made);
  return {
    recovered: of(made, true),
    created: of(
      made.filter(({ ofLine }) => ofLine),
      true,
    ),
    credited: of(made, false),
    ended: of(
      made.filter(({ ofLine }) => ofLine),
      false,
    ),
    net: net.perMonth,
    ...(net.others === undefined ? {} : { netOthers: net.others }),
    waiting: { up: of(waits, true), down: of(waits, false) },
    conflicts: rows.filter(({ state }) => state === 'conflict').length,
  };
}

/** The text of a table file, whether it is one table or an archive of several. */
const textOf = (file: Buffer): string =>
  file.subarray(0, 2).toString() === 'PK'
    ? Object.values(unzipSync(file))
        .map((one) => Buffer.from(one).toString())
        .join('\r\n')
    : file.toString();

/** Compares every place besides `/month` that shows a figure of the running month with the stored rows. */
export async function figuresAgree(
  api: ApiUnderTest,
  integrationId: string,
  { month, lines, measures }: { month: Month; lines: readonly ListedLine[]; measures: Measures },
): Promise<void> {
  const at = (path: string) => request(api.app).get(`/api/v1${path}`).set('Cookie', api.cookies.viewer);
  const get = async <T>(path: string): Promise<T> => (await at(path).expect(200)).body as T;
  const ofIntegration = `/integrations/${integrationId}`;

  const changes = resultsOf(await storedChanges(api.db, api.tenantId, month.month));
  expect(month.done).toEqual(changes);
  expect([measures.waitingUp, measures.waitingDown]).toEqual([changes.waiting.up, changes.waiting.down]);

  const months = await get<z.output<typeof MonthFiguresList>>(`${ofIntegration}/month-figures`);
  const { recovered, created, credited, ended, net } = changes;
  const running = months.items.find((item) => item.month === month.month)!;
  // Closed while it runs, it shows what was frozen.
  if (running.state === 'open')
    expect(running).toMatchObject({
      recovered,
      created,
      credited,
      ended,
      net,
      notBilled: measures.notBilled,
      openLines: month.lines.open,
    });

  const foreign = ({ currency }: { currency: string }) => (currency === month.currency ? null : currency);
  const lists = await get<z.output<typeof ListFigures>>(`${ofIntegration}/list-figures`);
  const { items } = await get<{
    items: readonly { advised: boolean; currency: string; perMonth: string | null }[];
  }>(`${ofIntegration}/not-billed-yet`);
  const listed = (advised: boolean) =>
    totalOf(
      items
        .filter((item) => item.advised === advised)
        .map((item) => ({ currency: foreign(item), amount: item.perMonth })),
    );
  expect([lists.linesToAdd, lists.linesToCheck]).toEqual([listed(true), listed(false)]);
  const fresh = lines.filter(({ need }) => need === 'new');
  expect(lists.linesToAdd.lines + lists.linesToCheck.lines).toBe(fresh.length);

  const until = lines.flatMap(({ measure, billingTarget, money }) =>
    measure === 'underBilled' && billingTarget?.untilThen != null
      ? [{ currency: foreign(money), amount: billingTarget.untilThen }]
      : [],
  );
  const { unknown: _, perMonth: amount, ...restUntil } = totalOf(until);
  expect(month.notBilledUntilEffective).toEqual({ ...restUntil, amount });

  // Files have the amounts of the same rows, and the report of the month its figures by name.
  const rows = csvRows((await at('/usage-lines.csv').expect(200)).text);
  const column = (name: string) => rows[0]!.indexOf(name);
  const cells = (name: string) => rows.slice(1).map((row) => row[column(name)]!);
  expect(cells('Effect per month').toSorted()).toEqual(
    lines.map(({ money }) => money.effectPerMonth ?? '').toSorted(),
  );
  expect(cells('Not billed per month').toSorted()).toEqual(
    lines.map(({ money }) => money.atRiskPerMonth ?? '').toSorted(),
  );
  const file = await at(`${ofIntegration}/running-month.csv`)
    .buffer(true)
    .parse((answer, done) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => done(null, Buffer.concat(parts)));
    })
    .expect(200);
  const table = csvRows(textOf(file.body as Buffer));
  const named = {
    ...measures,
    recovered,
    created,
    credited,
    ended,
    waitingUp: changes.waiting.up,
    waitingDown: changes.waiting.down,
  };
  for (const figure of Object.keys(named) as (keyof typeof named)[]) {
    const words = consoleFigures.texts[`console-figures.name.${figure}`];
    const its = table.filter(([name]) => name?.replace(/^\s*of which: /u, '') === words);
    const shown = new Set(
      its.flatMap((row) =>
        row
          .slice(1)
          .filter((cell) => cell !== '')
          .map(Number),
      ),
    );
    if (its.length > 0) expect([figure, shown.has(Number(named[figure].perMonth))]).toEqual([figure, true]);
    else expect(figure).toBe('billedTwice');
  }
}
