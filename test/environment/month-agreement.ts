import request from 'supertest';
import { linesShown } from '../../contracts/api/review-months.ts';
import { runningMargins } from '../../db/lists/month-report.ts';
import type { Tx } from '../../db/model/database.ts';
import { findReviewMonth, frozenMargins } from '../../db/usage/review-months.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { monthCustomers, type MonthReport, openLines } from '../../domain/months/month-report.ts';
import { holdingFlags } from '../../domain/usage/line-flags.ts';
import { closeMonth } from '../../use-cases/decisions/review-months.ts';
import { isRejected } from '../../use-cases/outcome.ts';
import type { ApiUnderTest } from './api-under-test.ts';
import {
  figuresAgree,
  type ListedLine,
  type Measure,
  type Measures,
  type Month,
  totalOf,
} from './figures-agreement.ts';

/** As much of a report as its figures are calculated from. */
type WholeReport = Pick<MonthReport, 'currency' | 'lines'> & {
  readonly writeBacks: MonthReport['changes'];
};

interface Totals {
  readonly closes: boolean;
  readonly notRead: { readonly accounts: readonly unknown[] };
}

const isHeld = ({ flags }: ListedLine): boolean => flags.some(({ flag }) => holdingFlags.has(flag));
const ofKind =
  (...kinds: readonly string[]) =>
  ({ kind }: ListedLine): boolean =>
    kinds.includes(kind);

const effectOf = (lines: readonly ListedLine[], own: string): Measures[Measure] =>
  totalOf(
    lines.map(({ money: { currency, effectPerMonth, atRiskPerMonth, billedPerMonth } }) => ({
      currency: currency === own ? null : currency,
      amount: effectPerMonth ?? atRiskPerMonth ?? billedPerMonth ?? null,
    })),
  );

/** What *Month* counts by need, as closing dialog and report have it. */
const needsOf = ({ rows }: Month) =>
  rows.map(({ need, lines, measures }) => ({
    need,
    lines,
    measures: Object.fromEntries(Object.entries(measures).filter(([, total]) => total.lines > 0)),
  }));

/** What the lines of the list are worth by themselves: the rule of RULES 12 said once more, in other words. */
export function measuresOf(lines: readonly ListedLine[], own: string): Measures {
  const of = (its: readonly ListedLine[]): Measures[Measure] => effectOf(its, own);
  const open = lines.filter(({ need }) => need !== null);
  const waiting = lines.filter(({ decision }) => decision === 'approved');
  const up = ofKind('increase');
  const down = ofKind('decrease', 'orphan', 'billed-twice');
  const free = (line: ListedLine) => !isHeld(line);
  return {
    underBilled: of(open.filter(up).filter(free)),
    heldUp: of(open.filter(up).filter(isHeld)),
    waitingUp: of(waiting.filter(up)),
    overBilled: of(open.filter(down).filter(free)),
    billedTwice: of(open.filter(ofKind('billed-twice')).filter(free)),
    heldDown: of(open.filter(down).filter(isHeld)),
    waitingDown: of(waiting.filter(down)),
    notBilled: of(
      open.filter(ofKind('unmapped', 'new', 'bills-nothing')).filter(({ notRead }) => notRead === null),
    ),
    noAccount: of(open.filter(ofKind('no-account'))),
  };
}

const stateOf = (
  {
    id,
    kind,
    decision,
    vendorQuantity,
    psaQuantity,
    variance,
  }: Pick<ListedLine, 'kind' | 'decision' | 'vendorQuantity' | 'psaQuantity' | 'variance'> & {
    readonly id: string | null;
  },
  open: boolean,
) => ({ id, kind, decision, vendorQuantity, psaQuantity, variance, open });

class Undone extends Error {}

/** What closing the month now freezes, or why it is rejected; the closing itself is undone. */
export async function closedForAMoment<T>(
  { db, memberIds }: Pick<ApiUnderTest, 'db' | 'memberIds'>,
  key: IntegrationKey,
  month: string,
  look: (tx: Tx, id: string) => Promise<T>,
): Promise<T | string> {
  let seen: T | string = 'not looked at';
  const by = {
    tenantId: key.tenantId,
    actor: { kind: 'member', id: memberIds.admin },
    requestId: null,
    now: new Date(),
  } as const;
  const closing = db.transaction().execute(async (tx) => {
    const id = await closeMonth(tx, key, { month, whileRunning: true }, by);
    seen = isRejected(id) ? id.code : await look(tx, id);
    throw new Undone();
  });
  await closing.catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error;
  });
  return seen;
}

