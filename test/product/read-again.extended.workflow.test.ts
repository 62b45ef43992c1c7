import { randomUUID } from 'node:crypto';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import {
  body, type Connected, everyLine, loaded, mapProducts, phaseIs, runEnds, startSync,
} from './lifecycle.ts'; // prettier-ignore
import { ticked } from './write-back-steps.ts';
import { type Product, startProduct } from './product.ts';
import { account, settled } from './set-up-steps.ts';
import {
  accountsRead, children, itemsOf, journalEnd, listPath, openNotices, requestsSince, shownInTemporal, usersAskedFor,
  usersPath,
} from './sync-observations.ts'; // prettier-ignore

type Item = ReturnType<typeof body>;

/** *Read again* of one usage line, on `typical` (docs/sandbox.md's cast). */
describe('reading one usage line again', () => {
  let product: Product;
  let integration: Connected;
  beforeAll(async () => {
    product = await startProduct({
      scenario: 'typical',
      reading: { vendorParallel: 8, psaParallel: 6 },
      // An account that hangs is asked again until the test lets it go.
      settings: {
        vendor: {
          suffixes: ['duosecurity.com', 'duosecurity.test'],
          readTimeoutMs: 500,
          retry: { attempts: 60, baseMs: 20, maxMs: 100, retryAfterMaxMs: 500 },
        },
      },
    });
    // It would hold every full sync as long.
    const pinecrest = (await children(product)).find(({ name }) => name === 'Pinecrest')!;
    await product.control.changeDuoAccount(pinecrest.accountId, { hangs: false });
    integration = await loaded(product);
    await mapProducts(product, integration);
    await settled(product, 'POST', `${integration.path}/finish`);
    await phaseIs(product, integration, 'active', 40_000);
  });
  afterAll(() => product.close());
  afterEach(() => product.control.disarm());

  async function lineOf(label: string): Promise<Item> {
    const lines = (await everyLine(product, integration)).filter((line) => line['label'] === label);
    expect(lines).toHaveLength(1);
    return body(await product.client.request('GET', `/usage-lines/${lines[0]!['id'] as string}`));
  }

  const readAgain = (line: Item, key: string = randomUUID()) =>
    product.client.request('POST', `/usage-lines/${line['id'] as string}/read-again`, {}, key);

  async function readToItsEnd(line: Item): Promise<Item> {
    const answer = await readAgain(line);
    expect([answer.status, body(answer)['joined']]).toEqual([202, false]);
    return runEnds(product, body(answer)['runId'] as string);
  }

  /** Agreements whose additions were asked for. */
  async function agreementsAsked(seq: number): Promise<readonly string[]> {
    const ids = (await requestsSince(product, seq, 'connectwise')).flatMap(({ path }) => {
      const match = /\/finance\/agreements\/(\d+)\/additions$/u.exec(path);
      return match?.[1] === undefined ? [] : [match[1]];
    });
    return [...new Set(ids)].sort();
  }

  const agreementsOf = async (companyId: string): Promise<readonly string[]> =>
    (await product.control.worldOf('connectwise')).agreements
      .filter(({ company }) => String(company.id) === companyId)
      .map(({ id }) => String(id))
      .sort();

  /** A run of the line is under way until the fault is disarmed. */
  async function heldRead(line: Item): Promise<{ readonly runId: string; readonly seq: number }> {
    const foreignId = (await account(product, integration, (line['accountNames'] as string[])[0]!))[
      'foreignId'
    ] as string;
    const seq = await journalEnd(product);
    await product.control.arm({
      vendor: 'duo',
      path: usersPath,
      accountId: foreignId,
      fault: { kind: 'hang' },
    });
    const answer = await readAgain(line);
    expect(answer.status).toBe(202);
    await usersAskedFor(product, foreignId, seq);
    return { runId: body(answer)['runId'] as string, seq };
  }

  it('a new line matches once a person added it in the PSA; only its account and agreements were read', async () => {
    const line = await lineOf('Redwood Analytics');
    expect(line).toMatchObject({ kind: 'new', vendorQuantity: 15, advice: { kind: 'create-line' } });
    const before = body(await product.client.request('GET', integration.path));
    const totals = body(await product.client.request('GET', `/control-totals?integration=${integration.id}`));
    const [agreementId] = line['advice'].agreementIds as string[];
    const model = (await lineOf('Bluewater Dental'))['lines'][0].psaLineId as string;
    await product.control.addLine(Number(model), { agreementId: Number(agreementId), quantity: 15 });

    const seq = await journalEnd(product);
    const run = await readToItsEnd(line);
    expect(run).toMatchObject({
      state: 'succeeded',
      trigger: 'line',
      mode: 'usage-line',
      usageLine: { groupKey: line['groupKey'], lineId: line['id'], label: 'Redwood Analytics' },
      requestedBy: { kind: 'member' },
      totals: { accountsListed: 1, counted: 1, seatsCounted: 15 },
      calls: { vendor: 2, vendorFormula: 2 },
    });
    expect(await lineOf('Redwood Analytics')).toMatchObject({
      id: line['id'],
      kind: 'match',
      psaQuantity: '15',
      variance: '0',
    });

    const redwood = await account(product, integration, 'Redwood Analytics');
    const duo = await requestsSince(product, seq);
    expect(duo.map(({ path }) => path)).toEqual([listPath, usersPath]);
    expect(accountsRead(duo)).toEqual([redwood['foreignId']]);
    const psa = await requestsSince(product, seq, 'connectwise');
    expect(psa.filter(({ path, method }) => method !== 'GET' || /company\/|catalog/u.test(path))).toEqual([]);
    expect(await agreementsAsked(seq)).toEqual(await agreementsOf(line['company'].id as string));

    const after = body(await product.client.request('GET', integration.path));
    expect([after['lastGoodSyncAt'], after['phase']]).toEqual([before['lastGoodSyncAt'], before['phase']]);
    const now = body(await product.client.request('GET', `/control-totals?integration=${integration.id}`));
    expect(now['items'][0]).toMatchObject({ closes: true, syncRunId: run['id'] });
    expect(now['items'][0].totals.accounts).toEqual(totals['items'][0].totals.accounts);
    expect(now['items'][0].totals.lines.total).toBe(totals['items'][0].totals.lines.total);
    expect(await shownInTemporal(product, run['id'] as string)).toMatchObject({
      status: 'COMPLETED',
      attributes: { TriggeredBy: 'line', SyncOutcome: 'succeeded' },
    });
  });

  it('an orphan is in order once its line was cancelled in the PSA', async () => {
    const line = await lineOf('Northgate School');
    expect(line).toMatchObject({ kind: 'orphan', advice: { kind: 'cancel-line' } });
    const [psaLine] = line['advice'].psaLineIds as string[];
    await product.control.changeLine(Number(psaLine), { cancelledDate: '2024-01-01' });
    expect(await readToItsEnd(line)).toMatchObject({ state: 'succeeded' });
    expect(await lineOf('Northgate School')).toMatchObject({ kind: 'match', vendorQuantity: 0 });
  });

  it('keeps a retry of failed accounts, and the notice of the full run that left them, as they were', async () => {
    // Fjordline and Old Pilot cannot be read: the first sync was partial.
    const notices = await openNotices(product, integration);
    expect(notices.map(({ code }) => code as unknown)).toContain('SyncPartial');
    expect(await readToItsEnd(await lineOf('Quarry Ridge'))).toMatchObject({ state: 'succeeded' });
    expect(await readToItsEnd(await lineOf('Fjordline'))).toMatchObject({
      state: 'failed',
      cause: { code: 'NothingCounted' },
    });
    expect(await openNotices(product, integration)).toEqual(notices);
    await phaseIs(product, integration, 'active');
    const retry = await runEnds(product, await startSync(product, integration, 'failed-accounts'));
    expect(retry['totals']).toMatchObject({ accountsListed: 2 });
  });

  it('joins a read of the same line, and refuses another line and a full sync until it ended', async () => {
    const line = await lineOf('Quarry Ridge');
    const { runId } = await heldRead(line);
    const again = await readAgain(line);
    expect([again.status, body(again)]).toMatchObject([200, { runId, joined: true }]);
    const refused = [
      await readAgain(await lineOf('Castellan Law')),
      await product.client.request('POST', `${integration.path}/syncs`, { mode: 'full' }, randomUUID()),
    ];
    expect(refused.map((answer) => [answer.status, body(answer)['code'] as unknown])).toEqual(
      Array(2).fill([409, 'SyncRunActive']),
    );
    await product.control.disarm();
    expect(await runEnds(product, runId)).toMatchObject({ mode: 'usage-line' });
    const key = randomUUID();
    const [first, repeated] = [await readAgain(line, key), await readAgain(line, key)];
    expect(body(repeated)).toEqual(body(first));
    await runEnds(product, body(first)['runId'] as string);
  });

  it('joins a full run, which reads every line', async () => {
    const seq = await journalEnd(product);
    const quarry = await account(product, integration, 'Quarry Ridge');
    await product.control.arm({
      vendor: 'duo',
      path: usersPath,
      accountId: quarry['foreignId'] as string,
      fault: { kind: 'hang' },
    });
    const runId = await startSync(product, integration);
    await usersAskedFor(product, quarry['foreignId'] as string, seq);
    const answer = await readAgain(await lineOf('Castellan Law'));
    expect([answer.status, body(answer)]).toMatchObject([200, { runId, joined: true }]);
    await product.control.disarm();
    await runEnds(product, runId, 40_000);
  });

  it('lets the daily sync wait for a line that is read just now, instead of losing it', async () => {
    const { runId } = await heldRead(await lineOf('Quarry Ridge'));
    await product.temporal.schedule.getHandle(`sync/${integration.id}`).trigger('SKIP');
    await waitFor('the scheduled run to ask and wait', 15_000, async () => {
      for await (const { workflowId } of product.temporal.workflow.list({
        query: `TriggeredBy = 'schedule' AND ExecutionStatus = 'Running'`,
      })) {
        const { raw } = await product.temporal.workflow.getHandle(workflowId).describe();
        if (raw.pendingActivities?.some(({ lastFailure }) => lastFailure != null) === true) return true;
      }
      return null;
    });
    await product.control.disarm();
    await runEnds(product, runId);
    const scheduled = await waitFor('the scheduled run', 30_000, async () => {
      const runs = await itemsOf(product, `${integration.path}/syncs`);
      const run = runs.find(({ trigger }) => trigger === 'schedule');
      return run === undefined || run['state'] === 'queued' || run['state'] === 'running' ? null : run;
    });
    expect(scheduled).toMatchObject({ mode: 'full', state: 'partial', usageLine: null });
  });

  it('ends in order where the line vanished before it began, and names it in the list of runs', async () => {
    const line = await lineOf('Delta Farms');
    const notices = await openNotices(product, integration);
    await product.stopWorkers();
    const answer = await readAgain(line);
    expect(answer.status).toBe(202);
    // As another transaction would leave it, before a worker takes the run.
    await product.db
      .deleteFrom('usageLine')
      .where('id', '=', line['id'] as string)
      .execute();
    const seq = await journalEnd(product);
    await product.startWorkers();
    const run = await runEnds(product, body(answer)['runId'] as string);
    expect(run).toMatchObject({
      state: 'failed',
      cause: { code: 'UsageLineGone' },
      // Whatever a run that failed had read is composed: the group stands again, as another line.
      usageLine: { groupKey: line['groupKey'], label: 'Delta Farms' },
    });
    expect((run['usageLine'] as Item)['lineId']).not.toBe(line['id']);
    expect([
      ...(await requestsSince(product, seq)),
      ...(await requestsSince(product, seq, 'connectwise')),
    ]).toEqual([]);
    expect(await openNotices(product, integration)).toEqual(notices);
    await phaseIs(product, integration, 'active');
    const missing = await readAgain(line);
    expect([missing.status, body(missing)['code']]).toEqual([404, 'NotFound']);
    const runs = await itemsOf(product, `${integration.path}/syncs`);
    expect(runs.find(({ id }) => id === run['id'])).toMatchObject({
      mode: 'usage-line',
      usageLine: { groupKey: line['groupKey'], label: 'Delta Farms' },
    });
  });

  /** The line of the PSA that a usage line has in its sum. */
  const psaLineOf = async (label: string): Promise<number> =>
    Number(((await lineOf(label))['lines'] as Item[]).find(({ live }) => live === true)!['psaLineId']);

  const agreementFor = async (companyId: number): Promise<number> =>
    (await product.control.worldOf('connectwise')).agreements.find(({ company }) => company.id === companyId)!
      .id;

  const decide = (line: Item, decision: 'approve' | 'dismiss') =>
    product.client.request(
      'POST',
      '/usage-lines/decisions',
      ticked(line, { decision, reason: 'seen' }),
      randomUUID(),
    );

  it('a line that a person deleted has vanished: held until read once more, never silently new', async () => {
    const before = await lineOf('Fernhill Veterinary');
    const psaLine = await psaLineOf('Fernhill Veterinary');
    await product.control.changeLine(psaLine, { remove: true });
    expect(await readToItsEnd(before)).toMatchObject({ state: 'succeeded' });
    const gone = await lineOf('Fernhill Veterinary');
    expect(gone).toMatchObject({
      kind: 'new',
      flags: [
        { flag: 'vanished', reason: expect.stringContaining('Held until one more complete') as string },
      ],
      vanished: [
        { psaLineId: String(psaLine), quantity: '17', productIdentifier: 'DUO-ESS', confirmed: false },
      ],
      advice: null,
    });
    expect(gone['reason']).toMatch(/^Usage whose line vanished: 17 × DUO-ESS on .* is gone: deleted\.$/u);
    expect(body(await decide(gone, 'approve'))['items']).toMatchObject([{ outcome: 'refused' }]);
    await readToItsEnd(gone);
    const again = await lineOf('Fernhill Veterinary');
    expect(again).toMatchObject({
      version: gone['version'] as number,
      flags: [{ flag: 'vanished' }],
      advice: { kind: 'create-line' },
    });
    expect(again['flags'][0].reason).toContain('A later reading says the same.');
    await decide(again, 'dismiss');
    expect((await lineOf('Fernhill Veterinary'))['flags']).toMatchObject([{ flag: 'dismissed' }]);
    const csv = await product.client.request('GET', `/usage-lines.csv?integration=${integration.id}`);
    expect(csv.body).toMatch(/Fernhill Veterinary,new.*17 × DUO-ESS on/u);
    await product.control.addLine(await psaLineOf('Bluewater Dental'), {
      agreementId: Number(again['advice'].agreementIds[0]), quantity: 21,
    }); // prettier-ignore
    await readToItsEnd(again);
    expect(await lineOf('Fernhill Veterinary')).toMatchObject({ kind: 'match', vanished: [] });
  });

  it('a line of another product, or on a whole agreement that is gone, has vanished too', async () => {
    const { products, additions, agreements } = await product.control.worldOf('connectwise');
    const token = products.find(({ identifier }) => identifier === 'DUO-TOKEN')!;
    const [castellan, summit] = [await lineOf('Castellan Law'), await lineOf('Summit Hotels')];
    await product.control.changeLine(await psaLineOf('Castellan Law'), { productId: token.id });
    const line = additions.find(({ id }) => String(id) === summit['lines'][0].psaLineId)!;
    await product.control.changeAgreement(agreements.find(({ id }) => id === line.agreementId)!.id, {
      remove: true,
    });
    await runEnds(product, await startSync(product, integration), 40_000);
    expect(await lineOf('Castellan Law')).toMatchObject({
      kind: 'new', flags: [{ flag: 'vanished' }], vanished: [{ quantity: '300', became: 'of another product now: DUO-TOKEN' }], advice: null,
    }); // prettier-ignore
    const gone = await lineOf('Summit Hotels');
    expect(gone).toMatchObject({ kind: 'new', flags: [{ flag: 'vanished' }], advice: null });
    const vanished = gone['vanished'] as Item[];
    expect(vanished.map(({ quantity, became }) => [quantity as string, became as string])).toEqual(
      (summit['lines'] as Item[]).map(({ quantity }) => [
        quantity as string,
        'its whole agreement is no longer listed',
      ]),
    );
    expect(castellan['kind']).toBe('increase');
  });

  it('a status word against the dates is a warning, and dates decide', async () => {
    await product.control.changeLine(await psaLineOf('Quarry Ridge'), { agreementStatus: 'Cancelled' });
    await readToItsEnd(await lineOf('Quarry Ridge'));
    const line = await lineOf('Quarry Ridge');
    expect(line).toMatchObject({ kind: 'decrease', psaQuantity: '25' });
    expect(line['lines']).toMatchObject([{ live: true, status: 'cancelled' }]);
    expect((line['warnings'] as string[]).join(' ')).toContain(
      'calls the line cancelled, but it has no cancellation date',
    );
  });

  it('a line below a site company, one that begins later, or of an inactive product: found, and none is to be created', async () => {
    const line = await lineOf('Ellis & Crane');
    expect(line).toMatchObject({
      kind: 'new',
      vendorQuantity: 9,
      found: [],
      advice: { kind: 'create-line' },
    });
    const companyId = Number(line['company'].id);
    const own = await agreementFor(companyId);
    const model = await psaLineOf('Bluewater Dental');
    const site = await product.control.addCompany(companyId, {
      name: 'Ellis & Crane, Elgin office', identifier: 'EllisElgin', parentCompanyId: companyId,
    }); // prettier-ignore
    const child = await product.control.addAgreement(own, {
      name: 'Elgin office', companyId: site.id, parentAgreementId: own,
    }); // prettier-ignore
    await product.control.addLine(model, { agreementId: child.id, quantity: 9 });
    await product.control.addLine(model, { agreementId: own, quantity: 9, effectiveDate: '2099-12-15' });
    const { products } = await product.control.worldOf('connectwise');
    const old = products.find(({ identifier }) => identifier === 'DUO-ESS-OLD')!;
    await product.control.addLine(model, { agreementId: own, quantity: 9, productId: old.id });
    await runEnds(product, await startSync(product, integration), 40_000);
    const now = await lineOf('Ellis & Crane');
    expect(now).toMatchObject({
      kind: 'new',
      psaQuantity: null,
      flags: [{ flag: 'scheduled' }],
      advice: null,
    });
    const found = now['found'] as Item[];
    expect(
      found.map(({ quantity, productIdentifier, agreementName, companyName, relation, live, effectiveDate }) =>
        [quantity, productIdentifier, agreementName, companyName, relation, live, live === true ? null : effectiveDate] as unknown[]),
    ).toEqual([
      ['9', 'DUO-ESS', 'Elgin office', 'Ellis & Crane, Elgin office', 'child-agreement', true, null],
      ['9', 'DUO-ESS', expect.any(String), 'Ellis & Crane', 'own-agreement', false, '2099-12-15'],
      ['9', 'DUO-ESS-OLD', expect.any(String), 'Ellis & Crane', 'own-agreement', true, null],
    ]); // prettier-ignore
    const totals = body(await product.client.request('GET', `/control-totals?integration=${integration.id}`));
    expect(totals['items']).toMatchObject([{ closes: true }]);
  });

  it('is not for viewers', async () => {
    const made = body(await product.client.request('POST', '/api-keys', { name: 'looks', role: 'viewer' }));
    const line = await lineOf('Quarry Ridge');
    const refused = await fetch(`${product.origin}/api/v1/usage-lines/${line['id'] as string}/read-again`, {
      method: 'POST',
      headers: { authorization: `Bearer ${made['key'] as string}` },
    });
    expect([refused.status, ((await refused.json()) as Item)['code']]).toEqual([403, 'RoleTooSmall']);
  });
});
