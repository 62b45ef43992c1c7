import request from 'supertest';
import type { z } from 'zod';
import type { MonthNow } from '../../contracts/api/month.ts';
import { decimal, decimalText } from '../../domain/quantity.ts';
import { holdingFlags } from '../../domain/usage/line-flags.ts';
import type { ApiUnderTest } from './api-under-test.ts';

export type Month = z.output<typeof MonthNow>;

export interface ListedLine {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  readonly decision: string;
  readonly need: string | null;
  readonly version: number;
  readonly flags: readonly { readonly flag: string }[];
  readonly lands: { readonly kind: string } | null;
  readonly money: { readonly effectPerMonth: string | null; readonly atRiskPerMonth: string | null };
}

interface Totals {
  readonly closes: boolean;
  readonly increases: { readonly perMonth: string };
  readonly decreases: { readonly perMonth: string };
  readonly held: { readonly perMonth: string };
  readonly atRisk: Readonly<Record<'unmapped' | 'new' | 'bills-nothing', { readonly perMonth: string }>>;
  readonly notRead: { readonly accounts: readonly unknown[] };
}

export const sumOf = (amounts: readonly (string | null)[]): string =>
  decimalText(amounts.reduce((all, one) => (one === null ? all : all.plus(one)), decimal(0)));
const effects = (lines: readonly ListedLine[]): string =>
  sumOf(lines.map(({ money }) => money.effectPerMonth));
const risks = (lines: readonly ListedLine[]): string => sumOf(lines.map(({ money }) => money.atRiskPerMonth));
const isHeld = ({ flags }: ListedLine): boolean => flags.some(({ flag }) => holdingFlags.has(flag));
const ofKind =
  (...kinds: readonly string[]) =>
  ({ kind }: ListedLine): boolean =>
    kinds.includes(kind);

interface Report {
  readonly figures: {
    readonly open: {
      readonly byKind: readonly {
        readonly kind: string;
        readonly lines: number;
        readonly held: number;
        readonly effect: Sum;
        readonly atRisk: Sum;
      }[];
      readonly effect: Sum;
      readonly atRisk: Sum;
    };
    readonly notRead: { readonly accounts: number };
  };
}

interface Sum {
  readonly perMonth: string;
  readonly unknown: number;
}

/** Each figure that the month and the report of the running month both say. */
function agreesWithReport(shown: Month, { open, notRead }: Report['figures']): void {
  const of = (...kinds: readonly string[]) => {
    const some = open.byKind.filter(({ kind }) => kinds.includes(kind));
    const count = (what: (one: (typeof some)[number]) => number): number =>
      some.reduce((sum, one) => sum + what(one), 0);
    return {
      lines: count(({ lines }) => lines),
      held: count(({ held }) => held),
      effect: {
        perMonth: sumOf(some.map(({ effect }) => effect.perMonth)),
        unknown: count(({ effect }) => effect.unknown),
      },
    };
  };
  for (const [tile, its] of [
    [shown.underBilled, of('increase')],
    [shown.overBilled, of('decrease', 'orphan')],
  ] as const)
    expect(tile).toEqual({ lines: its.lines, held: its.held, ...its.effect });
  const { perMonth, unknown } = open.atRisk;
  expect(shown.notBilled).toMatchObject({
    lines: of('unmapped', 'new', 'bills-nothing').lines,
    perMonth,
    unknown,
  });
  expect(open.effect).toMatchObject({
    perMonth: sumOf([shown.underBilled.perMonth, shown.overBilled.perMonth]),
    unknown: shown.underBilled.unknown + shown.overBilled.unknown,
  });
  expect(shown.notKnown.accounts + shown.notKnown.aside).toBe(notRead.accounts);
}

/** What the API says of the running month, and whether all that it says is one. */
export interface MonthUnderTest {
  month(): Promise<Month>;
  /** Every line of the usage list. */
  lines(): Promise<readonly ListedLine[]>;
  /** Every figure against lists, file, counts, cards and control totals, each reckoned anew from what they show. */
  agrees(): Promise<Month>;
}