/** What the API says of the running month, and whether all that it says is one. */
export interface MonthUnderTest {
  month(): Promise<Month>;
  /** Every line of the usage list. */
  lines(): Promise<readonly ListedLine[]>;
  /**
   * Every figure against lists, file, counts, cards, control totals, and what closing the month would freeze, each
   * recalculated from what they show.
   */
  agrees(): Promise<Month>;
  /** What closing freezes now against all of these; the code, where it is rejected. */
  closingAgrees(): Promise<string>;
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

    expect(shown.lines).toEqual({
      total: all.length,
      open: await total('/usage-lines?toDecide=true'),
      onHold: await total('/usage-lines?need=on-hold'),
      matched: all.filter(
        ({ need, kind, decision }) => need === null && kind === 'match' && decision === 'open',
      ).length,
      waiting: all.filter(({ decision }) => decision === 'approved').length,
      dismissed: all.filter(({ need, decision }) => need === null && decision === 'dismissed').length,
    });
    const { open: ofThem, matched, waiting, dismissed } = shown.lines;
    expect(ofThem + matched + waiting + dismissed).toBe(shown.lines.total);

    const counts = (await get('/usage-line-counts')) as unknown as {
      readonly measures: Measures;
      readonly need: readonly {
        readonly value: string;
        readonly lines: number;
        readonly measures: Measures;
      }[];
    };
    expect(
      shown.rows.map(({ need, lines: count, measures }) => ({ value: need, lines: count, measures })),
    ).toEqual(counts.need);
    expect(shown.rows.reduce((sum, { lines: count }) => sum + count, 0)).toBe(shown.lines.open);
    for (const row of shown.rows) {
      const its = open.filter(({ need }) => need === row.need);
      expect(await total(`/usage-lines?need=${row.need}`)).toBe(row.lines);
      expect(await linesOfFile(`need=${row.need}`)).toBe(row.lines);
      expect([row.need, row.measures]).toEqual([row.need, measuresOf(its, shown.currency)]);
      const named = new Set(its.map(({ id }) => id));
      expect(row.first.every(({ usageLineId }) => named.has(usageLineId))).toBe(true);
      if (row.invoices.length > 0)
        expect(row.invoices.reduce((sum, invoice) => sum + invoice.lines, 0)).toBe(row.lines);
    }

    const [card] = (await get('/integrations'))['items'] as {
      openLines: number;
      onHoldLines: number;
      measures: Measures;
    }[];
    expect(card!.openLines).toBe(shown.lines.open);
    expect(card!.onHoldLines).toBe(shown.lines.onHold);
    const held = open.filter(({ need }) => need === 'on-hold');
    expect(shown.onHold.map(({ label, measure }) => [label, measure]).sort()).toEqual(
      held.map(({ label, measure }) => [label, measure]).sort(),
    );
    expect(shown.onHold.map(({ effect }) => effect)).toEqual(
      shown.onHold.map(({ usageLineId }) =>
        effectOf(
          held.filter(({ id }) => id === usageLineId),
          shown.currency,
        ),
      ),
    );
    const expected = measuresOf(all, shown.currency);
    expect(shown.measures).toEqual(expected);
    expect(card!.measures).toEqual(expected);
    expect(counts.measures).toEqual(expected);
    // Each row says itself which figure it is part of, and a tile opens the rows of its figures alone.
    for (const measure of Object.keys(expected) as Measure[])
      expect([measure, all.filter((line) => line.measure === measure).length]).toEqual([
        measure,
        expected[measure].lines,
      ]);
    for (const [kinds, ...names] of [
      ['increase', 'underBilled', 'heldUp'],
      ['decrease,orphan,billed-twice', 'overBilled', 'billedTwice', 'heldDown'],
    ] as const) {
      const opened = (await get(`/usage-line-counts?toDecide=true&kind=${kinds}`)) as { measures: Measures };
      for (const measure of Object.keys(expected) as Measure[])
        expect([measure, opened.measures[measure]]).toEqual([
          measure,
          names.some((name) => name === measure)
            ? expected[measure]
            : measuresOf([], shown.currency)[measure],
        ]);
    }

