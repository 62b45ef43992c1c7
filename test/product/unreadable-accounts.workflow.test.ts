import { randomUUID } from 'node:crypto';
import { body, active, type Connected, everyLine, phaseIs, runEnds, startSync } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import {
  accountOf,
  accountsRead,
  children,
  journalEnd,
  lineOf,
  openNotices,
  requestsSince,
  runDetail,
  seatsOf,
  shownInTemporal,
  usersPath,
  vendorAccount,
} from './sync-observations.ts';
import { decideLine, usageLine } from './write-back-steps.ts';

/** Users on a page, once Duo clamps: small enough that every account has several pages. */
const clamped = 5;

/** What befalls one child each, and what must come of it. Null: it is counted rightly all the same. */
const troubles: readonly {
  readonly name: string;
  readonly fault?: FaultOrder['fault'];
  readonly times?: number;
  readonly after?: number;
  readonly change?: Parameters<Product['control']['changeDuoAccount']>[1];
  readonly outcome: { readonly state: string; readonly code: string } | null;
}[] = [
  { name: 'access refused', fault: { kind: 'status', status: 403 }, outcome: failed('VendorAccessRefused') },
  { name: 'another deployment', change: { otherDeployment: true }, outcome: failed('VendorCrossDeployment') },
  { name: 'no host', change: { apiHostname: '' }, outcome: failed('VendorHostMissing') },
  {
    name: 'a host that is not Duo',
    change: { apiHostname: 'evil.example.com' },
    outcome: failed('VendorHostRefused'),
  },
  { name: 'no answer', fault: { kind: 'hang' }, outcome: failed('VendorTimeout') },
  { name: 'an error of Duo', fault: { kind: 'status', status: 503 }, outcome: failed('VendorServerError') },
  {
    name: 'a page of HTML',
    fault: { kind: 'status', status: 200, body: 'html' },
    outcome: failed('VendorAnswerUnreadable'),
  },
  {
    name: 'JSON of another shape',
    fault: { kind: 'odd-json', shape: 'wrong-types' },
    outcome: failed('VendorAnswerUnreadable'),
  },
  {
    name: 'too many calls, for good',
    fault: { kind: 'status', status: 429, retryAfter: 0 },
    outcome: failed('VendorBusy'),
  },
  { name: 'a lost page', fault: { kind: 'lost-page' }, after: 1, outcome: incomplete() },
  { name: 'a repeated page', fault: { kind: 'repeated-page' }, after: 1, outcome: incomplete() },
  { name: 'a standing offset', fault: { kind: 'standing-offset' }, outcome: incomplete() },
  { name: 'a page lost once', fault: { kind: 'lost-page' }, times: 1, outcome: null },
  { name: 'an empty last page', fault: { kind: 'trailing-empty-page' }, outcome: null },
];

function failed(code: string) {
  return { state: 'failed', code };
}

function incomplete() {
  return { state: 'incomplete', code: 'VendorReadIncomplete' };
}

