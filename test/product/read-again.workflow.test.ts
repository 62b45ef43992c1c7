import { randomUUID } from 'node:crypto';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import {
  body, type Connected, everyLine, loaded, mapProducts, phaseIs, runEnds, startSync,
} from './lifecycle.ts'; // prettier-ignore
import { type Product, startProduct } from './product.ts';
import { account, settled } from './set-up-steps.ts';
import {
  accountsRead, children, itemsOf, journalEnd, listPath, openNotices, requestsSince, shownInTemporal, usersAskedFor,
  usersPath,
} from './sync-observations.ts'; // prettier-ignore

jest.setTimeout(60_000);

type Item = ReturnType<typeof body>;

/** *Read again* of one usage line, on `typical` (SANDBOX's cast). */
describe('reading one usage line again', () => {
  let product: Product;
  let integration: Connected;
  beforeAll(async () => {
    product = await startProduct({
      scenario: 'typical',
      reading: { duoParallel: 8, psaParallel: 6 },
      // An account that hangs is asked again until the test lets it go.
      settings: {
        duo: {
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
  }, 90_000);
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
    (await product.control.world()).connectwise.agreements
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
      calls: { duo: 2, duoFormula: 2 },
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
      .deleteFrom('usage_line')
      .where('id', '=', line['id'] as string)
      .execute();
    const seq = await journalEnd(product);
    await product.startWorkers();
    const run = await runEnds(product, body(answer)['runId'] as string);
    expect(run).toMatchObject({
      state: 'failed',
      cause: { code: 'UsageLineGone' },
      usageLine: { groupKey: line['groupKey'], lineId: null, label: null },
    });
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
      usageLine: { groupKey: line['groupKey'], label: null },
    });
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