    const [{ totals }] = (await get('/control-totals'))['items'] as [{ totals: Totals }];
    expect(totals.closes).toBe(true);
    expect(shown.notKnown.accounts + shown.notKnown.aside).toBe(totals.notRead.accounts.length);
    expect(shown.done.waiting.up.lines + shown.done.waiting.down.lines).toBe(
      await total('/write-backs?state=queued,sending,unknown'),
    );
    expect(shown.done.conflicts).toBe(await total('/write-backs?needsPerson=true'));

    const report = await get(`/integrations/${integrationId}/running-month`);
    const { waiting: onTheirWay, ...made } = shown.done;
    expect(report).toMatchObject({
      month: shown.month,
      figures: {
        ...made,
        waiting: onTheirWay,
        open: { lines: shown.lines.open, byNeed: needsOf(shown), measures: expected },
        notRead: { accounts: shown.notKnown.accounts + shown.notKnown.aside },
      },
    });
    const toClose = await get(`/integrations/${integrationId}/month-to-close?month=${shown.month}`);
    expect(toClose).toMatchObject({ open: { onHold: shown.lines.onHold, byNeed: needsOf(shown) } });
    await reportAgrees(report);
    await figuresAgree(api, integrationId, { month: shown, lines: all, measures: expected });
    expect(['agrees', 'MonthClosed', 'MonthNotRead']).toContain(await closingAgrees());
    return shown;
  }

  /** A closed month is of one moment: its lines, changes, totals, margins, and figures are those of now. */
  async function closingAgrees(): Promise<string> {
    const key = { tenantId: api.tenantId, integrationId };
    const shown = await month();
    const { all } = await wholeList();
    const [{ totals }] = (await get('/control-totals'))['items'] as [{ totals: Totals }];
    const margins = await runningMargins(api.db, key);
    return closedForAMoment(api, key, shown.month, async (tx, id) => {
      const frozen = (await findReviewMonth(tx, api.tenantId, id))!;
      expect(frozen.figures).toMatchObject({
        ...shown.done,
        open: {
          lines: shown.lines.open,
          onHold: shown.lines.onHold,
          byNeed: needsOf(shown),
          measures: measuresOf(all, shown.currency),
        },
      });
      expect(
        frozen.lines.map(({ usageLineId, open, ...line }) => stateOf({ id: usageLineId, ...line }, open)),
      ).toEqual(expect.arrayContaining(all.map((line) => stateOf(line, line.need !== null))));
      expect(frozen.lines).toHaveLength(all.length);
      expect(frozen.totals).toEqual(totals);
      // Lines of one label are in any order.
      const frozenOnes = await frozenMargins(tx, api.tenantId, id);
      expect(frozenOnes).toHaveLength(margins.length);
      expect(frozenOnes).toEqual(expect.arrayContaining([...margins]));
      const { waiting } = frozen.figures;
      expect([frozen.figures.open.measures.waitingUp, frozen.figures.open.measures.waitingDown]).toEqual([
        waiting.up,
        waiting.down,
      ]);
      for (const { finishedAt } of frozen.changes)
        expect(finishedAt === null || finishedAt <= frozen.composedAt.toISOString()).toBe(true);
      return 'agrees';
    });
  }

  /** What is said of the lines without reading them all against all of them. */
  async function reportAgrees(report: Record<string, unknown>): Promise<void> {
    const whole = await get(`/integrations/${integrationId}/running-month?lines=all`);
    const { currency, lines: every, writeBacks: changes } = whole as unknown as WholeReport;
    expect(report).toEqual({ ...whole, lines: every.slice(0, linesShown) });
    expect(whole).toMatchObject({
      lineCount: every.length,
      figures: { open: openLines(every, currency) },
      customers: monthCustomers({ lines: every, changes, currency }),
    });
  }

  return { month, lines, agrees, closingAgrees };
}
