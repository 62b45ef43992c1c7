import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import { active, type Connected, everyLine, phaseIs, runEnds, startSync } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import { itemsOf, journalEnd, openNotices, requestsSince } from './sync-observations.ts';

type Line = Awaited<ReturnType<typeof everyLine>>[number];

describe('reading the PSA when it gives less than it should', () => {
  let product: Product;
  let integration: Connected;
  let base: string;
  beforeAll(async () => {
    product = await startProduct();
    integration = await active(product);
    base = `/${(await product.control.worldOf('connectwise')).codebase}apis/3.0`;
  });
  afterAll(() => product.close());
  afterEach(() => product.control.disarm());

  const arm = (path: string, fault: FaultOrder['fault'], times?: number) =>
    product.control.arm({
      vendor: 'connectwise',
      path: `${base}${path}`,
      fault,
      ...(times === undefined ? {} : { times }),
    });

  const lines = async (): Promise<ReadonlyMap<string, Line>> =>
    new Map((await everyLine(product, integration)).map((line) => [line['groupKey'] as string, line]));

  const facts = ({ groupKey, kind, vendorQuantity, psaQuantity }: Line): unknown => [
    groupKey,
    kind,
    vendorQuantity,
    psaQuantity,
  ];

  /** Agreements of groups that are settled, each with the group's line. */
  async function settled(): Promise<readonly { readonly agreementId: string; readonly line: Line }[]> {
    const agreements = await itemsOf(product, `${integration.path}/psa-agreements?limit=500`);
    const all = [...(await lines()).values()];
    return agreements.flatMap((agreement) => {
      const line = all.find(({ company }) => company !== null && company.id === agreement['companyId']);
      return line === undefined || line['kind'] === 'not-read'
        ? []
        : [{ agreementId: agreement['id'] as string, line }];
    });
  }

  it('takes no group for new or zero whose agreement cannot be read or lost a page, and then reads only those again', async () => {
    const before = await lines();
    const troubles: readonly { readonly fault: FaultOrder['fault']; readonly code: string }[] = [
      { fault: { kind: 'status', status: 500, body: 'empty' }, code: 'PsaUnreachable' },
      { fault: { kind: 'status', status: 404 }, code: 'PsaNotFound' },
      { fault: { kind: 'status', status: 200, body: 'html' }, code: 'PsaAnswerUnreadable' },
      { fault: { kind: 'odd-json', shape: 'empty-object' }, code: 'PsaAnswerUnreadable' },
      { fault: { kind: 'json', body: [] }, code: 'PsaListIncomplete' },
      { fault: { kind: 'lost-page' }, code: 'PsaListIncomplete' },
      { fault: { kind: 'hang' }, code: 'PsaTimeout' },
    ];
    const hit = (await settled())
      .slice(0, troubles.length)
      .map((agreement, nth) => ({ ...agreement, ...troubles[nth]! }));
    expect(hit).toHaveLength(troubles.length);
    for (const { agreementId, fault } of hit) {
      // An emptied list still has its count: only the list itself is hit.
      await arm(`/finance/agreements/${agreementId}/additions`, fault, fault.kind === 'json' ? 1 : undefined);
    }
    const emptied = hit.find(({ fault }) => fault.kind === 'json')!;
    await product.control.arm({
      vendor: 'connectwise',
      path: `${base}/finance/agreements/${emptied.agreementId}/additions`,
      after: 1,
      times: 1,
      fault: { kind: 'json', body: [] },
    });
    const run = await runEnds(product, await startSync(product, integration));
    expect(run).toMatchObject({ state: 'partial', totals: { counted: 16 } });
    const failed = run['agreements']['failed'] as { agreementId: string; cause: { code: string } }[];
    expect(failed.map(({ agreementId, cause }) => [agreementId, cause.code]).sort()).toEqual(
      hit.map(({ agreementId, code }) => [agreementId, code]).sort(),
    );
    const after = await lines();
    expect(after.size).toBe(before.size);
    for (const { line, code } of hit) {
      const now = after.get(line['groupKey'] as string)!;
      expect(now).toMatchObject({ kind: 'not-read', variance: null, target: null });
      expect(now['reason']).toContain(code);
      expect(now['psaQuantity']).not.toBe('0');
    }
    const hitKeys = new Set(hit.map(({ line }) => line['groupKey'] as string));
    for (const [key, line] of before) {
      if (!hitKeys.has(key)) expect(facts(after.get(key)!)).toEqual(facts(line));
    }
    await phaseIs(product, integration, 'active');

    await product.control.disarm();
    const seq = await journalEnd(product);
    const retry = await runEnds(product, await startSync(product, integration, 'failed-accounts'));
    expect(retry).toMatchObject({ state: 'succeeded', ofRunId: run['id'] });
    const asked = (await requestsSince(product, seq, 'connectwise')).flatMap(({ path }) => {
      const match = /\/finance\/agreements\/(\d+)\/additions$/u.exec(path);
      return match === null ? [] : [match[1]];
    });
    expect([...new Set(asked)].sort()).toEqual(hit.map(({ agreementId }) => agreementId).sort());
    const restored = await lines();
    for (const [key, line] of before) expect(facts(restored.get(key)!)).toEqual(facts(line));
  });

  it('leaves everybody else alone when the role may not open one agreement', async () => {
    const before = await lines();
    const [one] = await settled();
    const name = (await product.control.worldOf('connectwise')).agreements.find(
      ({ id }) => String(id) === one!.agreementId,
    )!.name;
    await product.control.changeAgreement(Number(one!.agreementId), { restricted: true });
    const run = await runEnds(product, await startSync(product, integration));
    expect(run).toMatchObject({
      state: 'partial',
      agreements: {
        failed: [
          {
            agreementId: one!.agreementId,
            cause: {
              code: 'PsaAgreementRefused',
              detail: expect.stringContaining(`Agreement ${name} (${one!.agreementId}): `) as string,
            },
          },
        ],
      },
    });
    for (const [key, line] of await lines()) {
      if (key === one!.line['groupKey']) expect(line).toMatchObject({ kind: 'not-read' });
      else expect(facts(line)).toEqual(facts(before.get(key)!));
    }
    await phaseIs(product, integration, 'active');
    await product.control.changeAgreement(Number(one!.agreementId), { restricted: false });
  });

  it('fails the run with the name of the right when the role may open no agreement', async () => {
    const { agreements } = await product.control.worldOf('connectwise');
    const restrict = (restricted: boolean) =>
      Promise.all(agreements.map(({ id }) => product.control.changeAgreement(id, { restricted })));
    await restrict(true);
    const run = await runEnds(product, await startSync(product, integration));
    expect(run).toMatchObject({ state: 'failed', cause: { code: 'PsaRightMissing' } });
    expect(JSON.stringify(run['cause'])).toContain('Finance → Agreements: Inquire, level All');
    await phaseIs(product, integration, 'needs-attention');
    await restrict(false);
    expect(await runEnds(product, await startSync(product, integration))).toMatchObject({
      state: 'succeeded',
    });
    await phaseIs(product, integration, 'active');
  });

  it('takes one stray text of a gateway on any list for what it is', async () => {
    for (const path of ['/company/companies', '/finance/agreements', '/procurement/catalog']) {
      await arm(path, { kind: 'status', status: 400, body: 'text', text: 'Cannot route. Codebase/company is invalid' }, 1); // prettier-ignore
      expect(await runEnds(product, await startSync(product, integration))).toMatchObject({
        state: 'succeeded',
      });
      await product.control.disarm();
    }
    expect(await openNotices(product, integration)).toEqual([]);
  });

  it('fails the run and changes no line when a list of the PSA lost a page or came empty', async () => {
    const before = [...(await lines()).values()];
    for (const [path, fault] of [
      ['/finance/agreements', { kind: 'lost-page' }],
      ['/company/companies', { kind: 'json', body: [] }],
      ['/procurement/catalog', { kind: 'standing-offset' }],
    ] as const) {
      await arm(path, fault);
      const run = await runEnds(product, await startSync(product, integration));
      expect([path, run]).toMatchObject([path, { state: 'failed' }]);
      expect(['PsaListIncomplete', 'PsaAnswerUnreadable']).toContain(run['cause']['code']);
      await product.control.disarm();
      const after = [...(await lines()).values()];
      expect(after.map((line): unknown => [line['groupKey'], line['version']])).toEqual(
        before.map((line): unknown => [line['groupKey'], line['version']]),
      );
      expect(await openNotices(product, integration)).toMatchObject([{ code: 'SyncFailed' }]);
      await phaseIs(product, integration, 'active');
    }
    expect(await runEnds(product, await startSync(product, integration))).toMatchObject({
      state: 'succeeded',
    });
    expect(await openNotices(product, integration)).toEqual([]);
  });

  it('needs attention when the PSA refuses the keys, until a good sync', async () => {
    await arm('/company/companies', { kind: 'status', status: 401 });
    const run = await runEnds(product, await startSync(product, integration));
    expect(run).toMatchObject({ state: 'failed', cause: { code: 'PsaSignInRefused' } });
    expect(await phaseIs(product, integration, 'needs-attention')).toMatchObject({
      status: 'error',
      cause: { code: 'PsaSignInRefused' },
    });
    await product.control.disarm();
    expect(await runEnds(product, await startSync(product, integration))).toMatchObject({
      state: 'succeeded',
    });
    expect(await phaseIs(product, integration, 'active')).toMatchObject({ status: 'active', cause: null });
  });
});
