import request from 'supertest';
import type { z } from 'zod';
import type { MonthNow } from '../contracts/api/month.ts';
import { decimal, decimalText } from '../domain/quantity.ts';
import { holdingFlags } from '../domain/usage/line-flags.ts';
import { lockIntegration } from '../db/core/integrations.ts';
import { composeEverything } from '../use-cases/composition/recompose-usage.ts';
import { findApprovalLine } from '../db/write-back/approvals.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { type WritingUnderTest, writingUnderTest } from '../test/environment/writing-under-test.ts';

jest.setTimeout(180_000);

type Month = z.output<typeof MonthNow>;

interface Line {
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

const sum = (amounts: readonly (string | null)[]): string =>
  decimalText(amounts.reduce((all, one) => (one === null ? all : all.plus(one)), decimal(0)));
const effects = (lines: readonly Line[]): string => sum(lines.map(({ money }) => money.effectPerMonth));
const risks = (lines: readonly Line[]): string => sum(lines.map(({ money }) => money.atRiskPerMonth));
const isHeld = ({ flags }: Line): boolean => flags.some(({ flag }) => holdingFlags.has(flag));
const ofKind =
  (...kinds: readonly string[]) =>
  ({ kind }: Line): boolean =>
    kinds.includes(kind);

describe.each(['typical', 'dirty'] as const)('the month of %s', (scenario) => {
  let writing: WritingUnderTest;
  let api: ApiUnderTest;
  beforeAll(async () => {
    writing = await writingUnderTest({ timeoutMs: 2_000 }, scenario);
    await writing.db.deleteFrom('agreementTypeLanding').execute();
    await writing.recompose();
    const { databaseUrl, key } = writing;
    api = await apiUnderTest({ beside: { databaseUrl, tenantId: key.tenantId } });
  });
  afterAll(async () => {
    await api.close();
    await writing.close();
  });

  const get = async (path: string) =>
    (await request(api.app).get(`/api/v1${path}`).set('Cookie', api.cookies.viewer).expect(200))
      .body as Record<string, unknown>;
  const send = (method: 'post' | 'put', path: string, body: object) =>
    request(api.app)[method](`/api/v1${path}`).set('Cookie', api.cookies.admin).send(body);
  const month = async () => (await get('/month')) as unknown as Month;
  const total = async (path: string) => (await get(`${path}&limit=1`))['total'] as number;
  const lines = async () => (await get('/usage-lines?limit=500'))['items'] as readonly Line[];
  const linesOfFile = async (query: string): Promise<number> => {
    const file = await request(api.app)
      .get(`/api/v1/usage-lines.csv?${query}`)
      .set('Cookie', api.cookies.viewer)
      .expect(200);
    return file.text.trim().split('\r\n').length - 1;
  };

  /** Every figure against lists, file, counts, cards and control totals, each reckoned anew from what they show. */
  async function agrees(): Promise<Month> {
    const shown = await month();
    const list = await get('/usage-lines?limit=500');
    expect(shown.dataVersion).toBe(list['dataVersion']);
    const all = list['items'] as readonly Line[];
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
    expect(sum([shown.underBilled.perMonth, shown.overBilled.perMonth])).toBe(effects(free));

    const [{ totals }] = (await get('/control-totals'))['items'] as [{ totals: Totals }];
    expect(totals.closes).toBe(true);
    // What somebody dismissed differs still, and is open no more.
    const dismissedLines = all.filter(({ need, decision }) => need === null && decision === 'dismissed');
    const without = (sums: string, ...kinds: readonly string[]) =>
      sum([sums, `-${effects(dismissedLines.filter((line) => !isHeld(line) && ofKind(...kinds)(line)))}`]);
    expect(shown.underBilled.perMonth).toBe(without(totals.increases.perMonth, 'increase'));
    expect(effects(free.filter(ofKind('decrease')))).toBe(without(totals.decreases.perMonth, 'decrease'));
    expect(
      effects(open.filter((line) => isHeld(line) && ofKind('increase', 'decrease', 'orphan')(line))),
    ).toBe(totals.held.perMonth);
    expect(shown.notBilled.perMonth).toBe(
      sum([...Object.values(totals.atRisk).map(({ perMonth }) => perMonth), `-${risks(dismissedLines)}`]),
    );
    expect(shown.notKnown.accounts + shown.notKnown.aside).toBe(totals.notRead.accounts.length);
    expect(shown.done.waiting.lines).toBe(await total('/write-backs?state=queued,sending,unknown'));
    expect(shown.done.conflicts).toBe(await total('/write-backs?needsPerson=true'));

    const report = await get(`/integrations/${writing.key.integrationId}/running-month`);
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
    return shown;
  }

  /** A month is closed from what a run composed. */
  async function syncThatCounts(): Promise<void> {
    await writing.sync();
    await writing.db.transaction().execute(async (tx) => {
      await lockIntegration(tx, writing.key);
      const run = await tx
        .selectFrom('syncRun')
        .select('id')
        .where('tenantId', '=', writing.key.tenantId)
        .orderBy('queuedAt', 'desc')
        .executeTakeFirstOrThrow();
      await composeEverything(tx, writing.key, run.id, new Date());
    });
  }

  it('asks first how agreements are billed, of the types that a change waits for', async () => {
    const shown = await agrees();
    const asking = (await lines()).filter(({ need, lands }) => need !== null && lands?.kind === 'not-set');
    expect(shown.questions.length).toBeGreaterThan(0);
    expect(shown.questions.reduce((sum, question) => sum + question.lines, 0)).toBe(asking.length);
  });

  it('agrees once that is answered, and says on which invoices the changes land', async () => {
    for (const { integrationId, typeId } of (await month()).questions)
      await send('put', `/integrations/${integrationId}/agreement-types/${typeId}/landing`, {
        billsIn: 'advance',
      }).expect(200);
    const shown = await agrees();
    expect(shown.questions).toEqual([]);
    const increase = shown.rows.find(({ need }) => need === 'increase')!;
    expect(increase.invoices.every(({ invoiceDate }) => invoiceDate !== null)).toBe(true);
  });

  it('agrees after decisions: what is ready can be approved, what is put aside is open, what is dismissed is not', async () => {
    const before = await month();
    const ready = (await lines()).filter(({ need }) => need === 'increase');
    const decide = async (some: readonly Line[], decision: string) =>
      (
        await send('post', '/usage-lines/decisions', {
          selection: 'ticked',
          items: some.map(({ id, version }) => ({ usageLineId: id, lineVersion: version, decision })),
        }).expect(200)
      ).body as { items: { outcome: string }[] };
    const [first, second, ...others] = ready;
    const { items } = await decide(others.length === 0 ? ready : others, 'approve');
    expect(new Set(items.map(({ outcome }) => outcome))).toEqual(new Set(['approved']));
    if (others.length > 0) {
      await decide([first!], 'hold');
      await decide([second!], 'dismiss');
    }
    const decreases = (await lines()).filter(({ need }) => need === 'decrease');
    if (decreases.length > 0) await decide(decreases, 'approve');
    const after = await agrees();
    expect(after.lines.waiting).toBe(items.length + decreases.length);
    expect(after.done.waiting.lines).toBe(after.lines.waiting);
    expect(after.lines.open).toBeLessThan(before.lines.open);
    expect(after.done.recovered.lines).toBe(0);
  });

  it('agrees after writing, and tells what was recovered and credited', async () => {
    const waiting = await writing.db
      .selectFrom('approvalLine')
      .select('id')
      .where('tenantId', '=', writing.key.tenantId)
      .where('state', '=', 'queued')
      .execute();
    for (const { id } of waiting)
      await writing.untilSettled((await findApprovalLine(writing.db, writing.key.tenantId, id))!);
    const { done, lines: counts } = await agrees();
    const written = await writing.db
      .selectFrom('approvalLine')
      .select(['before', 'after', 'effectPerMonth'])
      .where('tenantId', '=', writing.key.tenantId)
      .where('state', '=', 'confirmed')
      .execute();
    const raised = written.filter((one) => decimal(one.after).greaterThan(one.before));
    const lowered = written.filter((one) => decimal(one.after).lessThan(one.before));
    expect(written.length).toBeGreaterThan(0);
    expect(done.recovered).toMatchObject({
      lines: raised.length,
      perMonth: sum(raised.map(({ effectPerMonth }) => effectPerMonth)),
    });
    expect(done.prevented).toMatchObject({
      lines: lowered.length,
      perMonth: sum(lowered.map(({ effectPerMonth }) => effectPerMonth)),
    });
    expect(done.net).toBe(sum(written.map(({ effectPerMonth }) => effectPerMonth)));
    expect(counts.waiting).toBe(done.waiting.lines);
  });

  it('agrees with the report of the month, once it is closed', async () => {
    await syncThatCounts();
    const before = await agrees();
    const { body } = await send('post', '/review-months', {
      integrationId: writing.key.integrationId,
      month: before.month,
      whileRunning: true,
    }).expect(201);
    const after = await agrees();
    expect((body as { openLines: number }).openLines).toBe(after.lines.open);
    expect(after.rows).toEqual(before.rows);
  });
});
