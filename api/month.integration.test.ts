import request from 'supertest';
import { linesShown } from '../contracts/api/review-months.ts';
import { addDays, addMonths } from '../domain/calendar.ts';
import type { IntegrationKey } from '../domain/keys.ts';
import type { MonthReport } from '../domain/months/month-report.ts';
import { decimal } from '../domain/quantity.ts';
import type { WritePoint } from '../activities/runtime/dependencies.ts';
import { lockIntegration } from '../db/integrations/integrations.ts';
import { composeEverything } from '../use-cases/composition/recompose-usage.ts';
import { findApprovalLine } from '../db/write-back/approval-lines.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { connected, countAll, load } from '../test/environment/seeded-integration.ts';
import { grownScenario } from '../test/environment/grown-scenario.ts';
import { type MonthUnderTest, monthUnderTest } from '../test/environment/month-agreement.ts';
import { filesAgree } from '../test/environment/files-agreement.ts';
import { type ListedLine, sumOf } from '../test/environment/figures-agreement.ts';
import { rowsAnswered } from '../test/environment/statements.ts';
import { type WritingUnderTest, writingUnderTest } from '../test/environment/writing-under-test.ts';

describe.each(['typical', 'dirty'] as const)('the month of %s', (scenario) => {
  let writing: WritingUnderTest;
  let api: ApiUnderTest;
  let seen: MonthUnderTest;
  beforeAll(async () => {
    writing = await writingUnderTest({ timeoutMs: 2_000 }, scenario);
    await writing.db.deleteFrom('agreementTypeBillingTarget').execute();
    await writing.recompose();
    const { databaseUrl, key } = writing;
    api = await apiUnderTest({
      beside: { databaseUrl, tenantId: key.tenantId },
      keyRing: writing.deps().keyRing,
    });
    seen = monthUnderTest(api, key.integrationId);
  });
  afterAll(async () => {
    await api.close();
    await writing.close();
  });

  const send = (method: 'post' | 'put', path: string, body: object) =>
    request(api.app)[method](`/api/v1${path}`).set('Cookie', api.cookies.admin).send(body);

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
    const shown = await seen.agrees();
    const asking = (await seen.lines()).filter(
      ({ need, billingTarget }) => need !== null && billingTarget?.kind === 'not-set',
    );
    expect(shown.questions.length).toBeGreaterThan(0);
    expect(shown.questions.reduce((sum, question) => sum + question.lines, 0)).toBe(asking.length);
  });

  it('agrees once that is answered, and says on which invoices the changes land', async () => {
    for (const { integrationId, typeId } of (await seen.month()).questions)
      await send('put', `/integrations/${integrationId}/agreement-types/${typeId}/billing-target`, {
        billsIn: 'advance',
      }).expect(200);
    const shown = await seen.agrees();
    expect(shown.questions).toEqual([]);
    const increase = shown.rows.find(({ need }) => need === 'increase')!;
    expect(increase.invoices.every(({ invoiceDate }) => invoiceDate !== null)).toBe(true);
  });

  it('agrees after decisions: what is ready can be approved, what is put aside is open, what is dismissed is not', async () => {
    const before = await seen.month();
    const ready = (await seen.lines()).filter(({ need }) => need === 'increase');
    const decide = async (some: readonly ListedLine[], decision: string) =>
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
    const decreases = (await seen.lines()).filter(({ need }) => need === 'decrease');
    if (decreases.length > 0) await decide(decreases, 'approve');
    const after = await seen.agrees();
    expect(after.lines.waiting).toBe(items.length + decreases.length);
    expect(after.done.waiting.up.lines + after.done.waiting.down.lines).toBe(after.lines.waiting);
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
    const closings = new Map<WritePoint, Set<string>>();
    const at = async (point: WritePoint) => {
      closings.set(point, (closings.get(point) ?? new Set()).add(await seen.closingAgrees()));
    };
    for (const { id } of waiting)
      await writing.untilSettled((await findApprovalLine(writing.db, writing.key.tenantId, id))!, { at });
    // Between a write and its reading no month is closed; at every other moment it agrees.
    expect(
      Object.fromEntries([...closings].map(([point, outcomes]) => [point, [...outcomes]])),
    ).toMatchObject({
      'intent-stored': ['MonthUnsettled'],
      'change-accepted': ['MonthUnsettled'],
      answered: ['MonthUnsettled'],
      'outcome-stored': ['agrees'],
    });
    const { done, lines: counts } = await seen.agrees();
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
      perMonth: sumOf(raised.map(({ effectPerMonth }) => effectPerMonth)),
    });
    expect(done.credited).toMatchObject({
      lines: lowered.length,
      perMonth: sumOf(lowered.map(({ effectPerMonth }) => effectPerMonth)),
    });
    expect(done.net).toBe(sumOf(written.map(({ effectPerMonth }) => effectPerMonth)));
    expect(counts.waiting).toBe(done.waiting.up.lines + done.waiting.down.lines);
  });

  it('agrees with the report of the month, once it is closed', async () => {
    await syncThatCounts();
    const before = await seen.agrees();
    const { body } = await send('post', '/review-months', {
      integrationId: writing.key.integrationId,
      month: before.month,
      whileRunning: true,
    }).expect(201);
    const after = await seen.agrees();
    const { id, openLines } = body as { id: string; openLines: number };
    expect(openLines).toBe(after.lines.open);
    const report = await request(api.app)
      .get(`/api/v1/review-months/${id}`)
      .set('Cookie', api.cookies.viewer)
      .expect(200);
    const { recovered, credited, net, waiting } = after.done;
    expect((report.body as { figures: object }).figures).toMatchObject({
      recovered,
      credited,
      net,
      waiting,
      open: { lines: after.lines.open, measures: after.measures },
    });
    expect(after.rows).toEqual(before.rows);
    await writing.expectOracle();
    await filesAgree(api, id, { month: after, lines: await seen.lines() });
  });
});