/** The month of a tenant that has this integration alone. */
export function monthUnderTest(api: ApiUnderTest, integrationId: string): MonthUnderTest {
  const get = async (path: string) =>
    (await request(api.app).get(`/api/v1${path}`).set('Cookie', api.cookies.viewer).expect(200))
      .body as Record<string, unknown>;
  const month = async () => (await get('/month')) as unknown as Month;
  const total = async (path: string) => (await get(`${path}&limit=1`))['total'] as number;
  /** Page after page. */
  async function wholeList(): Promise<{
    readonly all: readonly ListedLine[];
    readonly dataVersion: unknown;
  }> {
    const all: ListedLine[] = [];
    for (let cursor = ''; ;) {
      const page = await get(`/usage-lines?limit=500${cursor}`);
      all.push(...(page['items'] as readonly ListedLine[]));
      const next = page['nextCursor'] as string | null;
      if (next === null) return { all, dataVersion: page['dataVersion'] };
      cursor = `&cursor=${encodeURIComponent(next)}`;
    }
  }
  const lines = async () => (await wholeList()).all;
  const linesOfFile = async (query: string): Promise<number> => {
    const file = await request(api.app)
      .get(`/api/v1/usage-lines.csv?${query}`)
      .set('Cookie', api.cookies.viewer)
      .expect(200);
    return file.text.trim().split('\r\n').length - 1;
  };

  async function agrees(): Promise<Month> {
    const shown = await month();
    const { all, dataVersion } = await wholeList();
    expect(shown.dataVersion).toBe(dataVersion);
    const open = all.filter(({ need }) => need !== null);
    const free = open.filter((line) => !isHeld(line));

    expect(shown.lines).toEqual({
      total: all.length,
      open: await total('/usage-lines?toDecide=true'),
      inStep: all.filter(
        ({ need, kind, decision }) => need === null && kind === 'match' && decision === 'open',
      ).length,
      waiting: all.filter(({ decision }) => decision === 'approved').length,
      dismissed: all.filter(({ need, decision }) => need === null && decision === 'dismissed').length,
    });
    const { open: ofThem, inStep, waiting, dismissed } = shown.lines;
    expect(ofThem + inStep + waiting + dismissed).toBe(shown.lines.total);

    const counted = (await get('/usage-line-counts'))['need'] as {
      readonly value: string;
      readonly lines: number;
      readonly perMonth: string | null;
    }[];
    expect(shown.rows.map(({ need, lines: count }) => ({ value: need, lines: count }))).toEqual(
      counted.map(({ value, lines: count }) => ({ value, lines: count })),
    );
    expect(counted.map(({ perMonth }) => decimalText(decimal(perMonth ?? '0')))).toEqual(
      shown.rows.map(({ effectPerMonth, atRiskPerMonth }) =>
        decimalText(decimal(effectPerMonth ?? '0').plus(atRiskPerMonth ?? '0')),
      ),
    );
    expect(shown.rows.reduce((sum, { lines: count }) => sum + count, 0)).toBe(shown.lines.open);
    for (const row of shown.rows) {
      const its = open.filter(({ need }) => need === row.need);
      expect(await total(`/usage-lines?need=${row.need}`)).toBe(row.lines);
      expect(await linesOfFile(`need=${row.need}`)).toBe(row.lines);
      expect([row.need, row.effectPerMonth ?? '0', row.atRiskPerMonth ?? '0']).toEqual([
        row.need,
        effects(its),
        risks(its),
      ]);
      const named = new Set(its.map(({ id }) => id));
      expect(row.first.every(({ usageLineId }) => named.has(usageLineId))).toBe(true);
      if (row.invoices.length > 0)
        expect(row.invoices.reduce((sum, invoice) => sum + invoice.lines, 0)).toBe(row.lines);
    }

    const tile = (...kinds: readonly string[]) => {
      const its = open.filter(ofKind(...kinds));
      return {
        lines: its.length,
        held: its.filter(isHeld).length,
        perMonth: effects(its.filter((line) => !isHeld(line))),
      };
    };
    expect(shown.underBilled).toMatchObject(tile('increase'));
    expect(shown.overBilled).toMatchObject(tile('decrease', 'orphan'));
    const notBilled = open.filter(ofKind('unmapped', 'new', 'bills-nothing'));
    expect(shown.notBilled).toMatchObject({ lines: notBilled.length, perMonth: risks(notBilled) });

    const [card] = (await get('/integrations'))['items'] as { openLines: number; effectPerMonth: string }[];
    expect(card!.openLines).toBe(shown.lines.open);
    expect(card!.effectPerMonth).toBe(effects(free));
    expect(sumOf([shown.underBilled.perMonth, shown.overBilled.perMonth])).toBe(effects(free));

    const [{ totals }] = (await get('/control-totals'))['items'] as [{ totals: Totals }];
    expect(totals.closes).toBe(true);
    // What somebody dismissed differs still, and is open no more.
    const dismissedLines = all.filter(({ need, decision }) => need === null && decision === 'dismissed');
    const without = (sums: string, ...kinds: readonly string[]) =>
      sumOf([sums, `-${effects(dismissedLines.filter((line) => !isHeld(line) && ofKind(...kinds)(line)))}`]);
    expect(shown.underBilled.perMonth).toBe(without(totals.increases.perMonth, 'increase'));
    expect(effects(free.filter(ofKind('decrease')))).toBe(without(totals.decreases.perMonth, 'decrease'));
    expect(
      effects(open.filter((line) => isHeld(line) && ofKind('increase', 'decrease', 'orphan')(line))),
    ).toBe(totals.held.perMonth);
    expect(shown.notBilled.perMonth).toBe(
      sumOf([...Object.values(totals.atRisk).map(({ perMonth }) => perMonth), `-${risks(dismissedLines)}`]),
    );
    expect(shown.notKnown.accounts + shown.notKnown.aside).toBe(totals.notRead.accounts.length);
    expect(shown.done.waiting.lines).toBe(await total('/write-backs?state=queued,sending,unknown'));
    expect(shown.done.conflicts).toBe(await total('/write-backs?needsPerson=true'));

    const report = await get(`/integrations/${integrationId}/running-month`);
    const { recovered, prevented, net, waiting: onTheirWay, conflicts } = shown.done;
    expect(report).toMatchObject({
      month: shown.month,
      figures: {
        recovered,
        prevented,
        net,
        waiting: onTheirWay,
        conflicts,
        open: { lines: shown.lines.open },
      },
    });
    agreesWithReport(shown, (report as unknown as Report).figures);
    return shown;
  }

  return { month, lines, agrees };
}