describe('accounts that cannot be read', () => {
  let product: Product;
  let integration: Connected;
  let neverRead: string;
  beforeAll(async () => {
    product = await startProduct();
    neverRead = (await children(product))[0]!.accountId;
    const fault = await product.control.arm({
      vendor: 'duo',
      path: usersPath,
      accountId: neverRead,
      fault: { kind: 'status', status: 500, body: 'empty' },
    });
    integration = await active(product);
    await product.control.disarm(fault.id);
  });
  afterAll(() => product.close());
  afterEach(async () => {
    await product.control.disarm();
    await product.control.switchDuo({ totalObjects: 'with-pending', lastPage: 'null', largestPage: 300 });
  });

  const allCounted = async (): Promise<void> => {
    const run = await runEnds(product, await startSync(product, integration));
    expect(run).toMatchObject({ state: 'succeeded' });
    for (const child of await children(product)) {
      expect(accountOf(run, child.accountId)).toMatchObject({ state: 'counted', seats: seatsOf(child) });
    }
  };

  it('shows an account that was never read as not read, without a quantity', async () => {
    const line = await lineOf(product, integration, neverRead);
    expect(line).toMatchObject({
      kind: 'not-read',
      vendorQuantity: null,
      variance: null,
      accounts: [{ seats: null, newestRead: { outcome: 'failed', cause: { code: 'VendorServerError' } } }],
    });
    expect(await openNotices(product, integration)).toMatchObject([
      {
        code: 'SyncPartial',
        detail: expect.stringMatching(/^Could not be read: \d+ accounts?: \S/u) as string,
      },
    ]);
  });

  it('counts rightly through clamped pages and both forms of the total, or none', async () => {
    const [first, second] = await children(product);
    await product.control.changeDuoUsers(first!.accountId, { action: 'trash', count: 2 });
    await product.control.changeDuoUsers(second!.accountId, {
      action: 'add',
      count: 7,
      status: 'pending deletion',
    });
    for (const totalObjects of ['with-pending', 'without-pending', 'absent'] as const) {
      await product.control.switchDuo({ totalObjects, largestPage: clamped });
      await allCounted();
    }
    await product.control.switchDuo({ totalObjects: 'with-pending', lastPage: 'absent' });
    await allCounted();
  });

  it('fails each with its cause, shows its last count as not read and never as zero; then reads only those', async () => {
    const before = new Map(
      (await children(product)).map((child) => [child.accountId, seatsOf(child)] as const),
    );
    const linesBefore = new Map(
      (await everyLine(product, integration)).map((line) => [line['groupKey'], line] as const),
    );
    // An account of one page cannot lose a second one.
    const largest = [...(await children(product))].sort((a, b) => seatsOf(b) - seatsOf(a));
    const targets = [...troubles].reverse().map((trouble, nth) => ({ trouble, child: largest[nth]! }));
    const gone = largest[troubles.length]!;
    await product.control.switchDuo({ largestPage: clamped });
    const faults = new Map<string, number>();
    for (const { trouble, child } of targets) {
      if (trouble.change !== undefined)
        await product.control.changeDuoAccount(child.accountId, trouble.change);
      if (trouble.fault === undefined) continue;
      const { id } = await product.control.arm({
        vendor: 'duo',
        path: usersPath,
        accountId: child.accountId,
        fault: trouble.fault,
        ...(trouble.times === undefined ? {} : { times: trouble.times }),
        ...(trouble.after === undefined ? {} : { after: trouble.after }),
      });
      faults.set(trouble.name, id);
    }
    await product.control.changeDuoAccount(gone.accountId, { remove: true });
    const seq = await journalEnd(product);

    const run = await runEnds(product, await startSync(product, integration));
    const unread = targets.filter(({ trouble }) => trouble.outcome !== null);
    expect(run).toMatchObject({
      state: 'partial',
      totals: {
        accountsListed: 16,
        counted: 16 - unread.length - 1,
        incomplete: 3,
        failed: unread.length - 3,
        gone: 1,
      },
    });
    for (const { trouble, child } of targets) {
      const seats = before.get(child.accountId);
      const account = accountOf(run, child.accountId);
      if (trouble.outcome === null) {
        expect([trouble.name, account]).toMatchObject([trouble.name, { state: 'counted', seats }]);
        continue;
      }
      expect([trouble.name, account]).toMatchObject([
        trouble.name,
        {
          state: trouble.outcome.state,
          seats: null,
          cause: { code: trouble.outcome.code, advice: expect.stringMatching(/./u) as string },
          lastComplete: { seats, ageSeconds: expect.any(Number) as number },
        },
      ]);
      // RULES 2: the newest reading decides; the last numbers stand beside it with their age and the cause.
      const line = await lineOf(product, integration, child.accountId);
      const { kind, vendorQuantity, psaQuantity, version } = linesBefore.get(line['groupKey'])!;
      const isMapped = kind !== 'unmapped';
      expect([trouble.name, line]).toMatchObject([
        trouble.name,
        {
          kind: isMapped ? 'not-read' : 'unmapped',
          vendorQuantity,
          psaQuantity,
          variance: null,
          version: Number(version) + (isMapped ? 1 : 0),
          accounts: [
            {
              seats,
              ageSeconds: expect.any(Number) as number,
              newestRead: { outcome: trouble.outcome.state, cause: { code: trouble.outcome.code } },
            },
          ],
        },
      ]);
    }
    expect(accountOf(run, gone.accountId)).toMatchObject({
      state: 'gone',
      cause: { code: 'VendorAccountGone' },
      lastComplete: { seats: before.get(gone.accountId) },
    });
    expect(await lineOf(product, integration, gone.accountId)).toMatchObject({ kind: 'not-read' });
    const requests = await requestsSince(product, seq);
    expect(requests.filter(({ host }) => host.includes('evil'))).toEqual([]);
    // Never endless: the unreadable cost a bounded number of calls, told apart from the formula's.
    const { vendor, vendorUnreadable } = run['calls'] as {
      readonly vendor: number;
      readonly vendorUnreadable: number;
    };
    expect(vendorUnreadable).toBeLessThan(80);
    expect(vendor + vendorUnreadable).toBe(requests.length);
    await phaseIs(product, integration, 'active');
    expect(await shownInTemporal(product, run['id'] as string)).toMatchObject({
      status: 'COMPLETED',
      attributes: { SyncOutcome: 'partial' },
    });

    // Everything answers again but one.
    const stillHanging = unread.find(({ trouble }) => trouble.name === 'an error of Duo')!;
    for (const { trouble, child } of targets) {
      const fault = faults.get(trouble.name);
      if (fault !== undefined && child !== stillHanging.child) await product.control.disarm(fault);
      if (trouble.change !== undefined) {
        await product.control.changeDuoAccount(child.accountId, {
          otherDeployment: false,
          apiHostname: child.apiHostname,
        });
      }
    }
    const seqOfRetry = await journalEnd(product);
    const retry = await runEnds(product, await startSync(product, integration, 'failed-accounts'));
    expect(retry).toMatchObject({
      state: 'partial',
      trigger: 'retry',
      mode: 'failed-accounts',
      ofRunId: run['id'],
      totals: { accountsListed: unread.length, counted: unread.length - 1, failed: 1 },
    });
    const asked = accountsRead(await requestsSince(product, seqOfRetry));
    expect(new Set(asked)).toEqual(new Set(unread.map(({ child }) => child.accountId)));
    const psaCalls = await requestsSince(product, seqOfRetry, 'connectwise');
    expect(psaCalls.filter(({ path }) => path.includes('/finance/'))).toEqual([]);
    for (const { child } of unread) {
      const outcome = child === stillHanging.child ? 'failed' : 'counted';
      const line = await lineOf(product, integration, child.accountId);
      const { kind } = linesBefore.get(line['groupKey'])!;
      expect(line).toMatchObject({
        kind: outcome === 'failed' && kind !== 'unmapped' ? 'not-read' : kind,
        vendorQuantity: before.get(child.accountId),
        accounts: [{ newestRead: { outcome } }],
      });
    }
  });

  it('counts an account whose name vanished from the list, under the name it had', async () => {
    const child = (await children(product))[1]!;
    await product.control.changeDuoAccount(child.accountId, { name: '' });
    const run = await runEnds(product, await startSync(product, integration));
    expect(accountOf(run, child.accountId)).toMatchObject({ state: 'counted', seats: seatsOf(child) });
    expect(await vendorAccount(product, integration, child.accountId)).toMatchObject({ name: child.name });
    await product.control.changeDuoAccount(child.accountId, { name: child.name });
  });

  it('lets an account that answers 502 after a good reading stand as not read, and decides nothing on it', async () => {
    await runEnds(product, await startSync(product, integration));
    const mapped = (await everyLine(product, integration)).find(
      ({ kind, accountNames }) => kind === 'match' && (accountNames as unknown[]).length === 1,
    )!;
    const child = (await children(product)).find(
      ({ name }) => name === (mapped['accountNames'] as string[])[0],
    )!;
    const seats = seatsOf(child);
    await product.control.changeDuoUsers(child.accountId, { action: 'trash', count: 2 });
    await product.control.arm({
      vendor: 'duo',
      path: usersPath,
      accountId: child.accountId,
      fault: { kind: 'status', status: 502 },
    });
    await runEnds(product, await startSync(product, integration));

    const shown = {
      kind: 'not-read',
      vendorQuantity: seats,
      psaQuantity: mapped['psaQuantity'],
      variance: null,
      lands: null,
      vendorReadAt: mapped['vendorReadAt'],
      notRead: {
        cause: { code: 'VendorServerError', advice: expect.stringMatching(/./u) as string },
        at: expect.any(String) as string,
      },
    };
    const line = await lineOf(product, integration, child.accountId);
    expect(line).toMatchObject(shown);
    const label = line['label'] as string;
    expect(await usageLine(product, integration, label)).toMatchObject(shown);
    const csv = await product.client.request('GET', `/usage-lines.csv?kind=not-read`);
    expect(csv.body as string).toContain(`${String(mapped['vendorReadAt'])},`);
    expect(csv.body as string).toContain('VendorServerError');

    for (const wish of [{}, { decision: 'adjust' as const, quantity: seats + 1, reason: 'as agreed' }])
      expect(await decideLine(product, integration, label, wish)).toMatchObject({
        outcome: 'refused',
        code: 'LineNotRead',
      });
    const release = await product.client.request(
      'POST',
      `/usage-lines/${line['id'] as string}/release`,
      { lineVersion: line['version'], reason: 'as agreed' },
      randomUUID(),
    );
    expect([release.status, body(release)['code']]).toEqual([409, 'LineNotRead']);

    await product.control.disarm();
    await runEnds(product, await startSync(product, integration, 'failed-accounts'));
    expect(await lineOf(product, integration, child.accountId)).toMatchObject({
      kind: 'decrease',
      vendorQuantity: seats - 2,
      notRead: null,
    });
    await product.control.changeDuoUsers(child.accountId, { action: 'restore', count: 2 });
  });

  it('keeps showing the last good count and its age at the account, run after run', async () => {
    const child = (await children(product))[0]!;
    await product.control.arm({
      vendor: 'duo',
      path: usersPath,
      accountId: child.accountId,
      fault: { kind: 'reset' },
    });
    const good = await vendorAccount(product, integration, child.accountId);
    for (let nth = 0; nth < 2; nth += 1) {
      const run = await runDetail(
        product,
        (await runEnds(product, await startSync(product, integration)))['id'] as string,
      );
      expect(accountOf(run, child.accountId)).toMatchObject({
        state: 'failed',
        cause: { code: 'VendorUnreachable' },
        lastComplete: { seats: good['seats'], readAt: good['seatsReadAt'] },
      });
    }
    const account = await vendorAccount(product, integration, child.accountId);
    expect(account).toMatchObject({
      seats: good['seats'],
      seatsReadAt: good['seatsReadAt'],
      newestRead: { state: 'failed' },
    });
    const history = body(
      await product.client.request(
        'GET',
        `${integration.path}/vendor-accounts/${String(account['id'])}/history`,
      ),
    );
    expect((history['readings'] as unknown[]).at(-1)).toMatchObject({ state: 'failed', seats: null });
  });
});