describe('the month with lines that no scenario has', () => {
  const mapped = (foreignId: string, name: string, seats: number) => ({
    name,
    foreignId,
    seats,
    company: name,
  });
  const accounts = [
    mapped('DA0', 'Acme', 9),
    mapped('DA1', 'Billed elsewhere', 6),
    mapped('DA2', 'New', 4),
    mapped('DA3', 'Dated', 15),
    mapped('DA4', 'Dated, blocked', 500),
  ];
  const unmapped = (seats: number) => ({ name: 'Nobody', foreignId: 'DA9', seats });
  const billed = { Acme: 7, 'Billed elsewhere': 6, New: 4, Dated: 10, 'Dated, blocked': 10 };
  let api: ApiUnderTest;
  let key: IntegrationKey;
  let seen: MonthUnderTest;
  beforeAll(async () => {
    api = await apiUnderTest();
    key = await connected(api.db, api.tenantId, 'active');
    await load(api.db, key, [...accounts, unmapped(5)], billed);
    seen = monthUnderTest(api, key.integrationId);
    await countAll(api.db, key, [...accounts, unmapped(5)]);
  });
  afterAll(() => api.close());

  it('lists an unmapped account read once and not since, and counts nothing of it in any figure of money', async () => {
    const before = (await seen.agrees()).measures.notBilled;
    expect(before).toMatchObject({ lines: 1, unknown: 0 });
    expect(before.perMonth).not.toBe('0');
    await countAll(api.db, key, [...accounts, unmapped(-1)]);
    expect((await seen.agrees()).measures.notBilled).toEqual({ lines: 0, perMonth: '0', unknown: 0 });
  });

  it('tells lines to add from those to check, and counts no blocked change until it takes effect', async () => {
    await api.db
      .updateTable('psaLine')
      .set({ productId: '2', productIdentifier: 'DUO-ESS-OLD' })
      .where('foreignId', '=', '9001')
      .execute();
    await api.db.deleteFrom('psaLine').where('foreignId', '=', '9002').execute();
    const next = addDays(new Date().toISOString().slice(0, 10), 146);
    await api.db
      .updateTable('psaAgreement')
      .set({
        dated: JSON.stringify({ periodBegan: addMonths(next, -12), postedThrough: null }),
        billingCycle: JSON.stringify({ name: 'Yearly', months: 12, days: null, never: false }),
        startDate: addMonths(next, -12),
        endDate: addDays(addMonths(next, 24), -1),
        nextInvoiceDate: next,
      })
      .where('foreignId', 'in', ['103', '104'])
      .execute();
    await request(api.app)
      .put(`/api/v1/integrations/${key.integrationId}/agreement-types/1/billing-target`)
      .set('Cookie', api.cookies.admin)
      .send({ billsIn: 'advance' })
      .expect(200);
    await countAll(api.db, key, accounts);
    // They never had others, as far as anybody knows.
    await api.db.deleteFrom('vanishedLine').execute();
    await countAll(api.db, key, accounts);
    const { measures, notBilledUntilEffective } = await seen.agrees();
    expect(measures.heldUp.lines).toBe(1);
    expect(notBilledUntilEffective.lines).toBe(1);
    const lists = await request(api.app)
      .get(`/api/v1/integrations/${key.integrationId}/list-figures`)
      .set('Cookie', api.cookies.viewer)
      .expect(200);
    expect(lists.body).toMatchObject({ linesToAdd: { lines: 1 }, linesToCheck: { lines: 1 } });
  });
});

/** More than a page, with decisions, writes and runs behind it. */
const scenario = { accounts: 700, agreements: 1_000, lines: 2_500, written: 1_500, days: 60 };
describe('the month of a grown scenario', () => {
  let api: ApiUnderTest;
  let key: IntegrationKey;
  beforeAll(async () => {
    api = await apiUnderTest();
    key = await grownScenario(api.db, api.tenantId, scenario);
  });
  afterAll(() => api.close());

  it('agrees with lists, file, counts, cards, control totals and the running report', async () => {
    const { lines, rows } = await monthUnderTest(api, key.integrationId).agrees();
    expect(lines.total).toBeGreaterThanOrEqual(700);
    expect(rows.find(({ need }) => need === 'increase')?.lines).toBeGreaterThanOrEqual(70);
  });

  it('is told from few rows, and so are suggestions and the review of set-up', async () => {
    const get = (path: string) =>
      request(api.app)
        .get(`/api/v1/integrations/${key.integrationId}${path}`)
        .set('Cookie', api.cookies.viewer)
        .expect(200);
    /** Those of who asks, settings and totals. */
    const around = 50;
    const { body } = await get('/running-month?lines=all');
    const report = body as Pick<MonthReport, 'lines' | 'decisions'> & { readonly writeBacks: unknown[] };
    const counted = report.lines.filter(
      ({ open, decision, kind }) => open || decision === 'approved' || kind === 'not-read',
    );
    const said = counted.length + report.writeBacks.length + report.decisions.length;
    expect(await rowsAnswered(() => get('/running-month'))).toBeLessThanOrEqual(
      2 * linesShown + said + around,
    );
    expect(await rowsAnswered(() => get('/suggestions'))).toBeLessThanOrEqual(around);
    expect(await rowsAnswered(() => get('/set-up-review'))).toBeLessThanOrEqual(around);
  });
});
